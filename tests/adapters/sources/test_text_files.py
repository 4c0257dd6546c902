from __future__ import annotations

from campaign.core.problems import Code, Problem
from campaign.sources.text_files import read_text

CHANNELS = {"x": "x", "twitter": "x", "mastodon": "mastodon", "telegram": "telegram"}
PATH = "posts/texts/hello.md"

FULL = """\
---
alt: A card
---

For everybody.

--- Twitter, mastodon ---

Short.
===
Second part.
--- telegram ---
Long.
"""


def test_a_text_has_a_body_variants_and_an_alternative_text() -> None:
    found: list[Problem] = []
    text = read_text("hello", PATH, FULL.encode(), CHANNELS, found)
    assert found == []
    assert (text.name, text.body, text.alt) == ("hello", "For everybody.", "A card")
    assert text.source("x") == text.source("mastodon") == "Short.\n===\nSecond part."
    assert (text.source("telegram"), text.source("bluesky")) == ("Long.", "For everybody.")


def test_a_line_of_a_template_is_found_in_its_file() -> None:
    text = read_text("hello", PATH, FULL.encode(), CHANNELS, [])
    assert str(text.place_of("bluesky", 1)) == f"{PATH}:5"
    assert str(text.place_of("x", 3)) == f"{PATH}:11"
    assert str(text.place_of("telegram")) == f"{PATH}:13"


def test_a_text_without_front_matter_begins_at_once() -> None:
    found: list[Problem] = []
    text = read_text("hello", PATH, b"Hi\r\nthere\r\n", CHANNELS, found)
    assert (text.body, text.place.line, found) == ("Hi\nthere", 1, [])


def test_an_open_front_matter_an_unknown_field_and_a_repeated_variant_are_told() -> None:
    for source, code, line in (
        ("---\nalt: x\n", Code.BAD_YAML, 1),
        ("---\nalt: x\nalto: y\n---\nHi", Code.UNKNOWN_FIELD, 3),
        ("---\nalt: [\n---\nHi", Code.BAD_YAML, 2),
        ("Hi\n--- x ---\na\n--- twitter ---\nb\n", Code.DUPLICATE_FIELD, 4),
        ("Hi\n--- fax ---\na\n", Code.UNKNOWN_CHANNEL, 2),
    ):
        found: list[Problem] = []
        read_text("hello", PATH, source.encode(), CHANNELS, found)
        assert [p.code for p in found] == [code], source
        assert found[0].place.line in {line, line + 1}


def test_a_rule_of_hyphens_in_the_copy_is_no_variant() -> None:
    text = read_text("hello", PATH, b"one\n---\ntwo\n- - -\n", CHANNELS, [])
    assert text.body == "one\n---\ntwo\n- - -"
