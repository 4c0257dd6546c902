"""What a library says of a broken file does not reach people: they get the reason and a way out."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import pytest

from campaign.core.problems import Code, Place, error
from campaign.core.rendering import RenderJob
from campaign.languages import Catalogue, available
from campaign.services.listing import tell_problem
from campaign.sources.sheets.csv_grid import read_csv
from campaign.sources.sheets.xlsx_grid import read_xlsx
from campaign.sources.yamldoc import parse
from campaign.texts.template import Templates, Writer
from tests.core.factories import campaign, panel, programme

if TYPE_CHECKING:
    from campaign.core.problems import Problem

LIBRARIES = re.compile(
    r"BadZip|Error|did not|not allowed|found (?:un|char)|expected|unexpected|innermost|undefined"
    r"|attribute|delimiter|limit\b|object|[{}]panel[{}]",
)


def told(problem: Problem | None) -> tuple[str, list[str]]:
    """Return why, and all that people of every language read; no value may be left open."""
    assert problem is not None
    parts = [(language, part) for language in available() for part in ("message", "hint")]
    lines = [tell_problem(problem, Catalogue(language), part) for language, part in parts]
    assert all("{" not in line.replace("{{", "").replace("{%", "") for line in lines), lines
    return problem.params.get("because", ""), lines


def plainly(problem: Problem | None) -> str:
    """Return why; nothing that people read may be in a library's words."""
    because, lines = told(problem)
    assert because
    assert not [line for line in lines if LIBRARIES.search(line)]
    return because


@pytest.mark.parametrize(
    ("text", "because", "line"),
    [
        ("a: 1\nb: Hoy: panel 1\n", "colon", 2),
        ("a:\n  b: 1\n c: 2\n", "indent", 3),
        ("- a: 1\n b: 2\n", "indent", 2),
        ("a:\n\tb: 1\n", "tab", 2),
        ("a: 1\nb: 'sin cerrar\nc: 2\n", "quotes", 2),
        ('a: 1\nb: "sin cerrar\n\n\n', "quotes", 2),
        ("a: [x, telegram\nb: 2\n", "brackets", 1),
        ("a: @cuenta\n", "sign", 1),
        ("a: *Hoy* es el panel\n", "sign", 1),
        ("a: *hoy\n", "alias", 1),
        ('a: "C:\\posts"\n', "backslash", 1),
        ("a: - b\n", "dash", 1),
        ('a: "dijo "hola" y se fue"\n', "quote-inside", 1),
        ("a: 'it's'\n", "quote-inside", 1),
        ("a: 1\nb: \x07\n", "control", 2),
        ("a: 1\n---\nb: 2\n", "documents", 2),
        ("[" * 60, "deep", 1),
    ],
)
def test_a_slip_in_yaml_is_told_where_it_is_mended(text: str, because: str, line: int) -> None:
    _, problem = parse("posts/calendar.yaml", text.encode())
    assert plainly(problem) == because
    assert problem is not None
    assert problem.place.line == line


def test_what_nobody_foresaw_stands_in_brackets() -> None:
    _, problem = parse("posts/calendar.yaml", b"%TAG\n")
    _, lines = told(problem)
    assert [line.endswith("[did not find expected '!']") for line in lines] == [False, True] * 2


def zipped(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "because"),
    [
        (b"", "empty"),
        (b"Fecha;Hora;Redes\n1;2;3\n", "no-workbook"),
        (b"<html><table></table></html>", "no-workbook"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old-excel"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (zipped(a="b")[:-30], "damaged"),
    ],
    ids=["nothing", "a sheet of text", "a web page", "old", "locked", "cut off"],
)
def test_a_file_that_is_no_workbook_says_why(content: bytes, because: str) -> None:
    _, [problem] = read_xlsx(Place("posts/calendar.xlsx", given="plan.xlsx"), content)
    if because != "damaged":
        assert plainly(problem) == because
    assert told(problem)[0] == because
    assert all("posts/calendar" not in line for line in told(problem)[1])


def test_a_workbook_that_breaks_off_has_no_word_of_the_library() -> None:
    _, [problem] = read_xlsx(Place("plan.xlsx"), zipped(**{"[Content_Types].xml": "<a/>"}))
    because, lines = told(problem)
    assert because == "damaged"
    assert not [line for line in lines if LIBRARIES.search(line)]


