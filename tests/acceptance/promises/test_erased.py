"""Who erases their data is in no file of the program any more: ledger, its log, output, copies."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from program import STARTED, eventually
from riverbank import SOON, files, moment, post

from tests.acceptance.command_line import bytes_of

if TYPE_CHECKING:
    from program import Place

ANA = {
    "id": 918_273_645_546,
    "name": "Anacleta Quilodran",
    "username": "anacleta_q",
    "language": "en",
}
WORDS = "zanahoria"
NETWORKS = "networks"
"""Where the sandbox keeps what Telegram and the others know: no business of the program's."""


def say(place: Place, text: str) -> None:
    """Say something, and wait for an answer."""
    before = len(place.replies(ANA["id"]))
    place.ask_sandbox("say", {"user": ANA, "text": text})
    eventually(lambda: len(place.replies(ANA["id"])) > before, f"an answer to {text}")


def press(place: Place, prefix: str) -> None:
    """Press the button whose data begin so, as soon as it is there."""

    def there() -> dict[str, Any] | None:
        chats: list[dict[str, Any]] = place.ask_sandbox("state")["chats"]
        said = [m for chat in chats if chat["id"] == ANA["id"] for m in chat["messages"]]
        found = (
            {"user": ANA, "message_id": message["id"], "data": button["callback_data"]}
            for message in reversed(said)
            for row in message["buttons"]
            for button in row
            if button.get("callback_data", "").partition(":")[0] == prefix
        )
        return next(found, None)

    place.ask_sandbox("press", eventually(there, f"a button {prefix}"))


def traces(place: Place) -> dict[str, int]:
    """Count what is left of Ana in each file that the program wrote."""
    texts = ("Anacleta", "Quilodran", "anacleta_q", WORDS, str(ANA["id"]))
    sought = [*(text.encode() for text in texts), int(ANA["id"]).to_bytes(6, "big")]
    found = {}
    for path in place.base.rglob("*"):
        if path.is_file() and NETWORKS not in path.parts:
            content = bytes_of(path)
            if many := sum(content.count(one) for one in sought):
                found[str(path.relative_to(place.base))] = many
    return found


@pytest.mark.parametrize("pause", [None, 0.15, 0.6])
def test_nothing_is_left_in_any_file(place: Place, pause: float | None) -> None:
    """Also where the program is killed so many seconds after the person confirmed."""
    place.write(files([post("later", "Later at the ferry.", 600)]))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    with place.running("--now", moment(SOON), "run", "--sandbox") as run:
        run.says(STARTED)
        say(place, "/signup bridge")
        press(place, "y")
        eventually(lambda: place.ask_ledger("SELECT count(*) FROM contact") == [(1,)], "she is in")
        for text in (f"is there any {WORDS}?", "I want to talk to a person", "/mydata", "/erase"):
            say(place, text)
        assert traces(place)
        press(place, "e")
        if pause is not None:
            time.sleep(pause)
            run.kill()
    with place.running("--now", moment(SOON), "run", "--sandbox") as run:
        run.says(STARTED)
        eventually(lambda: any("I erased your data" in r for r in place.replies(ANA["id"])), "told")
        eventually(lambda: not traces(place), "nothing is left")
        run.end()
    place.call("backup", "--sandbox", str(place.base / "copy.sqlite"))
    assert traces(place) == {}
    assert place.ask_ledger("SELECT count(*) FROM erasure") == [(1,)]
    assert any("anacleta_q" in m["text"] for m in team(place)), "the team was asked to erase it too"


def team(place: Place) -> list[dict[str, Any]]:
    """Return what the team's chat was told."""
    chats = place.ask_sandbox("state")["chats"]
    return [m for chat in chats if chat["id"] < 0 for m in chat["messages"]]
