"""What is the same on every channel is rendered once; what names its channel is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.wiring.renderer import start_renderer
from tests.services.newsroom import newsroom

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from pathlib import Path

    from campaign.core.programme import Programme
    from campaign.core.rendering import Rendered, RenderJob
    from campaign.core.settings import Campaign
    from campaign.ports.rendering import Renderer

CALENDAR = """\
- post: general
  for: panels
  when: start - 2d 09:00
  channels: all
  text: "Pronto: «{{ panel.title }}»."
- post: propio
  for: panels
  when: start - 1d 09:00
  channels: all
  text: "«{{ panel.title }}», {% if channel == 'x' %}en X{% else %}en otra red{% endif %}."
"""


class _Noting:
    """A renderer that notes what it is asked for."""

    def __init__(self, renderer: Renderer) -> None:
        self.renderer = renderer
        self.jobs: list[RenderJob] = []

    def render(
        self, campaign: Campaign, programme: Programme, jobs: Sequence[RenderJob]
    ) -> Generator[Rendered]:
        self.jobs += jobs
        return self.renderer.render(campaign, programme, jobs)

    def __getattr__(self, name: str) -> object:
        return getattr(self.renderer, name)


async def test_a_text_is_rendered_once_unless_it_names_its_channel(tmp_path: Path) -> None:
    noting = _Noting(start_renderer())
    async with newsroom(tmp_path) as room:
        room.loader.desk.drafting.renderer = noting  # type: ignore[assignment]
        room.files["posts/calendar.yaml"] = CALENDAR.encode()
        rows = (await room.loader.propose(room.files)).plan.rows
    noting.renderer.close()
    told = {str(row.key): row.item.text for row in rows if row.item}
    assert told == {
        "general/aguas/x/1": "Pronto: «Aguas abajo».",
        "general/aguas/telegram/1": "Pronto: «Aguas abajo».",
        "general/orillas/x/1": "Pronto: «Las dos orillas».",
        "general/orillas/telegram/1": "Pronto: «Las dos orillas».",
        "propio/aguas/x/1": "«Aguas abajo», en X.",
        "propio/aguas/telegram/1": "«Aguas abajo», en otra red.",
        "propio/orillas/x/1": "«Las dos orillas», en X.",
        "propio/orillas/telegram/1": "«Las dos orillas», en otra red.",
    }
    asked = [(job.template, job.channel, job.subject) for job in noting.jobs]
    assert len(asked) == len(set(asked)) == 6
