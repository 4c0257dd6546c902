"""``preview``: posts as each network will show them, before anything is loaded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from campaign.__main__ import main
from campaign.testing import tiny_png

from .reading import Element, Page, sound

if TYPE_CHECKING:
    from pathlib import Path

CAMPAIGN = """\
format: 1
name: autumn
title: Autumn Lectures
zone: Europe/Berlin
languages: [en]
channels: [telegram, instagram, x]
team:
  - {role: design, name: Ines}
approval: {signed: design}
"""
PROGRAMME = """\
panels:
  - id: tides
    title: Tides & <Storms>
    start: 2027-10-30 18:00
  - id: delta
    title: The Delta
    speakers:
      - {id: delta-1}
"""
CALENDAR = """\
- post: invitation
  title: The invitation
  for: tides
  when: start - 2d 10:00
  channels: all
  text: "{{ panel.title }}: {{ panel.when }}. <script>alert(1)</script>"
  card: announcement
- post: live
  for: tides
  when: start + 1d
  channels: [x]
  text: "Live at {{ panel.stream }} with {{ panel.title }}"
- post: thread
  when: 2027-10-29 12:00
  channels: [x, telegram]
  text: |
    The first part.
    ===
    The second part.
- post: album
  when: 2027-10-29 13:00
  channels: [x]
  text: Two 🌊 at https://example.org/a-very-long-address-of-the-sea
  images: [one.png, two.png]
  alt: [The first picture, The second <picture>]
- post: signed
  when: 2027-10-29 14:00
  channels: [telegram]
  text: This one is signed.
- post: someday
  for: delta
  when: start - 1d
  channels: [x]
  text: "{{ panel.day }} it is."
- post: faces
  for: speakers
  when: 2027-10-29 15:00
  channels: [x]
  text: "{{ speaker.name }} speaks."
  card: speaker
"""
LONG = f"""\
- post: long
  when: 2027-10-29 16:00
  channels: [x, telegram]
  text: "{"water " * 50}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "autumn"
    (root / "posts").mkdir(parents=True)
    (root / "assets").mkdir()
    write(root, calendar=CALENDAR, campaign=CAMPAIGN, programme=PROGRAMME)
    (root / "assets" / "one.png").write_bytes(tiny_png(40, 30, 10))
    (root / "assets" / "two.png").write_bytes(tiny_png(40, 30, 200))
    return root


def write(root: Path, **files: str) -> None:
    for name, text in files.items():
        (root / "posts" / f"{name}.yaml").write_text(text, encoding="utf-8")


def preview(root: Path, *arguments: str) -> int:
    return main(["--campaign", str(root), "--lang", "en", "preview", *arguments])


def seen(root: Path, *arguments: str) -> Page:
    preview(root, *arguments)
    return sound((root / "build" / "preview" / "index.html").read_text(encoding="utf-8"))


def posts(page: Page) -> dict[str, list[Element]]:
    """Return the posts on the page by the name that commands give them."""
    found: dict[str, list[Element]] = {}
    for moment in page.all("div", "moment"):
        (name,) = page.within(moment, "code")[:1]
        found[name.words] = page.within(moment, "article", "post")
    return found


