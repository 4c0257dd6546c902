"""What people wrote becomes text on a page and nothing else."""

from __future__ import annotations

import re

import pytest

from campaign.core.facts import FactName
from campaign.texts.context import Gap
from campaign.wiring.pages.prose import plain, prose

from .reading import Page

NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "javascript:alert(3)",
    'https://e.org/"onmouseover="alert(4)',
    "https://e.org/<b>x</b>?a=1&b='2'",
    "</p><style>*{display:none}</style>",
    "data:text/html,<script>1</script> #<b> @<i>",
    "<b>one</b> #Tag <i>two</i> https://sea.org <u>three</u>",
    "\ue000<b>x</b>.stream\ue001",
]


@pytest.mark.parametrize("text", NASTY)
def test_nothing_that_somebody_wrote_becomes_part_of_the_page(text: str) -> None:
    page = Page(f"<div>{prose(text, str)}</div>")
    assert {element.tag for element in page.elements} <= {"div", "a", "span", "mark"}
    for element in page.elements:
        assert set(element.attributes) <= {"href", "rel", "class"}
        assert re.match(r"https?://|$", element["href"])
    assert page.elements[0].text == text.replace("\ue000", "").replace("\ue001", "")


def test_links_lead_where_they_say_and_lines_stay() -> None:
    text = "Sign up:\nhttps://www.example.org/a?b=1&c=2 or sea.org\n\n#SeaLore"
    page = Page(f"<p>{prose(text)}</p>")
    assert [a["href"] for a in page.all("a")] == [
        "https://www.example.org/a?b=1&c=2",
        "https://sea.org",
    ]
    assert page.one("span", "tag").text == "#SeaLore"
    assert page.one("p").text.count("\n") == 3


def test_a_stream_shows_short_addresses_that_still_lead_there() -> None:
    url = "https://www.example.org/a/very/long/way/to/the/sea"
    link = Page(f"<p>{prose(url, short_links=True)}</p>").one("a")
    assert link["href"] == url
    assert link.text == "example.org/a/very/long/way/to…"


def test_a_missing_fact_is_marked_in_words() -> None:
    mark = Gap(FactName("links", "stream.com"))
    page = Page(f"<p>{prose(f'Watch {mark} today', lambda what: f'[{what}]')}</p>")
    assert page.one("mark", "gap").text == "[links.stream.com]"
    assert page.all("a") == []
    assert plain(f"Watch {mark}!", lambda _: "link is missing") == "Watch [link is missing]!"
