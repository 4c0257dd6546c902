"""All cards of a campaign on the preview's page, as each network crops them."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from campaign.__main__ import main

from .reading import Page, sound
from .test_on_a_phone import MEASURE

if TYPE_CHECKING:
    from pathlib import Path

CAMPAIGN = """\
format: 1
name: autumn
title: Autumn Lectures
zone: Europe/Berlin
languages: [en]
channels: [x, bluesky, mastodon, telegram, instagram]
"""
PROGRAMME = """\
panels:
  - {id: tides, title: Tides, start: 2027-10-30 18:00}
  - {id: delta, title: The Delta, start: 2027-11-30 18:00}
"""
CALENDAR = """\
- post: invitation
  title: The invitation
  for: panels
  when: start - 2d 10:00
  channels: all
  text: "{{ panel.title }}"
  card: announcement
- post: plain
  when: 2027-10-29 12:00
  channels: [x]
  text: No card here.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "autumn"
    (root / "posts").mkdir(parents=True)
    for name, text in (
        ("campaign", CAMPAIGN),
        ("programme", PROGRAMME),
        ("calendar", CALENDAR),
    ):
        (root / "posts" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return root


def html_of(folder: Path) -> str:
    main(["--campaign", str(folder), "--lang", "en", "preview"])
    return (folder / "build" / "preview" / "index.html").read_text(encoding="utf-8")


def frames(page: Page, post: str) -> dict[str, tuple[str, list[str]]]:
    """Return what is seen where of the cards of a post: size and words, classes of the frame."""
    (exhibit,) = [one for one in page.all("section", "exhibit") if one["aria-label"] == post]
    found = {}
    for figure in page.within(exhibit, "figure"):
        where, told = page.within(figure, "b")[0], page.within(figure, "span")[0]
        frame = page.within(figure, "div", "frame")[0]
        found[where.words] = (told.words, frame["class"].split())
    return found


def test_every_card_is_there_as_each_network_crops_it(folder: Path) -> None:
    page = sound(html_of(folder))
    names = [one["aria-label"] for one in page.all("section", "exhibit")]
    assert names == ["invitation/tides", "invitation/delta"]
    assert frames(page, "invitation/tides") == {
        "X (Twitter), Bluesky, Mastodon and Telegram": ("1200×675, whole", ["frame", "whole"]),
        "Instagram": ("1080×1350, whole", ["frame", "whole", "high"]),
        "Instagram, in the profile’s grid": (
            "1080×1350, cropped: 94% of it is seen",
            ["frame", "to-75", "high", "sides"],
        ),
    }


def test_a_tall_card_is_cropped_where_it_would_be(folder: Path) -> None:
    sizes = "card_sizes: {x: 1080x1350, bluesky: 1080x1350}\n"
    (folder / "posts" / "campaign.yaml").write_text(CAMPAIGN + sizes, encoding="utf-8")
    found = frames(sound(html_of(folder)), "invitation/tides")
    assert found["X (Twitter)"] == (
        "1080×1350, cropped: 45% of it is seen",
        ["frame", "to-178"],
    )
    assert found["Bluesky and Instagram"][0] == "1080×1350, whole"
    assert found["Mastodon and Telegram"][0] == "1200×675, whole"


PIGEON = """
from decimal import Decimal
from campaign.core.outcomes import Certainty, ChannelSheet, Frame, Limits

SHEETS = (
    ChannelSheet(
        "pigeon", "Pigeon", Certainty.HAND,
        Limits(100, 100, 1, 9_000_000, None, 100, frozenset({"image/jpeg"}), "2026-11-29"),
        len, lambda text, images: Decimal(0), (1200, 675), (), None, frames=(Frame(1.2, 1.2),),
    ),
)
"""


def test_a_channel_from_elsewhere_brings_its_crop(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "pigeons.py").write_text(PIGEON, encoding="utf-8")
    info = tmp_path / "pigeons-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pigeons\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[campaign.channels]\npigeon = pigeons\n")
    campaign = CAMPAIGN.replace("[x, bluesky", "[pigeon, x, bluesky")
    (folder / "posts" / "campaign.yaml").write_text(campaign, encoding="utf-8")
    command = [sys.executable, "-m", "campaign", "--campaign", str(folder), "preview"]
    subprocess.run(command, check=True, env=os.environ | {"PYTHONPATH": str(tmp_path)}, timeout=120)

    page = sound((folder / "build" / "preview" / "index.html").read_text(encoding="utf-8"))
    told, classes = frames(page, "invitation/tides")["Pigeon"]
    assert told == "1200×675, cropped: 68% of it is seen"
    assert classes == ["frame", "to-120", "sides"]
    assert ".frame.to-120 { aspect-ratio: 1.2; }" in page.one("style").text


