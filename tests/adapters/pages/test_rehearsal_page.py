"""The rehearsal's page as a browser and a screen reader get it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from campaign.__main__ import main
from campaign.core.deliveries import State, Wait, WaitKind
from campaign.core.folder import Folder
from campaign.core.reasons import because
from campaign.core.script import Event, FactArrives, Script
from campaign.languages import Catalogue
from campaign.sandbox.records import File, Said
from campaign.wiring.pages.rehearsal_page import rehearsal_html
from campaign.wiring.pages.rehearsed import Chat
from tests.core.factories import campaign

from .reading import sound
from .stories import CHANNELS, END, START, Ledger, at, photo

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.wiring.pages.rehearsed import Rehearsed

NASTY = "</p></article><script>alert(1)</script><img src=x onerror=alert(2)>\" onload='x' &amp;"
MINUTE = "2027-10-21 10:00"


def told_by(text: str) -> Rehearsed:
    """Return a rehearsal in which everything that can be said is ``text``."""
    ledger = Ledger()
    pictures = (photo("a", text), photo("b", text, (600, 1200)))
    reason = because("held", who=text, why=text)
    ledger.add("hello/x/1", State.SUPERSEDED, MINUTE, text=f"{text} before")
    ledger.add(
        "hello/x/1", State.PUBLISHED, MINUTE, text=text, images=pictures, generation=2, title=text
    )
    ledger.add(
        "hello/telegram/1", State.HELD, MINUTE, text=text, reason=reason.to_json(), title=text
    )
    ledger.add("live/x/1", State.WAITING, None, waits=(Wait(WaitKind.APPROVAL, text),), title=text)
    ledger.add("change/tides/x/1", State.PUBLISHED, "2027-10-22 12:00", subject="tides", text=text)
    ledger.history(
        "hello/x/1", ("2027-10-20 10:00", State.WAITING, because("waits-for-fact", what=text))
    )
    ledger.history("hello/x/1", ("2027-10-20 11:00", State.SUPERSEDED, reason))
    file = File("f", "document", "c" * 64, "text/calendar", 10, text)
    buttons = {
        "inline_keyboard": [
            [{"text": text, "callback_data": "x"}, {"text": "go", "url": f"javascript:{text}"}]
        ]
    }
    bold = ({"type": "text_link", "offset": 0, "length": 4, "url": f"javascript:{text}"},)
    said = Said(7, 1, at(MINUTE), None, text, bold, file, buttons)
    events = tuple(
        Event(at("2027-10-22 12:00"), FactArrives("tides", name, value))
        for name, value in (("start", "2027-10-30T19:30:00+02:00"), ("title", text))
    )
    return ledger.played(
        script=Script(START, END, events),
        chats=(Chat(text, (said, replace(said, id=2, sender=7))),),
        pictures={"a" * 64: "cards/a.jpg", "b" * 64: "cards/b.jpg"},
    )


@pytest.mark.parametrize("language", ["es", "en"])
def test_hostile_words_stay_words_and_the_page_stays_sound(language: str) -> None:
    story = told_by(NASTY)
    settings = campaign(channels=CHANNELS, languages=(language,), title=NASTY)
    page = sound(rehearsal_html(replace(story, folder=Folder(settings, story.programme))))
    assert page.one("html")["lang"] == language
    assert len(page.all("script")) == 1
    assert {image["src"] for image in page.all("img")} == {"cards/a.jpg", "cards/b.jpg"}
    assert NASTY in {image["alt"] for image in page.all("img")}
    assert sum(NASTY in e.text for e in page.all("p", "text")) >= 3


def test_a_page_without_any_delivery_is_sound_too() -> None:
    page = sound(rehearsal_html(Ledger().played()))
    assert len(page.all("p", "empty")) == 3
    assert page.all("article") == []


def test_every_sentence_that_a_page_asks_for_is_there() -> None:
    """A placeholder without a value stays visible as ``{name}``."""
    for text in ("Plain words", "# Tag https://example.org/sea"):
        page = sound(rehearsal_html(told_by(text)))
        shown = page.one("body").text.replace(page.one("script").text, "")
        assert not re.search(r"\{\w+\}", shown)


def test_a_post_has_its_channel_its_state_its_correction_and_its_history() -> None:
    page = sound(rehearsal_html(told_by("Words")))
    posts = {post["id"]: post for post in page.all("article", "post")}
    assert set(posts) == {"p2", "p3", "p5"}
    hello, held, change = posts["p2"], posts["p3"], posts["p5"]
    assert (hello["data-channel"], hello["data-state"]) == ("x", "published")
    assert hello.has_class("stream")
    assert held.has_class("bubble")
    assert held.has_class("ghost")
    assert [chip.words for chip in page.within(change, "span", "chip")] == ["Correction"]
    assert "held by Words: Words" in held.text
    assert any("History" in summary.text for summary in page.within(hello, "summary"))
    assert [e["lang"] for e in page.within(hello, "p", "text")] == ["en"]


def test_several_pictures_are_cropped_and_a_lone_one_is_not() -> None:
    page = sound(rehearsal_html(told_by("Words")))
    assert {image["class"] for image in page.all("img")} == {"tile"}
    ledger = Ledger()
    for number, size in enumerate([(1200, 675), (600, 1200), (2000, 500)]):
        name = f"n{number}/x/1"
        ledger.add(name, State.PUBLISHED, MINUTE, images=(photo(str(number), "Alt", size),))
    pictures = {str(n) * 64: f"cards/{n}.jpg" for n in range(3)}
    page = sound(rehearsal_html(ledger.played(pictures=pictures)))
    assert [image["class"] for image in page.all("img")] == ["", "tall", "wide"]


def test_buttons_and_files_of_the_bot_are_shown_and_lead_nowhere_dangerous() -> None:
    page = sound(rehearsal_html(told_by("Words")))
    assert [key.words for key in page.within(page.all("ul", "keys")[0], "li")] == ["Words", "go"]
    assert page.all("p", "file")[0].words == "Words"
    assert not [a for a in page.all("a") if "javascript" in a["href"]]
    assert [m.has_class("bot") for m in page.all("div", "message")] == [True, False]


@pytest.mark.parametrize("topic", ["pages"])
def test_both_languages_say_the_same_things_with_the_same_values(topic: str) -> None:
    spanish, english = (list(leaves(Catalogue(code).table(topic))) for code in ("es", "en"))
    assert spanish == english


def leaves(table: dict[str, object], before: str = "") -> list[tuple[str, tuple[str, ...]]]:
    found: list[tuple[str, tuple[str, ...]]] = []
    for key, value in table.items():
        name = f"{before}.{key}"
        if isinstance(value, dict):
            found += leaves(value, name)
        else:
            holders = sorted(set(re.findall(r"\{(\w+)", str(value))))
            found.append((name, () if name.endswith((".one", ".other")) else tuple(holders)))
    return sorted(found)


CAMPAIGN = """\
format: 1
name: autumn
title: Autumn Lectures
zone: Europe/Berlin
languages: [en]
channels: [telegram, x]
"""
PROGRAMME = """\
panels:
  - id: tides
    title: Tides
    start: 2027-10-30 18:00
