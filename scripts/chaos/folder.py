"""The campaign that chaos plays, and what followers should see of it in the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from scripts.chaos.checking import Planned

NAME = "chaos"
BEGIN = datetime(2031, 5, 20, 15, 0, tzinfo=UTC)
"""When everything is due by, where the campaign's clock is set to it."""
ZONE = ZoneInfo("Asia/Kolkata")
PICTURE_EACH = 4
THREAD_EACH = 5
MINUTES = 30
"""They fall due over so long before."""
_CAMPAIGN = """\
format: 1
name: {name}
title: Monsoon Lectures
zone: {zone}
languages: [en]
channels: [{channels}]
closest: 0
"""
_PROGRAMME = """\
panels:
  - id: rain
    title: Where the rain goes
    start: 2031-06-20 18:00
"""
_PNG = "photo.png"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be published: per channel, in no order, the text of each part."""

    files: dict[str, bytes]
    texts: tuple[tuple[str, ...], ...]
    channels: tuple[str, ...]
    begin: datetime

    @property
    def expected(self) -> dict[str, Planned]:
        """Return what followers of one channel should see, once, of each text."""
        return {
            part: Planned(
                pictures=int(before is None and number % PICTURE_EACH == 0), follows=before
            )
            for number, parts in enumerate(self.texts)
            for before, part in zip((None, *parts), parts, strict=False)
        }


def plan(posts: int, channels: tuple[str, ...], picture: bytes, begin: datetime = BEGIN) -> Plan:
    """Return a campaign of so many posts on each channel, all of which are due by ``begin``; some
    with a picture, some threads.
    """
    texts = tuple(_texts(number) for number in range(posts))
    head = _CAMPAIGN.format(name=NAME, zone=ZONE.key, channels=", ".join(channels))
    entries = "".join(_entry(number, posts, begin) for number in range(posts))
    files = {
        "posts/campaign.yaml": head.encode(),
        "posts/programme.yaml": _PROGRAMME.encode(),
        "posts/calendar.yaml": entries.encode(),
        f"assets/photos/{_PNG}": picture,
    }
    for number, parts in enumerate(texts):
        if len(parts) > 1:
            text = "---\n---\n" + "\n===\n".join(parts) + "\n"
            files[f"posts/texts/story-{number}.md"] = text.encode()
    return Plan(files, texts, channels, begin)


def _texts(number: int) -> tuple[str, ...]:
    if number % THREAD_EACH:
        return (f"Gauge {number} of the river reads {number * 7 % 100} cm, said once.",)
    return tuple(f"Story {number}, part {part}, told once." for part in (1, 2, 3))


def _entry(number: int, posts: int, begin: datetime) -> str:
    texts = _texts(number)
    text = f"story-{number}" if len(texts) > 1 else f'"{texts[0]}"'
    when = begin.astimezone(ZONE) - timedelta(minutes=MINUTES - number * MINUTES // posts)
    lines = [f"- post: note-{number}", f"  when: {when:%Y-%m-%d %H:%M}"]
    lines += ["  channels: all", f"  text: {text}"]
    if number % PICTURE_EACH == 0:
        lines += [f"  images: [{_PNG}]", "  alt: [A gauge in the river]"]
    return "\n".join(lines) + "\n"


def number_of(post: str) -> int:
    """Return which one a post is, from its id in the calendar."""
    return int(post.rpartition("-")[2])
