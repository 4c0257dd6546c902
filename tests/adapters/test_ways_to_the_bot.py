"""What comes with Pregonero leads from the post of a panel to that panel in the bot."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.core.rendering import RenderJob
from campaign.languages import Catalogue
from campaign.texts.template import Templates, Writer
from tests.core.factories import campaign, panel, programme

ROOT = Path(__file__).parent.parent.parent
STARTER = ROOT / "campaign/sources/starter"
BOT = "https://t.me/feria_bot"
WAY = f"{BOT}?start=delta"


def written(text: Path, channel: str, bot: str | None) -> str:
    """Return a bundled text on a channel, where the bot is known or not."""
    series = programme(
        panel("delta", "2027-10-30 18:00", title="Delta"), links={"bot": bot}, where="la sala"
    )
    source = text.read_text(encoding="utf-8")
    whole, *variants = source.split("\n--- ")
    short = next((one.partition("---\n")[2] for one in variants if channel in one), whole)
    writer = Writer(campaign(), series, Templates(Catalogue("es").dates))
    rendered = writer.write(RenderJob(short, channel, "delta"))
    assert (rendered.fault, rendered.missing) == (None, ())
    return "".join(rendered.parts)


@pytest.mark.parametrize(
    "text",
    [
        ROOT / "posts/texts/announcement.md",
        ROOT / "posts/texts/reminder-day.md",
        STARTER / "es/posts/texts/announcement.md",
        STARTER / "en/posts/texts/announcement.md",
    ],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_a_panels_post_leads_to_it_where_a_link_costs_nothing(text: Path) -> None:
    assert written(text, "telegram", BOT).count(WAY) == 1
    assert BOT not in written(text, "x", BOT)
    assert "t.me" not in written(text, "telegram", None)
