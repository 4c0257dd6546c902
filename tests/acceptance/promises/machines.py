"""Machines that work for campaigns whose ledgers are on a server, and have no folder."""

from __future__ import annotations

from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import psycopg
from program import Place

from campaign.sandbox.credentials import settings
from campaign.sandbox.server import serving
from campaign.sandbox.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from campaign.sandbox.records import Visitor
    from campaign.testing.postgres import PostgresServer

ZONE = ZoneInfo("America/Punta_Arenas")
TIME_PASSES = """
UPDATE delivery SET due = now() + interval '2 seconds'
    + interval '1 second' * %s * substring(entry FROM '[0-9]+')::int
"""
RULES = """\
format: 1
name: {name}
title: Charlas del Estuario
zone: America/Punta_Arenas
languages: [es]
channels: [x, mastodon]
closest: 0
team:
  - {{role: prensa, name: Ema}}
"""
PROGRAMME = """\
panels:
  - id: mareas
    title: Mareas y puertos
    start: 2033-04-20 17:45
"""


def campaign(name: str, posts: int) -> dict[str, str]:
    """Return a campaign folder with so many posts, which are due in two hours."""
    due = datetime.now(ZONE) + timedelta(hours=2)
    entries = "".join(
        f'- post: marea-{n}\n  when: {due:%Y-%m-%d %H:%M}\n  channels: all\n  text: "Marea {n}."\n'
        for n in range(posts)
    )
    return {
        "posts/campaign.yaml": RULES.format(name=name),
        "posts/programme.yaml": PROGRAMME,
        "posts/calendar.yaml": entries,
    }


@dataclass
class Machines:
    """Machines that know a server's database and the accounts, and nothing else of each other."""

    base: Path
    settings: dict[str, str]
    world: World

    def machine(self, name: str, **more: str) -> Place:
        """Return a machine whose folder is empty."""
        place = Place(self.base / name, {**self.settings, **more})
        place.folder.mkdir(parents=True)
        return place

    def editor(self, name: str = "estuario") -> Place:
        """Return the machine that has a campaign's folder."""
        return Place(self.base / f"editor-{name}", dict(self.settings))

    def load(self, name: str = "estuario", posts: int = 1) -> None:
        """Load a campaign on a machine of its own."""
        editor = self.editor(name)
        editor.write(campaign(name, posts))
        editor.call("load", "--yes")

    def let_time_pass(self, apart: float = 0.0) -> None:
        """Have everything be due in two seconds, each post so many seconds after the other."""
        with closing(psycopg.connect(self.settings["DATABASE_URL"], autocommit=True)) as server:
            server.execute(TIME_PASSES, (apart,))

    def out(self, network: str) -> Counter[str]:
        """Return how often each text is out."""
        return Counter(post.text for post in self.world.posts(network))


@contextmanager
def machines(base: Path, postgres: PostgresServer) -> Iterator[Machines]:
    world = World()
    with serving(world) as url:
        yield Machines(base, {**settings(url), "DATABASE_URL": postgres.new_database()}, world)


def press_yes(world: World, who: Visitor) -> None:
    question = [said for said in world.chat(who) if said.buttons][-1]
    world.press(who, question.id, question.buttons[0][0]["callback_data"])
