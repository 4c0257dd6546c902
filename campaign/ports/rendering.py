"""The renderer: templates and cards, in a place where they can do no harm.

Synchronous: it speaks with a child process, and a command needs no event loop for
it. Code on the loop calls it in a thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

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

    def draw(self, specs: Sequence[CardSpec], files: Mapping[str, bytes]) -> Generator[Drawn]:
        """Yield one card per spec, in their order, as :meth:`render` does; ``files`` maps paths
        to content. Of these the ones that are looked at are read, one after the other.
        """
        ...

    def try_out(self, specs: Sequence[CardSpec], files: Mapping[str, bytes]) -> list[Drawn]:
        """Return for each spec why it cannot be drawn, if so; nothing is painted."""
        ...

    def inspect(self, paths: Sequence[str], files: Mapping[str, bytes]) -> list[Inspected]:
        """Return what the image at each path is, or why it is none."""
        ...

    def clean(
        self, images: Sequence[tuple[str, int, int | None]], files: Mapping[str, bytes]
    ) -> Generator[Cleaned]:
        """Yield pictures without metadata, within limits in bytes and in pixels of both sides, as
        :meth:`render` does.

        Each path comes with its limits; ``None`` where the sides are not limited. What has no
        file is no image.
        """
        ...

    def close(self) -> None:
        """End the child process."""
        ...
