"""What ``run`` says to programs: one JSON object in each line, whatever is in it."""

from __future__ import annotations

import json
import logging
import os
import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from campaign.cli.records import RecordFormatter, Records
from campaign.core.errors import SettingUnusable
from campaign.settings import Settings
from campaign.wiring.log_format import logs_as_json


def said(text: str, *, wrong: bool = False, **about: object) -> dict[str, Any]:
    records = Records("worker")
    records.campaign = "mareas"
    line = records.said(text, "run.published", about, wrong=wrong)
    assert "\n" not in line
    found: dict[str, Any] = json.loads(line)
    return found


def test_a_sentence_says_what_happened_to_what_and_where() -> None:
    told = said("Salió «Mareas»\n(ñandú)", key="mareas/x/1", n=2, url=None)
    assert datetime.fromisoformat(told.pop("at")).tzinfo is not None
    assert told.pop("machine")
    assert told == {
        "level": "info",
        "event": "published",
        "text": "Salió «Mareas»\n(ñandú)",
        "key": "mareas/x/1",
        "n": 2,
        "url": None,
        "campaign": "mareas",
        "role": "worker",
        "process": os.getpid(),
    }


def test_what_it_is_about_is_plain_and_replaces_nothing() -> None:
    due = datetime(2033, 4, 20, 21, 45, tzinfo=UTC)
    told = said("x", wrong=True, until=due, channels={"x"}, level="none", process=ValueError("7"))
    assert told["until"] == "2033-04-20T21:45:00+00:00"
    assert told["channels"] == ["x"]
    assert (told["level"], told["process"]) == ("error", os.getpid())


def test_what_is_logged_is_a_record_with_what_was_raised() -> None:
    try:
        raise LookupError("nothing of that name")  # noqa: EM101, TRY003, TRY301
    except LookupError:
        given = ("campaign.bot", logging.ERROR, __file__, 1, "update %s", (7,), sys.exc_info())
        line = RecordFormatter(Records(None)).format(logging.LogRecord(*given))
    told = json.loads(line)
    assert (told["text"], told["level"]) == ("update 7", "error")
    assert (told["logger"], told["role"]) == ("campaign.bot", "all")
    assert told["error"].startswith("Traceback")
    assert told["error"].endswith("LookupError: nothing of that name")


@pytest.mark.parametrize(("value", "form"), [(" JSON ", True), ("text", False), (None, False)])
def test_the_form_is_text_unless_json_is_wanted(value: str | None, form: object) -> None:
    assert logs_as_json(Settings({} if value is None else {"LOG_FORMAT": value})) is form


def test_another_form_is_an_error() -> None:
    with pytest.raises(SettingUnusable):
        logs_as_json(Settings({"LOG_FORMAT": "xml"}))