def tree(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def test_every_post_is_shown_on_each_of_its_channels(folder: Path) -> None:
    page = seen(folder)
    shown = {name: [post["data-channel"] for post in found] for name, found in posts(page).items()}
    assert shown == {
        "invitation/tides": ["telegram", "instagram", "x"],
        "thread": ["telegram", "telegram", "x", "x"],
        "album": ["x"],
        "signed": ["telegram"],
        "faces/delta-1": ["x"],
        "live/tides": ["x"],
        "someday/delta": ["x"],
    }
    days = [page.within(day, "h3")[0].words for day in page.all("section", "day")]
    assert days == [
        "Thursday 28 October",
        "Friday 29 October",
        "Sunday 31 October",
        "No date yet",
    ]


def test_words_pictures_and_alternative_texts_are_those_that_will_go_out(folder: Path) -> None:
    page = seen(folder, "invitation")
    (telegram, instagram, x) = posts(page)["invitation/tides"]
    for post in (telegram, instagram, x):
        (text,) = page.within(post, "p", "text")
        assert (
            text.text == "Tides & <Storms>: Saturday 30 October, 18:00. <script>alert(1)</script>"
        )
        (picture,) = page.within(post, "img")
        assert "Tides & <Storms>" in picture["alt"]
        assert (folder / "build" / "preview" / picture["src"]).is_file()
    assert telegram.has_class("bubble")
    assert x.has_class("stream")
    assert "of 1024 characters" in telegram.text
    assert "shows no alternative texts" in telegram.text
    assert "shows no alternative texts" not in x.text
    assert "by hand" in instagram.text
    assert "by hand" not in x.text


def test_a_text_is_measured_in_the_network_s_own_units(folder: Path) -> None:
    page = seen(folder, "album", "signed")
    (album,), (signed,) = posts(page)["album"], posts(page)["signed"]
    assert "33 of 280 characters" in album.text
    assert "19 of 4096 characters" in signed.text


def test_what_is_missing_is_marked_where_it_is_missing(folder: Path) -> None:
    page = seen(folder)
    found = posts(page)
    (live,) = found["live/tides"]
    (text,) = page.within(live, "p", "text")
    assert text.text == "Live at the stream's link missing with Tides & <Storms>"
    assert [mark.text for mark in page.within(live, "mark", "gap")] == ["the stream's link missing"]
    assert live["data-state"] == "waiting"
    assert "The stream's link is missing · Tides & <Storms>" in live.text
    (someday,) = found["someday/delta"]
    assert [m.text for m in page.within(someday, "mark")] == ["the date and time missing"]
    (face,) = found["faces/delta-1"]
    assert page.within(face, "img") == []
    assert "The card is drawn when what is missing comes." in face.text
    (signed,) = found["signed"]
    assert "The approval of design is missing" in signed.text
    (album,) = found["album"]
    assert album["data-state"] == "ready"


def test_problems_stand_beside_their_post_and_end_with_1(folder: Path) -> None:
    write(folder, calendar=CALENDAR + LONG)
    assert preview(folder) == 1
    page = seen(folder)
    x, telegram = (
        next(p for p in posts(page)["long"] if p["data-channel"] == name)
        for name in ("x", "telegram")
    )
    assert page.within(x, "div", "error")
    assert (x["data-state"], telegram["data-state"]) == ("error", "ready")
    assert "299 of 280 characters" in x.text
    assert "19 too many." in x.text
    assert page.within(telegram, "div", "trouble") == []
    others = [p for name, found in posts(page).items() if name != "long" for p in found]
    assert not any(page.within(post, "div", "error") for post in others)


def test_a_template_that_fails_says_so_at_each_of_its_posts(folder: Path) -> None:
    broken = CALENDAR.replace("{{ speaker.name }} speaks.", "{{ speaker.nickname.first }} speaks.")
    write(
        folder,
        calendar=broken,
        programme=PROGRAMME + "      - {id: delta-2}\n",
    )
    page = seen(folder, "faces")
    assert len(posts(page)) == 2
    for (post,) in posts(page).values():
        assert page.within(post, "div", "error")


def test_posts_are_chosen_by_entry_by_post_and_by_key(folder: Path) -> None:
    assert list(posts(seen(folder, "thread"))) == ["thread"]
    assert list(posts(seen(folder, "live/tides", "album"))) == ["album", "live/tides"]
    (one,) = posts(seen(folder, "thread/telegram/2"))["thread"]
    assert one["data-channel"] == "telegram"
    assert "The second part." in one.text


def test_an_unknown_post_is_wrong_usage_and_writes_nothing(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = tree(folder)
    assert preview(folder, "album", "invitaton", "--files", str(folder / "files")) == 2
    assert tree(folder) == before
    told = capsys.readouterr().err
    assert "“invitaton”" in told
    assert "invitation" in told.replace("invitaton", "")


def test_nothing_but_the_page_and_its_cards_is_written(folder: Path, tmp_path: Path) -> None:
    before = tree(tmp_path)
    page = tmp_path / "out" / "look.html"
    assert preview(folder, "--out", str(page)) == 0
    written = set(tree(tmp_path)) - set(before)
    assert "out/look.html" in written
    cards = written - {"out/look.html"}
    assert cards
    assert all(re.fullmatch(r"out/cards/[0-9a-f]{16}\.(jpg|png)", name) for name in cards)
    assert {name: content for name, content in tree(tmp_path).items() if name in before} == before


def test_files_are_named_by_date_channel_and_post(folder: Path, tmp_path: Path) -> None:
    files = tmp_path / "files"
    assert preview(folder, "--files", str(files)) == 0
    names = {path.name for path in files.iterdir()}
    assert names == {
        *(
            f"2027-10-28_1000_{channel}_invitation-tides.{end}"
            for channel in ("telegram", "instagram", "x")
            for end in ("txt", "jpg", "alt.txt")
        ),
        "2027-10-29_1200_telegram_thread.txt",
        "2027-10-29_1200_telegram_thread_part2.txt",
        "2027-10-29_1200_x_thread.txt",
        "2027-10-29_1200_x_thread_part2.txt",
        "2027-10-29_1300_x_album.txt",
        "2027-10-29_1300_x_album.png",
        "2027-10-29_1300_x_album.alt.txt",
        "2027-10-29_1300_x_album_image2.png",
        "2027-10-29_1300_x_album_image2.alt.txt",
        "2027-10-29_1400_telegram_signed.txt",
        "2027-10-29_1500_x_faces-delta-1.txt",
        "2027-10-31_1800_x_live-tides.txt",
        "no-date_x_someday-delta.txt",
    }
    texts = {path.name: path.read_text(encoding="utf-8") for path in files.glob("*.txt")}
    assert texts["2027-10-29_1200_x_thread_part2.txt"] == "The second part.\n"
    assert texts["2027-10-29_1300_x_album_image2.alt.txt"] == "The second <picture>\n"
    assert "[the stream's link missing]" in texts["2027-10-31_1800_x_live-tides.txt"]
    assert (files / "2027-10-28_1000_x_invitation-tides.jpg").read_bytes()[:2] == b"\xff\xd8"


def test_files_of_an_earlier_preview_are_told_and_left(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "notes.txt").write_text("ours", encoding="utf-8")
    preview(folder, "--files", str(files))
    capsys.readouterr()
    for name in ("2027-10-27_1000_x_gone.jpg", "no-date_x_gone-too.alt.txt"):
        (files / name).write_bytes(b"old")
    preview(folder, "--files", str(files))
    told = " ".join(capsys.readouterr().out.split())
    assert "2027-10-27_1000_x_gone.jpg, no-date_x_gone-too.alt.txt" in told
    assert "notes.txt" not in told
    assert (files / "2027-10-27_1000_x_gone.jpg").read_bytes() == b"old"


def test_what_could_not_be_drawn_is_told_and_no_success(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody takes the card of last time for that of today."""
    files = tmp_path / "files"
    assert preview(folder, "--files", str(files)) == 0
    capsys.readouterr()
    programme = folder / "posts" / "programme.yaml"
    odd = programme.read_text(encoding="utf-8").replace("Tides & <Storms>", "Tides \u0195")
    programme.write_text(odd, encoding="utf-8")
    assert preview(folder, "--files", str(files)) == 1
    told = " ".join("".join(capsys.readouterr()).split())
    assert "\u0195" in told
    assert "2027-10-28_1000_x_invitation-tides.alt.txt" in told


def test_looking_twice_gives_the_same_page(folder: Path) -> None:
    seen(folder)
    first = tree(folder / "build")
    seen(folder)
    assert tree(folder / "build") == first


def test_a_folder_with_nothing_in_its_calendar_still_gives_a_page(folder: Path) -> None:
    write(folder, calendar="[]\n")
    page = seen(folder)
    assert page.all("article") == []
    assert page.one("p", "empty").words == "The calendar has no posts."


def test_a_folder_that_cannot_be_read_says_so_on_the_page(folder: Path) -> None:
    write(folder, programme="panels: [\n")
    assert preview(folder) == 1
    page = sound((folder / "build" / "preview" / "index.html").read_text(encoding="utf-8"))
    assert any("programme.yaml" in code.words for code in page.all("code"))


def test_a_post_with_a_sample_of_a_new_folder_is_not_said_to_be_ready(folder: Path) -> None:
    calendar = """\
- {post: soon, for: tides, when: start - 2d 10:00, channels: [x], text: "{{ panel.title }}"}
- {post: album, when: 2027-10-29 13:00, channels: [x], text: Two pictures of the sea}
"""
    write(folder, calendar=calendar)
    write(folder, programme=PROGRAMME.replace("Tides & <Storms>", "Title of the first panel"))
    page = seen(folder)
    states = {name: [one["data-state"] for one in found] for name, found in posts(page).items()}
    assert states == {"soon/tides": ["waiting"], "album": ["ready"]}
    assert not [one for one in page.elements if "all are ready" in one.words]


def test_a_channel_may_choose_the_size_of_its_cards(folder: Path) -> None:
    def sizes() -> dict[str, str]:
        page = seen(folder, "invitation")
        return {
            article["data-channel"]: image["width"]
            for article in page.all("article", "post")
            for image in page.within(article, "img")
        }

    assert sizes() == {"telegram": "1200", "instagram": "1080", "x": "1200"}
    write(folder, campaign=f"{CAMPAIGN}card_sizes: {{telegram: 1080x1350, instagram: 1200x675}}\n")
    assert sizes() == {"telegram": "1080", "instagram": "1200", "x": "1200"}
