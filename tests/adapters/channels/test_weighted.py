"""X's counting: the vendor's own cases, and what they leave out."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from campaign.channels import sheets
from campaign.channels.support.urls import links
from campaign.channels.support.weighted import LINK, canonical, length, weighted_length

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

SPECS = Path(__file__).parents[4] / "shared" / "specs" / "twitter-text"


@cache
def cases(file: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = yaml.safe_load(
        (SPECS / file).read_text(encoding="utf-8"),
    )["tests"]
    return found


def found_in(text: str) -> list[str]:
    return [text[link.start : link.end] for link in links(text)]


def wrong(file: str, *groups: str) -> tuple[int, list[str]]:
    """Return how many cases there are, and which of them come out wrong."""
    count, failed = 0, []
    for case in (case for group in groups for case in cases(file)[group]):
        count += 1
        found: list[Any] = found_in(case["text"])
        if case["expected"] and isinstance(case["expected"][0], dict):
            places = [[link.start, link.end] for link in links(case["text"])]
            pairs = zip(found, places, strict=True)
            found = [{"url": url, "indices": place} for url, place in pairs]
        if found != case["expected"]:
            failed.append(case["description"])
    return count, failed


@pytest.mark.shared
def test_every_official_case_of_finding_links() -> None:
    groups = ("urls", "urls_with_indices", "urls_with_directional_markers", "tco_urls_with_params")
    assert wrong("extract.yml", *groups) == (108, [])


@pytest.mark.shared
def test_every_official_top_level_domain() -> None:
    assert wrong("tlds.yml", "country", "generic") == (1574, [])


@pytest.mark.shared
def test_every_official_length() -> None:
    groups = ("WeightedTweetsWithDiscountedEmojiCounterTest", "UnicodeDirectionalMarkerCounterTest")
    counted = [case for group in groups for case in cases("validate.yml")[group]]
    assert len(counted) == 24
    for case in counted:
        assert weighted_length(case["text"]) == case["expected"]["weightedLength"], case


@pytest.mark.shared
def test_every_official_length_of_the_configuration_before_emoji_were_discounted() -> None:
    for case in cases("validate.yml")["WeightedTweetsCounterTest"]:
        text = canonical(case["text"])
        claims = [(link.start, link.end, LINK) for link in links(text)]
        assert length(text, claims) == case["expected"]["weightedLength"], case


@pytest.mark.shared
def test_every_official_case_of_the_first_configuration() -> None:
    """140 characters, each of them 1, links of 23."""
    for case in cases("validate.yml")["tweets"]:
        text = canonical(case["text"])
        units = len(text) - sum(link.end - link.start - LINK for link in links(text))
        assert (0 < units <= 140) is case["expected"], case


@pytest.mark.shared
def test_every_official_bare_domain_is_one_link() -> None:
    for case in cases("validate.yml")["urls_without_protocol"]:
        assert found_in(case["text"]) == [case["text"]]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("", 0),
        ("Hola", 4),
        ("Ñuñoa, ¿qué pasó?", 17),
        ("nin\u0303o", 4),
        ("a\r\nb", 3),
        ("a\n\rb", 4),
        ("…", 2),
        ("•", 2),
        ("€", 2),
        ("→", 2),
        ("—“«»”–’", 7),
        ("©", 1),
        ("©\ufe0f", 2),
        ("© 🎉 ®", 6),
        ("1\ufe0f\u20e3", 2),
        ("🎉", 2),
        ("👩🏽‍💻", 2),
        ("🇨🇱", 2),
        ("❤️‍🔥", 2),
        ("🫱🏻‍🫲🏿", 2),
        ("🎉🎉 fiesta 🎉", 14),
        ("日本", 4),
        ("Ver https://ejemplo.cl/una/ruta/muy/larga?con=datos&mas=datos.", 4 + 23 + 1),
        ("https://a.cl", 23),
        ("ver ejemplo.cl ahora", 4 + 23 + 6),
        ("hola@ejemplo.cl", 15),
        ("a las 17.30 hrs.", 16),
        ("v1.2 y 3.14", 11),
        ("Fin.Otra frase", 14),
        ("municipio.gob.cl", 23),
        ("MUNICIPIO.GOB.CL/Ñuñoa", 23),
        ("(https://ejemplo.cl/a_(b))", 25),
        ("http://ejemplo.cl http://ejemplo.cl", 47),
        ("https://", 8),
        ("#ejemplo.cl @ejemplo.cl $ejemplo.cl", 35),
        ("Ñandú.cl", 23),
        ("🎉ejemplo.cl", 25),
    ],
)
def test_lengths(text: str, units: int) -> None:
    assert weighted_length(text) == units
    assert sheets()["x"].count(text) == units


def test_an_emoji_in_a_link_belongs_to_the_link() -> None:
    assert weighted_length("https://☃.cl/a y 🎉") == 23 + 3 + 2


def test_telegram_counts_utf_16() -> None:
    count = sheets()["telegram"].count
    assert [count(text) for text in ("ñ", "🎉", "👩🏽‍💻", "日", "a\ud800")] == [1, 2, 7, 1, 2]


@pytest.mark.parametrize(
    "text",
    [
        "あ" * 59_000 + ".com",
        "a." * 29_000,
        "あ." * 29_000,
        "a.co.-" * 9_000,
        "a_.co." * 9_000,
        "a.comあ" * 9_000,
        "http://a.co/" * 4_900,
        "http://a.co/" + "(" * 50_000,
        "a.co/" + "(a" * 20_000,
        "a.co?" + "." * 50_000,
        "x" * 10_000_000 + ".com",
    ],
    ids=range(11),
)
def test_counting_a_hostile_text_ends(text: str, ends: AbstractContextManager[None]) -> None:
    with ends:
        weighted_length(text)