"""
CALENDAR = """\
- post: invitation
  for: panels
  when: start - 2d 10:00
  channels: all
  text: "{{ panel.title }}: {{ panel.when }}. <b>Come</b> & listen."
  card: announcement
  expires: start
- post: live
  for: panels
  when: start
  channels: all
  text: "Live: {{ panel.stream }}"
  needs: [stream]
"""
SCRIPT = """\
start: 2027-10-27 09:00
end: 2027-10-31 12:00
events:
  - at: 2027-10-29 12:00
    fact: {subject: tides, name: start, value: 2027-10-30 19:30}
  - at: 2027-10-29 13:00
    says: {who: A visitor, text: "hello <i>"}
"""


def test_a_rehearsal_writes_its_page_with_cards_beside_it(tmp_path: Path) -> None:
    files = {
        "campaign": CAMPAIGN,
        "programme": PROGRAMME,
        "calendar": CALENDAR,
        "rehearsal": SCRIPT,
    }
    (tmp_path / "posts").mkdir()
    for name, text in files.items():
        (tmp_path / "posts" / f"{name}.yaml").write_text(text, encoding="utf-8")
    out = tmp_path / "elsewhere"
    assert main(["--campaign", str(tmp_path), "--lang", "es", "rehearse", "--out", str(out)]) == 0
    page = sound((out / "index.html").read_text(encoding="utf-8"))
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    published = [row for row in report["deliveries"] if row["state"] == "published"]
    assert len(page.all("article", "post")) == len(report["deliveries"])
    assert len([p for p in page.all("article", "post") if not p.has_class("ghost")]) == len(
        published
    )
    assert page.one("html")["lang"] == "en"
    assert page.one("h1").words.startswith(f"{len(published)} posts went out, all of them on time")
    sources = {image["src"] for image in page.all("img")}
    assert sources
    for source in sources:
        assert re.fullmatch(r"cards/[0-9a-f]{16}\.jpg", source)
        assert (out / source).read_bytes().startswith(b"\xff\xd8")
    texts = [e.text for e in page.all("p", "text")]
    assert any("<b>Come</b> & listen." in text for text in texts)
    assert any("19:30" in li.text for li in page.all("li", "moved"))
    assert "hello <i>" in page.all("div", "chat")[0].text
    assert str(tmp_path) not in (out / "index.html").read_text(encoding="utf-8")
