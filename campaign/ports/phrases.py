"""Sentences for people, looked up by message id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from campaign.core.dates import DateWords


class Messages(Protocol):
    """The sentences of one language, wherever they come from."""

    @property
    def language(self) -> str:
        """The two-letter code."""
        ...

    def text(self, message_id: str, **params: object) -> str:
        """Return the sentence with its values; raises KeyError for an unknown id.

        Give a moment as a ``datetime`` (or ``date``, ``time``) of the zone in which it is to be
        told: it is said in the words of the language.
        """
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


class Phrases(Messages, Protocol):
    """A whole language; see :class:`campaign.languages.Catalogue`."""

    @property
    def dates(self) -> DateWords:
        """The words in which moments are said."""
        ...
