"""A small campaign for trials: another country, another language, many posts in a short time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterable

ZONE = ZoneInfo("Asia/Kathmandu")
BEGIN = datetime(2033, 4, 10, 10, 0, tzinfo=ZONE)
SOON = -0.1
"""Minutes: a program that starts then has trusted its new ledger before the first post is due."""
CAMPAIGN = """\
format: 1
name: riverbank
title: Riverbank Talks
zone: Asia/Kathmandu
languages: [en]
channels: [x, telegram]
team:
  - {role: desk, name: Maya}
"""
PROGRAMME = """\
panels:
  - id: bridge
    title: Bridges that hold
    start: 2033-04-20 17:45
"""
CARD = "\n  card: announcement\n  for: bridge"


def moment(minutes: float) -> str:
    """Return an instant so many minutes after the campaign begins, for ``--now``."""
    return (BEGIN + timedelta(minutes=minutes)).isoformat()


def post(name: str, text: str, minutes: int, more: str = "") -> str:
    """Return an entry of the calendar, on all channels."""
    when = f"{BEGIN + timedelta(minutes=minutes):%Y-%m-%d %H:%M}"
    return f'- post: {name}\n  when: {when}\n  channels: all\n  text: "{text}"{more}\n'


def files(posts: Iterable[str], rules: str = "") -> dict[str, str]:
    """Return the campaign folder; ``rules`` are further lines of ``campaign.yaml``."""
    return {
        "posts/campaign.yaml": CAMPAIGN + rules,
        "posts/programme.yaml": PROGRAMME,
        "posts/calendar.yaml": "\n".join(posts),
    }
