"""What the cards say, one module for each kind of words."""
