"""The real program takes a sheet from the team's chat, and loads it once whatever happens."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from program import STARTED, eventually
from riverbank import files, moment, post

from campaign.sandbox.credentials import TEAM

if TYPE_CHECKING:
    from program import Place

MAYA = {"id": 31, "name": "Maya", "language": "en"}
SHEET = (
    "post,Date,Time,Channels,Text\n"
    'fair,2033-04-10,10:30,"X, Telegram",The fair by the river opens soon.\n'
    "late,2033-04-10,25:00,X,There is room for everybody.\n"
)


def _told(place: Place) -> list[dict[str, Any]]:
    chats = place.ask_sandbox("state")["chats"]
    (messages,) = (chat["messages"] for chat in chats if chat["id"] == TEAM)
    return [one for one in messages if not one["from"]]


def _says(place: Place, words: str) -> dict[str, Any]:
    found: dict[str, Any] = eventually(
        lambda: next((one for one in _told(place) if words in one["text"]), None), words
    )
    return found


def _press(place: Place, said: dict[str, Any], label: str) -> None:
    (data,) = (b["callback_data"] for row in said["buttons"] for b in row if b["text"] == label)
    pressed = {"user": MAYA, "chat": TEAM, "message_id": said["id"], "data": data}
    place.ask_sandbox("press", pressed)


def test_a_sheet_from_the_chat_is_loaded_once_and_goes_out(place: Place) -> None:
    place.write(files([post("later", "Later at the ferry.", 60)]))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    with place.running("--now", moment(-0.1), "run", "--sandbox") as run:
        run.says(STARTED)
        content = base64.b64encode(SHEET.encode()).decode()
        file = {"name": "april", "content": content, "media_type": "application/pdf"}
        place.ask_sandbox("say", {"user": MAYA, "chat": TEAM, "file": file})
        commented = _says(place, "“april”: 1 of 2 rows can be loaded.")
        assert commented["file"]["name"] == "april with comments.xlsx"
        question = _says(place, "One new:")
        _press(place, question, "Load")
        revisions = "SELECT count(*) FROM revision"
        eventually(lambda: place.ask_ledger(revisions) == [(2,)], "a second revision")
        run.kill()
    with place.running("--now", moment(29.9), "run", "--sandbox") as run:
        run.says(STARTED)
        _says(place, "as revision 2")
        kept = place.folder / "posts" / "calendar.csv"
        eventually(lambda: kept.is_file() and kept.read_text() == SHEET, "the sheet in the folder")
        _press(place, question, "Load")
        _says(place, "is loaded already: Maya loaded it")
        words = "The fair by the river opens soon."
        eventually(lambda: place.texts("x")[words] and place.texts("telegram")[words], words)
        run.end()
    assert place.ask_ledger("SELECT number, loaded_by FROM revision") == [
        (1, place.ask_ledger("SELECT loaded_by FROM revision")[0][0]),
        (2, "Maya"),
    ]