@pytest.mark.parametrize(
    ("text", "because", "line"),
    [
        ('Fecha;Texto\n1;bien\n2;"nunca cierra\n3;otra\n', "quotes", 3),
        ('Fecha;Texto\n1;"cierra" y sigue\n', "quotes", 2),
        (f"Fecha;Texto\n1;{'x' * 140_000}\n", "long-cell", 2),
    ],
)
def test_a_broken_csv_row_is_told_where_it_begins(text: str, because: str, line: int) -> None:
    _, [problem] = read_csv(Place("plan.csv"), text.encode())
    assert (plainly(problem), problem.place.line) == (because, line)


PROGRAMME = programme(
    panel("one", "2026-10-20T18:00", stream="https://example.org/1"),
    links={"site": "https://example.org"},
)


def fault(template: str, subject: str | None = "one") -> Problem:
    """Return the problem of a template."""
    templates = Templates(Catalogue("es").dates)
    rendered = Writer(campaign(), PROGRAMME, templates).write(RenderJob(template, "x", subject, ()))
    assert rendered.fault is not None
    return error(rendered.fault.code, Place("a"), **rendered.fault.params)


@pytest.mark.parametrize(
    ("template", "because"),
    [
        ("{{ panel.title", "unclosed"),
        ("{{ panel.title }", "unclosed"),
        ("{% if panel.stream }}x{% endif %}", "unclosed"),
        ("{{ }}", "nothing"),
        ("{% if panel.stream %}x", "open-block"),
        ("x{% endif %}", "end-alone"),
        ("{% si panel %}", "unknown-tag"),
        ("{% include 'pie' %}", "unknown-tag"),
        ("Hola\n{%- import 'pie' as pie %}", "unknown-tag"),
        ("{% from 'pie' import linea %}", "unknown-tag"),
        ("{% extends 'pie' %}", "unknown-tag"),
        ("{{ panel.start|horas }}", "unknown-filter"),
        ("{{ panel title }}", "too-much"),
        ("{{ “panel” }}", "odd-sign"),
        ("{% if panel.id = 1 %}{% endif %}", "equals"),
        ("{# nota", "comment"),
        ("{{ panel }}", "not-text"),
        ("{{ panel.title|hora }}", "not-a-moment"),
        ("{% for i in range(99999) %}{{ i }}{% endfor %}", "too-long"),
        ("{{ ''.__class__ }}", "forbidden"),
    ],
)
def test_a_slip_in_a_template_is_told_plainly(template: str, because: str) -> None:
    assert plainly(fault(template)) == because


@pytest.mark.parametrize(
    ("template", "name", "nearest"),
    [
        ("{{ links.signup }}", "links.signup", "links.site"),
        ("{{ panel.titel }}", "panel.titel", "panel.title"),
        ("{{ panels[0].titel }}", "panels[0].titel", "panels[0].title"),
        ("{{ panels[7].title }}", "panels[7]", "panel"),
        ("{{ pannel.title }}", "pannel", "panel"),
    ],
)
def test_a_name_that_there_is_not_is_told_whole_with_the_nearest(
    template: str, name: str, nearest: str
) -> None:
    problem = fault(template)
    assert problem.code is Code.TEMPLATE_UNKNOWN_NAME
    assert problem.params["name"] == name
    assert problem.params["known"].split(", ")[0].startswith(nearest)
    assert not [line for line in told(problem)[1] if "object" in line]


def test_a_text_about_a_panel_in_a_post_about_none_says_what_to_do() -> None:
    assert plainly(fault("{{ panel.title }}", subject=None)) == "no-subject"


def test_a_text_about_a_quote_or_a_person_in_a_post_about_a_panel_is_told_as_that() -> None:
    assert plainly(fault("{{ quote.text }}")) == "no-quote"
    assert plainly(fault("{{ speaker.name }}")) == "no-speaker"
    assert "cita" in " ".join(told(fault("{{ quote.text }}"))[1])


def test_a_weekday_is_named_in_the_language_of_whoever_reads() -> None:
    params = {"value": "24 Feb", "found": "4", "actual": "3", "because": ""}
    problem = error(Code.WEEKDAY_MISMATCH, Place("a"), **params)
    said = [tell_problem(problem, Catalogue(language), "message") for language in ("es", "en")]
    assert ["viernes" in said[0], "jueves" in said[0]] == [True, True]
    assert ["Friday" in said[1], "Thursday" in said[1]] == [True, True]