def test_whoever_does_not_see_hears_each_card_once(folder: Path) -> None:
    page = sound(html_of(folder))
    exhibit = page.all("section", "exhibit")[0]
    first, *others = [image["alt"] for image in page.within(exhibit, "img")]
    assert "Tides" in first
    assert others == [
        "The same card on Instagram.",
        "The same card on Instagram, in the profile’s grid.",
    ]


def test_the_safe_area_is_a_switch_that_a_keyboard_reaches(folder: Path) -> None:
    page = sound(html_of(folder))
    (switch,) = [one for one in page.all("input") if one["type"] == "checkbox"]
    (label,) = [one for one in page.all("label") if one["for"] == switch["id"]]
    assert "90%" in label.words
    assert "checked" not in switch.attributes
    assert f"#{switch['id']}:checked ~" in page.one("style").text


def test_a_campaign_without_cards_has_no_gallery(folder: Path) -> None:
    bare = CALENDAR.replace("  card: announcement\n", "")
    (folder / "posts" / "calendar.yaml").write_text(bare, encoding="utf-8")
    page = sound(html_of(folder))
    assert page.all("section", "gallery") == []
    assert page.all("nav", "ways") == []


SAFE = """
const shown = page.querySelector(".exhibit .card");
const ring = () => page.defaultView.getComputedStyle(shown, "::after").content;
const before = ring();
page.getElementById("safe").click();
found.push(`${before} ${ring()}`);
const outside = [...page.querySelectorAll(".frame")].filter((frame) => {
  const box = frame.getBoundingClientRect();
  const card = frame.querySelector("img").getBoundingClientRect();
  const aside = Math.abs(box.left + box.right - card.left - card.right) / 2;
  const above = Math.abs(box.top + box.bottom - card.top - card.bottom) / 2;
  return aside > 2 || above > 2;
});
found.push(`${outside.length} off`);
"""


def test_it_is_fine_on_a_phone_and_crops_to_the_middle(
    folder: Path, tmp_path: Path, requires_browser: str
) -> None:
    sizes = "card_sizes: {x: 1080x1350}\n"
    (folder / "posts" / "campaign.yaml").write_text(CAMPAIGN + sizes, encoding="utf-8")
    page = html.escape(html_of(folder), quote=True)
    frame = f'<iframe srcdoc="{page}" width="390" height="3000"></iframe><output></output>'
    measure = MEASURE.replace('.join("; ") || "nothing"', '.join("; ")')
    last = measure.rindex("document.querySelector")
    cut = 'if (cuts && !one.closest(".frame")'
    script = (measure[:last] + SAFE + measure[last:]).replace("if (cuts", cut)
    file = tmp_path / "frame.html"
    told = f"<script>onload = () => {{{script}}}</script>"
    file.write_text(f"<!doctype html><meta charset=utf-8>{frame}{told}", encoding="utf-8")
    command = [requires_browser, "--headless", "--no-sandbox", "--disable-gpu"]
    command += [f"--user-data-dir={tmp_path / 'browser'}", "--dump-dom", file.as_uri()]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    found = re.search(r"<output>(.*?)</output>", shown, re.DOTALL)
    assert found is not None
    assert html.unescape(found[1]) == 'none ""; 0 off'
