"""The rendering child's program: texts and cards together, and the parent's handle on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.dates import DateWords
from campaign.core.rendering import Drawn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.core.cards import CardSpec
    from campaign.ports.rendering import Renderer


def date_words(language: str) -> DateWords:
    """Return the date words of a language."""
    from campaign.languages import Catalogue  # noqa: PLC0415

    phrases = Catalogue(language)
    return DateWords(
        months=phrases.words("dates.months"),
        weekdays=phrases.words("dates.weekdays"),
        **{
            name: phrases.pattern(f"dates.{name}") for name in ("day", "long_day", "time", "moment")
        },
    )


def start_renderer() -> Renderer:
    """Start the rendering child and return the handle on it."""
    from campaign.texts.process import ChildRenderer  # noqa: PLC0415

    return ChildRenderer("campaign.wiring.renderer")


def _draw(spec: CardSpec, files: Mapping[str, bytes]) -> Drawn:
    from campaign import cards  # noqa: PLC0415 -- PIL only where a card is drawn

    try:
        return Drawn(cards.draw(spec, files))
    except cards.CardDoesNotFit as wrong:
        return Drawn(fault=str(wrong), field=wrong.field)
    except (ValueError, MemoryError) as wrong:
        return Drawn(fault=f"{type(wrong).__name__}: {wrong}")


if __name__ == "__main__":
    from campaign.texts.child import serve

    serve(date_words, _draw)
