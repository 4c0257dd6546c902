"""Why a card cannot be drawn or a picture cannot be used.

    CampaignError
    └── CardError
        ├── CardDoesNotFit     a text is too long at its smallest size: never cut, never overflowing
        │   └── TitlesDoNotFit of the programme, and these of its titles are
        ├── CannotDraw         a text has characters that no font of the cards has
        ├── BadBrand           two colours of the brand are too close to be read
        ├── BadFont            a font of the campaign is missing or is none
        ├── BadImage           a picture that is none, is damaged or could harm
        └── UnknownLayout      no such layout, or not in this size

They live in the core, because services must understand them and never import ``cards``.
They can be pickled: cards are drawn in a child process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from campaign.core.errors import CampaignError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class CardError(CampaignError):
    """cards.errors.card"""

    def __reduce__(self) -> tuple[Callable[..., CardError], tuple[Any, ...]]:
        return _again, (type(self), self.params)


class CardDoesNotFit(CardError):
    """cards.errors.does-not-fit"""

    def __init__(self, *, field: str, text: str) -> None:
        super().__init__(field=field, text=text)


class TitlesDoNotFit(CardDoesNotFit):
    """cards.errors.titles-do-not-fit"""

    def __init__(self, titles: Sequence[str], most: int) -> None:
        super().__init__(field="agenda", text="\n".join(titles))
        self.titles = tuple(titles)
        self.most = most

    def __reduce__(self) -> tuple[Callable[..., TitlesDoNotFit], tuple[Any, ...]]:
        return type(self), (self.titles, self.most)


class CannotDraw(CardError):
    """cards.errors.cannot-draw"""

    def __init__(self, *, field: str, characters: str) -> None:
        super().__init__(field=field, characters=characters)


class BadBrand(CardError):
    """cards.errors.bad-brand"""

    def __init__(self, *, first: str, second: str, contrast: str) -> None:
        super().__init__(first=first, second=second, contrast=contrast)


class BadFont(CardError):
    """cards.errors.bad-font"""

    def __init__(self, *, path: str, reason: str) -> None:
        super().__init__(path=path, reason=reason)


class BadImage(CardError):
    """cards.errors.bad-image"""

    def __init__(self, *, reason: str, path: str = "") -> None:
        super().__init__(reason=reason, path=path)

    @property
    def reason(self) -> str:
        """Return the key of the reason in ``cards.image``: ``truncated``, for example."""
        return self.params["reason"]


class UnknownLayout(CardError):
    """cards.errors.unknown-layout"""

    def __init__(self, *, layout: str, size: str) -> None:
        super().__init__(layout=layout, size=size)


def _again(kind: type[CardError], params: dict[str, str]) -> CardError:
    return kind(**params)
