"""The rendering child's program: texts and cards together, and the parent's handle on it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from campaign.core.card_errors import BadFont, BadImage, CardDoesNotFit, CardError, TitlesDoNotFit
from campaign.core.rendering import TOO_MUCH, Cleaned, Drawn, Inspected

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from campaign.core.cards import CardSpec
    from campaign.core.dates import DateWords
    from campaign.ports.rendering import Renderer

_LONGEST = 200
_SHOWN = 80
"""Letters that are told of an error of our own."""


def start_renderer() -> Renderer:
    """Start the rendering child and return the handle on it."""
    from campaign.texts.process import ChildRenderer  # noqa: PLC0415

    return ChildRenderer("campaign.wiring.renderer")


class _Tools:
    """What the child works with; each part is imported where it is first used."""

    def prepare(self) -> None:
        with suppress(ImportError):  # the first card will tell it; texts are not concerned
            from campaign import cards  # noqa: PLC0415

            cards.prepare()

    def words_of(self, language: str) -> DateWords:
        from campaign.languages import Catalogue  # noqa: PLC0415

        return Catalogue(language).dates

    def draw(self, spec: CardSpec, files: Mapping[str, bytes]) -> Drawn:
        from campaign import cards  # noqa: PLC0415

        return _drawn(spec, files, lambda: cards.draw(spec, files))

    def try_out(self, spec: CardSpec, files: Mapping[str, bytes]) -> Drawn:
        from campaign import cards  # noqa: PLC0415

        return _drawn(spec, files, lambda: cards.try_out(spec, files))

    def inspect(self, content: bytes) -> Inspected:
        from campaign import cards  # noqa: PLC0415

        try:
            info = cards.inspect_image(content)
        except BadImage as wrong:
            return Inspected(fault=wrong.reason)
        except MemoryError:
            return Inspected(fault=TOO_MUCH)
        except Exception:  # noqa: BLE001 -- one picture, not the child and what waits behind it
            return Inspected(fault="damaged")
        return Inspected(info.media_type, info.width, info.height, no_logo=info.no_logo)

    def clean(self, content: bytes, most_bytes: int, most_sides: int | None) -> Cleaned:
        from campaign import cards  # noqa: PLC0415

        try:
            cleaned = cards.clean_image(content, most_bytes, most_sides)
        except BadImage as wrong:
            return Cleaned(b"", Inspected(fault=wrong.reason))
        except MemoryError:
            return Cleaned(b"", Inspected(fault=TOO_MUCH))
        except Exception:  # noqa: BLE001 -- as above
            return Cleaned(b"", Inspected(fault="damaged"))
        return Cleaned(cleaned, self.inspect(cleaned))


def _drawn(spec: CardSpec, files: Mapping[str, bytes], make: Callable[[], bytes | None]) -> Drawn:
    """Return what came of a card: its bytes, or why there are none, in its language."""
    try:
        return Drawn(make() or b"")
    except CardDoesNotFit as wrong:
        field = wrong.params["field"]
        return Drawn(fault=_too_long(wrong, spec, files), field=field)
    except CardError as wrong:
        params = wrong.params
        file, why = (params.get(name, "") for name in ("path", "reason"))
        said = _told(wrong, spec.language)
        return Drawn(fault=said, field=params.get("field"), file=file, why=why)
    except MemoryError:
        return Drawn(fault=TOO_MUCH)
    except Exception as wrong:  # noqa: BLE001 -- one card, not the child and what waits behind it
        return Drawn(fault=_unforeseen(wrong, spec.language))


def _told(wrong: CardError, language: str) -> str:
    from campaign.languages import Catalogue  # noqa: PLC0415

    phrases, params = Catalogue(language), dict(wrong.params)
    said = f"cards.{'font' if isinstance(wrong, BadFont) else 'image'}.{params.get('reason')}"
    if phrases.has(said):
        params["reason"] = phrases.text(said)
    part = f"cards.parts.{params.get('field')}"
    if phrases.has(part):
        params["field"] = phrases.text(part)
    return phrases.text(wrong.message_id, **params)


def _too_long(wrong: CardDoesNotFit, spec: CardSpec, files: Mapping[str, bytes]) -> str:
    """Return what does not fit, by how it begins, and how long it may be beside the rest."""
    from campaign import cards  # noqa: PLC0415
    from campaign.languages import Catalogue  # noqa: PLC0415

    if isinstance(wrong, TitlesDoNotFit):
        return _too_long_titles(wrong, spec.language)
    text = wrong.params["text"]
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()}…"
    try:
        most = cards.room_for(spec, files, wrong.params["field"])
    except Exception:  # noqa: BLE001 -- what the card says does not fit anyhow
        most = 0
    length = len(str(getattr(spec, wrong.params["field"], text)).strip())
    told = CardDoesNotFit(field=wrong.params["field"], text=shown)
    said = _told(told, spec.language)
    if not 0 < most < length:
        return said
    return f"{said} {Catalogue(spec.language).text('cards.room', length=length, most=most)}"


def _too_long_titles(wrong: TitlesDoNotFit, language: str) -> str:
    from campaign.languages import Catalogue  # noqa: PLC0415

    phrases = Catalogue(language)
    shown = (one if len(one) <= _SHOWN else f"{one[:_SHOWN].rstrip()}…" for one in wrong.titles)
    titles = ", ".join(phrases.text("cards.title", title=one) for one in shown)
    n = len(wrong.titles)
    return phrases.text(wrong.message_id, titles=titles, n=n, most=wrong.most)


def _unforeseen(wrong: Exception, language: str) -> str:
    from campaign.languages import Catalogue  # noqa: PLC0415

    reason = f"{type(wrong).__name__}: {wrong}"[:_LONGEST]
    return Catalogue(language).text("cards.undrawn.unforeseen", reason=reason)


if __name__ == "__main__":
    from campaign.texts.child import serve

    serve(_Tools())
