"""Where a calendar is served, the bot leads to it; else it hands over a file, as ever."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from conversation_values import message, view

from campaign.core.feed_links import public_base
from campaign.services.conversation import View, decide

PUBLIC = "https://agua.example/charlas"


def answered(text: str, seen: View) -> dict[str, object]:
    (only,) = decide(message(text), seen).messages
    return json.loads(only.body)


def subscribed(language: str = "es") -> View:
    return view(language=language, content=replace(view().content, public=PUBLIC))


def test_whoever_asks_for_the_calendar_can_subscribe_to_it_in_theirs() -> None:
    told = answered("/calendario", subscribed())
    assert f"{PUBLIC}/calendar.ics" in told["text"]
    assert "document" not in told
    apple, google, outlook = (url for _, url in told["buttons"])
    assert apple == f"{PUBLIC}/subscribe"
    assert parse_qs(urlsplit(google).query)["cid"] == ["webcal://agua.example/charlas/calendar.ics"]
    assert parse_qs(urlsplit(outlook).query)["url"] == [f"{PUBLIC}/calendar.ics"]
    assert urlsplit(google).scheme == urlsplit(outlook).scheme == "https"


def test_a_panel_has_a_calendar_of_its_own_and_another_language_is_asked_for() -> None:
    told = answered("/calendar 2", subscribed("en"))
    panel = subscribed().panels[1].id
    assert f"{PUBLIC}/calendar/{panel}.ics?lang=en" in told["text"]
    assert told["buttons"][0][1] == f"{PUBLIC}/subscribe/{panel}?lang=en"


def test_without_a_public_address_there_is_a_file() -> None:
    told = answered("/calendario", view())
    assert told["document"]["name"].endswith(".ics")
    assert PUBLIC not in told["text"]


def test_an_address_that_only_this_machine_knows_has_no_buttons() -> None:
    """Telegram would refuse the whole message, and nobody would be answered."""
    here = view(content=replace(view().content, public="http://localhost:8443"))
    told = answered("/calendario", here)
    assert "http://localhost:8443/calendar.ics" in told["text"]
    assert "buttons" not in told
    assert "botón" not in told["text"]


@pytest.mark.parametrize(
    ("said", "base"),
    [
        ("https://a.example", "https://a.example"),
        ("https://a.example/", "https://a.example"),
        ("http://a.example:8080/x/y/", "http://a.example:8080/x/y"),
        ("a.example", None),
        ("ftp://a.example", None),
        ("https://", None),
        ("https://a.example/?x=1", None),
        ("https://a.example/#x", None),
        ("https://me:secret@a.example", None),
        ("https://a.example/con espacio", None),
        ("https://a.example:99999", None),
    ],
)
def test_a_public_address_is_one_of_the_web_and_nothing_more(said: str, base: str | None) -> None:
    assert public_base(said) == base
