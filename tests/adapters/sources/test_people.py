"""Taking people out of texts, and making folders whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.sources.new_folder import NotEmpty, make_folder
from campaign.sources.people import GAP, People
from campaign.sources.starter import short_name

if TYPE_CHECKING:
    from pathlib import Path

ANA = People(frozenset({"Ana María Pérez de la Fuente"}), numbers=frozenset({"6123456789"}))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Conduce Ana María Pérez de la Fuente.", f"Conduce {GAP}."),
        ("con ANA PEREZ y más", f"con {GAP} y más"),
        ("con Pérez de la Fuente", f"con {GAP}"),
        ("#AnaPérez, ana_perez, ana-maria", f"#{GAP}, {GAP}, {GAP}"),
        ("Ana\nPérez", GAP),
        ("cuenta 6123456789", f"cuenta {GAP}"),
        ("cuenta 61234567890", "cuenta 61234567890"),
        ("escribe a prensa.uno@radio.example.org, ya", f"escribe a {GAP}, ya"),
        ("llama al +56 9 1234 5678", f"llama al {GAP}"),
        ("la fuente de la plaza; María mira", "la fuente de la plaza; María mira"),
        ("Anabel Perezosa, fuentes", "Anabel Perezosa, fuentes"),
        ("{{ speaker.name }} el 2027-03-10 17:00", "{{ speaker.name }} el 2027-03-10 17:00"),
        ("", ""),
    ],
)
def test_whoever_is_named_leaves_a_gap_and_nobody_else(text: str, left: str) -> None:
    assert ANA.without(text)[0] == left


def test_the_lines_of_the_gaps_are_told_once_each() -> None:
    text = "uno\nAna Pérez con Ana Pérez\ntres\nMaría Fuente\n"
    assert ANA.without(text) == (f"uno\n{GAP} con {GAP}\ntres\n{GAP}\n", (2, 4))


@pytest.mark.parametrize("letter", ["ß", "ﬁ", "İ", "ǆ", "é", "\u0301", "ⓐ", "㎏"])
def test_odd_letters_do_not_move_the_gaps(letter: str) -> None:
    assert ANA.without(f"{letter}{letter} Ana Pérez.")[0] == f"{letter}{letter} {GAP}."


def test_without_people_only_addresses_go() -> None:
    assert People().without("Ana Pérez, a@b.cl") == (f"Ana Pérez, {GAP}", (1,))


def test_signs_in_names_are_no_patterns() -> None:
    people = People(frozenset({"J. (Jo) [x]*+? Smith"}), frozenset({"(.*)", "**"}))
    assert people.without("anything at all") == ("anything at all", ())


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_that_cannot_be_written_whole_is_not_there(tmp_path: Path, *, there: bool) -> None:
    target = tmp_path / "new"
    if there:
        target.mkdir()
    with pytest.raises(ValueError, match="outside"):
        make_folder(target, {"posts/a.yaml": b"a", "../b": b"b"})
    assert target.exists() == there
    assert [path for path in tmp_path.rglob("*") if path != target] == []


@pytest.mark.parametrize("there", [True, False])
def test_a_disk_that_refuses_leaves_nothing(tmp_path: Path, *, there: bool) -> None:
    target = tmp_path / "new"
    if there:
        target.mkdir()
    with pytest.raises(OSError, match="too long"):
        make_folder(target, {"posts/a.yaml": b"a", f"posts/{'n' * 300}": b"b"})
    assert [path for path in tmp_path.rglob("*") if path != target] == []


def test_what_is_there_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    for target in (tmp_path, tmp_path / "mine"):
        with pytest.raises(NotEmpty):
            make_folder(target, {"posts/a.yaml": b"a"})
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("Mi Ciclo ñandú", "mi-ciclo-nandu"),
        ("  2027__Ed. 3 ", "2027-ed-3"),
        ("日本", ""),
        ("x" * 100, "x" * 64),
        ("-—-", ""),
    ],
)
def test_a_folder_name_becomes_a_short_name(folder: str, name: str) -> None:
    assert short_name(folder) == name
