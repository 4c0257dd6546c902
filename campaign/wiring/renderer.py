"""The rendering child's program: texts and cards together, and the parent's handle on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.rendering import Drawn, Inspected

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.core.cards import CardSpec
    from campaign.core.dates import DateWords
    from campaign.ports.rendering import Renderer


def start_renderer() -> Renderer:
    """Start the rendering child and return the handle on it."""
    from campaign.texts.process import ChildRenderer  # noqa: PLC0415

    return ChildRenderer("campaign.wiring.renderer")


def _words(language: str) -> DateWords:
    from campaign.languages import Catalogue  # noqa: PLC0415
    from campaign.services.date_words import date_words  # noqa: PLC0415

    return date_words(Catalogue(language))


def _draw(spec: CardSpec, files: Mapping[str, bytes]) -> Drawn:
    from campaign import cards  # noqa: PLC0415 -- PIL only where a card is drawn

    try:
        return Drawn(cards.draw(spec, files))
    except cards.CardDoesNotFit as wrong:
        return Drawn(fault=str(wrong), field=wrong.field)
    except (ValueError, MemoryError) as wrong:
        return Drawn(fault=f"{type(wrong).__name__}: {wrong}")


def _inspect(content: bytes) -> Inspected:
    from campaign import cards  # noqa: PLC0415

    try:
        info = cards.inspect_image(content)
    except (cards.BadImage, MemoryError) as wrong:
        return Inspected(fault=str(wrong))
    return Inspected(info.media_type, info.width, info.height)


if __name__ == "__main__":
    from campaign.texts.child import serve

    serve(_words, _draw, _inspect)
