"""``check`` finds everything that is wrong with a folder in one run, and writes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from program import Place

NOW = ("--now", "2022-02-01T12:00:00-03:00")
HEAD = "👩‍👩‍👧‍👦 日本 https://example.org/una/ruta/que/X/cuenta/como/veintitrés "
HEAD_WEIGHT = 2 + 1 + 4 + 1 + 23 + 1
"""An emoji of any length weighs 2, an ideograph 2, a link 23."""
FITS = HEAD + "á" * (280 - HEAD_WEIGHT)
TOO_LONG = HEAD + "é" * (281 - HEAD_WEIGHT)

BROKEN = {
    "canal": ('{channels: [x, tuiter], text: "Va por un canal raro"}', "unknown-channel"),
    "copia": ("{channels: [x], text: anuncio-que-no-hay}", "unknown-text"),
    "imposible": ('{when: 2022-02-30 10:00, text: "Un día que no hay"}', "bad-date"),
    "semana": ('{when: primera semana de marzo, text: "Un día que nadie sabe"}', "bad-when"),
    "larga": (f'{{channels: [x], text: "{TOO_LONG}"}}', "text-too-long"),
    "foto": (
        '{images: [assets/photos/no-esta.jpg], alt: [Foto], text: "Con foto"}',
        "asset-missing",
    ),
    "afuera": ('{images: [../../clave.jpg], alt: [Foto], text: "De afuera"}', "outside-folder"),
    "raiz": ('{images: [/etc/hostname], alt: [Foto], text: "De la raíz"}', "outside-folder"),
    "bucle": ("{channels: [x], text: bucle}", None),
    "potencia": ('{channels: [x], text: "Cuánto: {{ 10**9999999 }}"}', "template-too-slow"),
    "glotona": ("{channels: [x], text: \"Mucho: {{ 'x'*10**10 }}\"}", "template-failed"),
}
FINE = {"justa": f'{{channels: [x], text: "{FITS}"}}'}
LOOP = """\
---
alt: Nada
---
Una línea buena.
{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(99999) %}
{% endfor %}{% endfor %}{% endfor %}
"""


def entry(name: str, fields: str, hour: int) -> str:
    when = "" if "when:" in fields else f"when: 2022-02-15 {hour:02}:00, "
    channels = "" if "channels:" in fields else "channels: [telegram], "
    return f"- {{post: {name}, {when}{channels}{fields[1:]}"


def break_calendar(place: Place) -> dict[str, int]:
    """Add good and broken entries; return the line of each."""
    path = place.folder / "posts" / "calendar.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    added = {**{name: fields for name, (fields, _) in BROKEN.items()}, **FINE}
    where = {}
    for hour, (name, fields) in enumerate(added.items(), 8):
        lines.append(entry(name, fields, hour))
        where[name] = len(lines)
    place.write({"posts/calendar.yaml": "\n".join(lines), "posts/texts/bucle.md": LOOP})
    return where


def found_at(problems: list[dict[str, Any]], file: str) -> dict[int, set[str]]:
    """Return the codes of the errors of a file by line."""
    codes: dict[int, set[str]] = {}
    for problem in problems:
        if problem["file"] == file and problem["severity"] == "error":
            codes.setdefault(problem["line"], set()).add(problem["code"])
    return codes


def spoil(place: Place, name: str) -> int:
    """End a YAML file in the middle of something; return the line."""
    path = place.folder / name
    text = path.read_text(encoding="utf-8").rstrip("\n") + "\n- {questions: [¿roto\n  : : [\n"
    path.write_text(text, encoding="utf-8")
    return text.count("\n")


def test_one_run_tells_every_problem_with_its_place_and_writes_nothing(bundled: Place) -> None:
    where = break_calendar(bundled)
    last = spoil(bundled, "posts/answers.yaml")
    before = bundled.everything()
    problems = bundled.json(*NOW, "check", code=1)
    assert bundled.everything() == before
    expected = {where[name]: {code} for name, (_, code) in BROKEN.items() if code}
    assert found_at(problems, "posts/calendar.yaml") == expected
    assert found_at(problems, "posts/texts/bucle.md") == {4: {"template-too-slow"}}
    (yaml_line,) = found_at(problems, "posts/answers.yaml")
    assert last - 2 <= yaml_line <= last
    assert all(p["message"] and p["hint"] for p in problems)


@pytest.mark.parametrize(
    "name", ["posts/calendar.yaml", "posts/campaign.yaml", "assets/brand.yaml"]
)
def test_one_file_of_bad_yaml_does_not_hide_the_others(bundled: Place, name: str) -> None:
    last = spoil(bundled, name)
    other = spoil(bundled, "posts/answers.yaml")
    before = bundled.everything()
    problems = bundled.json(*NOW, "check", code=1)
    assert bundled.everything() == before
    told = {p["file"]: p["line"] for p in problems if p["code"] == "bad-yaml"}
    assert set(told) == {name, "posts/answers.yaml"}
    assert last - 2 <= told[name] <= last
    assert other - 2 <= told["posts/answers.yaml"] <= other


def test_a_broken_cell_is_told_by_its_name(bundled: Place) -> None:
    rows = "post;Fecha;Hora;Redes;Texto\nuno;30/02/2022;10:00;X;Hola a todo el mundo\n"
    bundled.write({"posts/calendar.csv": rows})
    problems = bundled.json(*NOW, "check", code=1)
    assert [p["cell"] for p in problems if p["file"] == "posts/calendar.csv"] == ["B2"]


def test_the_bundled_campaign_itself_is_fine(bundled: Place) -> None:
    before = bundled.everything()
    assert [p for p in bundled.json(*NOW, "check") if p["severity"] == "error"] == []
    assert bundled.everything() == before
