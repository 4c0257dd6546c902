"""A program that was off for a day floods nobody: the team decides on what is late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from program import STARTED, eventually
from riverbank import files, moment

if TYPE_CHECKING:
    from program import Place

KATHMANDU = "+05:45"
BACK = f"2033-04-20T17:50:00{KATHMANDU}"
"""The bridge panel began five minutes ago."""
PLAIN = ("Stones from the north.", "Who pays the ferry?", "The dam in numbers.")
SOON, LIVE = "It begins in an hour.", "Bridges that hold: it has begun."


def entry(name: str, when: str, text: str, about: str = "") -> str:
    return f'- post: {name}\n  when: {when}\n  channels: all\n  text: "{text}"\n{about}'


def test_after_a_day_only_what_is_on_time_goes_out_until_the_team_decides(place: Place) -> None:
    bridge = "  for: bridge\n"
    posts = [entry(f"plain-{n}", f"2033-04-20 {8 + n}:00", t) for n, t in enumerate(PLAIN)]
    posts += [entry("soon", "start - 1h", SOON, bridge), entry("live", "start", LIVE, bridge)]
    place.write(files(posts))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    place.call("--now", f"2033-04-19T17:00:00{KATHMANDU}", "sandbox")
    place.earn_trust(f"2033-04-19T17:00:00{KATHMANDU}")
    place.call("sandbox", "--stop")
    place.call("--now", BACK, "sandbox")

    with place.running("--now", BACK, "run", "--sandbox") as run:
        run.says(STARTED)
        run.says("3 publicaciones se pasaron de su hora")
        eventually(lambda: place.states()["published"] == 2, "what is on time is out")
        assert place.texts("x") == place.texts("telegram") == {LIVE: 1}
        assert place.states() == {"held": 6, "expired": 2, "published": 2}
        assert "pregonero resume --late" in place.call("status", "--sandbox").stdout
        place.call("cancel", "plain-1", "--yes", "--sandbox", "--as", "Maya")
        place.call("resume", "--late", "--sandbox", "--as", "Maya")
        eventually(lambda: place.states()["published"] == 6, "what the team let out is out")
        run.end()

    said = [post["text"] for post in place.posts("x")]
    assert said == [LIVE, PLAIN[2], PLAIN[0]]
    assert place.states() == {"cancelled": 2, "expired": 2, "published": 6}
