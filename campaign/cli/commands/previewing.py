"""``preview``: posts as each network will show them, as a page and as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from campaign.cli.commands.checking import show_problems
from campaign.cli.output import listed, spoken
from campaign.cli.proposals import propose_here
from campaign.cli.saying import counted
from campaign.cli.session import Session, session
from campaign.core.errors import UsageError
from campaign.likeness import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.services.checking import Checked
    from campaign.wiring.pages.previewed import Previewed

PAGE = Path("build", "preview", "index.html")


@click.command()
@click.argument("posts", nargs=-1)
@click.option("--files", type=click.Path(file_okay=False, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path))
def preview(posts: tuple[str, ...], files: Path | None, out: Path | None) -> int:
    """Show texts and cards as each network will."""
    from campaign.wiring.pages.preview_files import write_files  # noqa: PLC0415
    from campaign.wiring.pages.preview_page import write_preview  # noqa: PLC0415

    here = session()
    previewed = _previewed(here, posts)
    page = write_preview(out or here.root / PAGE, previewed)
    spoken(here.say("preview.done", file=page))
    if files is not None:
        stale = write_files(files, previewed)
        much = counted(here.phrases, (one.draft.post for one in previewed.items))
        spoken(here.say("preview.files", folder=files, **much))
        if stale:
            named = listed(here.phrases, stale)
            spoken(here.say("preview.stale", n=len(stale), files=named))
    undrawn = previewed.pictures.problems
    show_problems(here, undrawn)
    return 1 if any(problem.is_error for problem in (*previewed.problems, *undrawn)) else 0


def _previewed(here: Session, posts: Sequence[str]) -> Previewed:
    from campaign.wiring.pages.previewed import draw, select  # noqa: PLC0415

    with here.desk() as desk:
        checked = propose_here(here, desk).checked
        chosen, unknown = select(checked.prepared, posts)
        if unknown:
            raise UsageError(what=_unknown(here, unknown[0], checked))
        return draw(desk, here.files(), checked, chosen)


def _unknown(here: Session, name: str, checked: Checked) -> str:
    """Return that a post does not go out, or that there is none: with the closest names."""
    from campaign.wiring.pages.previewed import select  # noqa: PLC0415

    if select(checked.off, [name])[0]:
        return here.say("preview.off", post=name)
    items = checked.prepared
    entries = list(dict.fromkeys(item.entry.id for item in items))
    posts = [known for item in items for known in (item.draft.post, str(item.key))]
    known = nearest(name, posts if "/" in name else entries)
    none = here.phrases.text("reasons.none-known")
    return here.say("preview.unknown", post=name, known=known or none)
