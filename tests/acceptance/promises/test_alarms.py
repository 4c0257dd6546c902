"""The team's chat hears what needs it, once, also when the program is killed and starts again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from program import STARTED, eventually
from riverbank import files, moment, post

if TYPE_CHECKING:
    from program import Place

TOLD = "SELECT count(*) FROM outbox WHERE dedupe LIKE 'alarm:%'"
SHOWN = "To approve (desk): “opening”"


def told(place: Place) -> list[str]:
    """Return what every chat of the sandbox was told."""
    chats = place.ask_sandbox("state")["chats"]
    return [message["text"] for chat in chats for message in chat["messages"]]


def called(place: Place) -> list[str]:
    """Return what of it is no post to be approved."""
    return [text for text in told(place) if not text.startswith(SHOWN)]


def test_a_post_that_lacks_its_approval_calls_the_team_once(place: Place) -> None:
    place.settings["TEAM_DAILY_AT"] = "9:05"
    place.write(files([post("opening", "It begins today.", 90)], "approval: {opening: desk}\n"))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    place.call("--now", moment(-60), "sandbox")
    with place.running("--now", moment(-60), "run", "--sandbox") as run:
        run.says(STARTED)
        eventually(lambda: called(place), "the team is told a day ahead")
        run.kill()
    for _ in range(2):
        with place.running("--now", moment(0), "run", "--sandbox") as run:
            run.says(STARTED)
            eventually(lambda: len(called(place)) == 3, "two hours ahead, and what goes out today")
            run.kill()
    day, hours, today = called(place)
    assert "Less than 24 hours left." in day
    assert " minutes left." in hours or "Less than 2 hours left." in hours
    assert "Sun 10 Apr 2033, 11:30" in hours
    assert hours.endswith("pregonero approve opening --sandbox")
    assert "one post goes out today" in today
    assert "11:30: “opening” (opening) on X (Twitter), Telegram — the approval of desk" in today
    assert place.ask_ledger(TOLD) == [(2,)]
    # It was killed while the post itself may have been under way to the team: never shown twice.
    assert len([text for text in told(place) if text.startswith(SHOWN)]) <= 1
