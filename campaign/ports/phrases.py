"""Sentences for people, looked up by message id."""

from __future__ import annotations

from typing import Protocol


class Phrases(Protocol):
    """The sentences of one language; see :class:`campaign.languages.Catalogue`."""

    @property
    def language(self) -> str:
        """The two-letter code."""
        ...

    def text(self, message_id: str, **params: object) -> str:
        """Return the sentence with its values; raises KeyError for an unknown id."""
        ...

    def pattern(self, message_id: str) -> str:
        """Return the sentence as it is written, with its placeholders."""
        ...

    def has(self, message_id: str) -> bool:
        """Tell whether there is such a message."""
        ...

    def words(self, message_id: str) -> tuple[str, ...]:
        """Return a list of words."""
        ...
