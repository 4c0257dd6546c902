"""The drawing engine behind a narrow door: ``draw(CardSpec) → bytes``."""
