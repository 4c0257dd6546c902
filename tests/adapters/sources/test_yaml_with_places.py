from __future__ import annotations

import pytest

from campaign.core.problems import Code, Problem
from campaign.sources.yamldoc import DEEPEST, Items, Node, Pairs, Scalar, parse

FILE = "posts/any.yaml"


def plain(node: Node | None) -> object:
    """Return the tree as Python values."""
    if node is None:
        return None
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return [plain(child) for child in node.nodes]
    return [(plain(key), plain(value)) for key, value in node]


def read(text: str | bytes) -> object:
    node, problem = parse(FILE, text.encode() if isinstance(text, str) else text)
    assert problem is None
    return plain(node)


def refused(text: str | bytes) -> Problem:
    node, problem = parse(FILE, text.encode() if isinstance(text, str) else text)
    assert node is None
    assert problem is not None
    return problem


@pytest.mark.parametrize(
    "typed", ["17:00", "2022-02-16", "no", "010", "1e3", "0x1F", "12:30:45", ".inf"]
)
def test_a_scalar_stays_what_was_typed(typed: str) -> None:
    assert read(f"a: {typed}") == [("a", typed)]


@pytest.mark.parametrize("typed", ["", "~", "null"])
def test_nothing_is_none_and_quoted_nothing_is_text(typed: str) -> None:
    assert read(f"a: {typed}\nb: '{typed}'") == [("a", None), ("b", typed)]


def test_every_value_knows_its_line() -> None:
    node, _ = parse(FILE, b"a: 1\nb:\n  - x\n\n  - {c: d}\n")
    assert isinstance(node, Pairs)
    listed = node.nodes[3]
    assert isinstance(listed, Items)
    assert [child.line for child in listed.nodes] == [3, 5]


def test_repeated_fields_are_kept_for_the_reader_to_report() -> None:
    assert read("a: 1\na: 2") == [("a", "1"), ("a", "2")]


def test_aliases_are_followed() -> None:
    assert read("a: &x [1, 2]\nb: *x") == [("a", ["1", "2"]), ("b", ["1", "2"])]


def test_tags_make_nothing_but_text() -> None:
    assert read("a: !!python/object/apply:os.system [id]") == [("a", ["id"])]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: c: d\n", 2),
        ("a: 1\n\tb: 2\n", 2),
        ("a: [1, 2\nb: 3\n", 2),
        ('a: 1\n\nb: "x\n', 4),
        ("a: *nobody\n", 1),
        ("a: &x [*x]\n", 1),
        ("a: 1\n---\nb: 2\n", 2),
        ("a: @x\n", 1),
    ],
)
def test_what_is_not_yaml_is_told_with_its_line(text: str, line: int) -> None:
    problem = refused(text)
    assert (problem.code, problem.place.file) == (Code.BAD_YAML, FILE)
    assert problem.place.line in {line, line - 1}


@pytest.mark.parametrize("text", ["[" * 200_000, "{a: " * 200_000, "- " * 200_000 + "x"])
def test_deep_nesting_is_refused_and_does_not_end_the_process(text: str) -> None:
    assert refused(text).code is Code.BAD_YAML


def test_nesting_has_a_limit_far_beyond_any_campaign() -> None:
    assert read("[" * 8 + "]" * 8)
    assert ">" in refused("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1)).params["reason"]


def test_an_alias_bomb_is_refused_at_once() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]")
    assert refused("\n".join(lines)).code is Code.BAD_YAML


def test_other_encodings_are_told_with_their_line() -> None:
    problem = refused("a: 1\nb: señal\n".encode("latin-1"))
    assert (problem.code, problem.place.line) == (Code.BAD_ENCODING, 2)


def test_a_byte_order_mark_is_no_matter() -> None:
    assert read("a: ñ".encode("utf-8-sig")) == [("a", "ñ")]


@pytest.mark.parametrize("text", [b"", b"# nothing\n", b"---\n"])
def test_an_empty_file_is_nothing(text: bytes) -> None:
    assert read(text) is None


@pytest.mark.parametrize("text", [b"a\x00b", b"\xff\xfe\x00", b"%YAML 9.9\n---\na: 1"])
def test_rubbish_is_a_problem_and_never_an_exception(text: bytes) -> None:
    assert refused(text).is_error
