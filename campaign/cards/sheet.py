"""What :mod:`campaign.cards.card` was called; for those who have not moved yet."""

from campaign.cards.card import Card, Proof

__all__ = ["Card", "Proof"]
