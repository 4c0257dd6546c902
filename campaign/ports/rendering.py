"""The renderer: templates and cards, in a place where they can do no harm.

Synchronous: it speaks with a child process, and a command needs no event loop for
it. Code on the loop calls it in a thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping, Sequence

    from campaign.core.cards import CardSpec
    from campaign.core.programme import Programme
    from campaign.core.rendering import Cleaned, Drawn, Inspected, Rendered, RenderJob
    from campaign.core.settings import Campaign


class Renderer(Protocol):
    """Renders texts and draws cards; what misbehaves becomes a fault, never an exception."""

    def render(
        self,
        campaign: Campaign,
        programme: Programme,
        jobs: Sequence[RenderJob],
    ) -> Generator[Rendered]:
        """Yield one result per job, in their order, while later ones are still being made.

        Nothing else may be asked before all are taken or the iterator is closed.
        """
        ...

    def draw(self, specs: Sequence[CardSpec], files: Mapping[str, bytes]) -> list[Drawn]:
        """Return one card per spec, in their order; ``files`` maps paths to content."""
        ...

    def try_out(self, specs: Sequence[CardSpec], files: Mapping[str, bytes]) -> list[Drawn]:
        """Return for each spec why it cannot be drawn, if so; nothing is painted."""
        ...

    def inspect(self, images: Iterable[bytes]) -> list[Inspected]:
        """Return what each image is, or why it is none."""
        ...

    def clean(self, images: Iterable[tuple[bytes, int, int | None]]) -> list[Cleaned]:
        """Return pictures without metadata, within limits in bytes and in pixels of both sides.

        Each image comes with its limits; ``None`` where the sides are not limited.
        """
        ...

    def close(self) -> None:
        """End the child process."""
        ...
