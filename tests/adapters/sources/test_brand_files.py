"""``assets/brand.yaml`` and where faces are: what is taken, and what is told with its line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import campaign
from campaign.core.cards import CORNERS, FAMILIES, MOTIFS, Brand
from campaign.core.folder import Known
from campaign.languages import Catalogue
from campaign.services.listing import tell_problem
from campaign.sources import read
from campaign.sources.former import new_edition

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from campaign.core.folder import Folder

    Reading = Callable[[Mapping[str, str | bytes]], Folder]
    Told = Callable[[Folder], list[tuple[str, str]]]

BRAND = "assets/brand.yaml"
FONT = (Path(campaign.__file__).parent / "cards/fonts/quote.ttf").read_bytes()
PROGRAMME = "posts/programme.yaml"


def test_a_folder_without_a_brand_has_the_usual_one(
    berlin: dict[str, str], reading: Reading
) -> None:
    assert reading(berlin).brand == Brand()
    assert reading({**berlin, BRAND: ""}).brand == Brand()


def test_a_whole_brand_is_read(berlin: dict[str, str], reading: Reading, told: Told) -> None:
    files: dict[str, str | bytes] = {
        **berlin,
        "assets/fonts/Plakat.TTF": FONT,
        "assets/logos/own.png": b"picture",
        BRAND: "colours: {paper: '#101820', ink: '#F2F2EA'}\n"
        "type: {voices: Plakat.TTF, facts: Source-Serif}\n"
        "motif: rings\ncorners: square\nlogo: own.png\nmonogram: OS\n",
    }
    folder = reading(files)
    assert told(folder) == []
    assert folder.brand == Brand(
        colours={"paper": "#101820", "ink": "#f2f2ea"},
        monogram="OS",
        voices="assets/fonts/Plakat.TTF",
        facts="source-serif",
        motif="rings",
        corners="square",
        logo="assets/logos/own.png",
    )


@pytest.mark.parametrize("motif", MOTIFS)
@pytest.mark.parametrize("corners", CORNERS)
@pytest.mark.parametrize("family", FAMILIES)
def test_every_choice_can_be_chosen(
    berlin: dict[str, str], reading: Reading, motif: str, corners: str, family: str
) -> None:
    text = f"motif: {motif}\ncorners: {corners}\ntype:\n  voices: {family}\n"
    brand = reading({**berlin, BRAND: text}).brand
    assert (brand.motif, brand.corners, brand.voices, brand.facts) == (
        *(motif, corners, family),
        "inter",
    )


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("monogram: AB\nmotif: moon\n", "bad-value", 2),
        ("corners: [round]\n", "bad-value", 1),
        ("type: fraunces\n", "bad-value", 1),
        ("type:\n  voices: inter\n  facts: Comic Sans\n", "bad-value", 3),
        ("type:\n  voices: gone.ttf\n", "asset-missing", 2),
        ("type:\n  voices: ../../etc/passwd.ttf\n", "outside-folder", 2),
        ("type:\n  titles: inter\n", "unknown-field", 2),
        ("motif: sun\nlogo: gone.png\n", "asset-missing", 2),
        ("logo: {file: a.png}\n", "bad-value", 1),
        ("mottif: sun\n", "unknown-field", 1),
    ],
)
def test_what_is_wrong_with_a_brand_is_told_with_its_line(
    berlin: dict[str, str], reading: Reading, told: Told, text: str, code: str, line: int
) -> None:
    assert told(reading({**berlin, BRAND: text})) == [(code, f"{BRAND}:{line}")]


@pytest.mark.parametrize(
    ("written", "focus"),
    [
        ("[0.5, 0.3]", (0.5, 0.3)),
        ("[0, 1]", (0.0, 1.0)),
        ("[1.0, .25]", (1.0, 0.25)),
    ],
)
def test_where_a_face_is_is_read(
    berlin: dict[str, str], reading: Reading, written: str, focus: tuple[float, float]
) -> None:
    files = {**berlin, PROGRAMME: _with_focus(berlin, written)}
    assert reading(files).programme.speakers[0].focus == focus
    assert reading(berlin).programme.speakers[0].focus is None


@pytest.mark.parametrize(
    "written",
    [
        "[50, 30]",
        "[0.5]",
        "[0.5, 0.3, 0.1]",
        "[-0.1, 0.5]",
        "[nan, 0.5]",
        "[1.01, 0.5]",
        "[left, top]",
        "0.5",
        "{x: 1, y: 1}",
        "[]",
    ],
)
def test_a_face_out_of_the_photo_is_told_with_its_line(
    berlin: dict[str, str], reading: Reading, told: Told, written: str
) -> None:
    text = _with_focus(berlin, written)
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "focus" in row)
    folder = reading({**berlin, PROGRAMME: text})
    assert set(told(folder)) == {("bad-value", f"{PROGRAMME}:{line}")}
    assert folder.programme.speakers[0].focus is None


def _with_focus(berlin: dict[str, str], written: str) -> str:
    whole = "      - {name: Grace Bell, role: Archivist, organisation: City Archive}\n"
    rows = f"      - name: Grace Bell\n        role: Archivist\n        focus: {written}\n"
    assert whole in berlin[PROGRAMME]
    return berlin[PROGRAMME].replace(whole, rows)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "colours: {accent: '#a0302c'}\nmonogram: NM\n",
        "type: {voices: Plakat.ttf, facts: fraunces}\nmotif: grid\ncorners: square\nlogo: o.png\n",
    ],
)
def test_a_new_edition_looks_like_the_one_before(
    berlin: dict[str, str], reading: Reading, written: str
) -> None:
    files = {"assets/logos/o.png": "picture", BRAND: written}
    tree = {path: text.encode() for path, text in {**berlin, **files}.items()}
    tree["assets/fonts/Plakat.ttf"] = FONT
    before = reading(tree).brand
    made = new_edition(tree, reading(tree), "anew", Catalogue("en")).files
    assert read(made, Known()).brand == before
    for path in filter(None, (before.logo, before.voices)):
        if path in tree:
            assert made[path] == tree[path]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"wOFF" + FONT[4:], "web"),
        (b"wOF2" + FONT[4:], "web"),
        (b"ttcf" + FONT[4:], "collection"),
        (b"%PDF-1.7", "unknown"),
        (b"<svg/>", "unknown"),
        (b"\0\1\0\0", "truncated"),
        (FONT[:100], "truncated"),
        (FONT[: len(FONT) // 2], "truncated"),
        (FONT.replace(b"glyf", b"xxxx", 1), "no-letters"),
        (FONT.replace(b"cmap", b"xxxx", 1), "no-letters"),
        (b"\0\1\0\0\xff\xff" + FONT[6:], "unknown"),
        (b"\0\1\0\0" + bytes(11_000_000), "too-large"),
    ],
)
def test_a_font_of_no_use_is_told_with_its_line(
    berlin: dict[str, str], reading: Reading, content: bytes, reason: str
) -> None:
    text = "type:\n  voices: Own.ttf\n  facts: inter\n"
    folder = reading({**berlin, BRAND: text, "assets/fonts/Own.ttf": content})
    (problem,) = folder.problems
    assert (problem.code, str(problem.place)) == ("font-unusable", f"{BRAND}:2")
    assert problem.params["reason"] == reason
    assert folder.brand.voices == "fraunces"
    for language in ("es", "en"):
        assert Catalogue(language).text(f"cards.font.{reason}") in tell_problem(
            problem, Catalogue(language), "message"
        )


@pytest.mark.parametrize("colour", ["#8a1460", "#FFF", " #8a1460 # ours"])
def test_a_colour_that_yaml_takes_for_a_comment_is_told(
    berlin: dict[str, str], reading: Reading, told: Told, colour: str
) -> None:
    brand = f"colours:\n  paper: '#ffffff'  # white\n  ink:\n  accent: {colour}\nmotif: rings\n"
    folder = reading({**berlin, BRAND: brand})
    assert told(folder) == [("bad-value", f"{BRAND}:4")]
    sentence, hint = (
        tell_problem(folder.problems[0], Catalogue("es"), part) for part in ("message", "hint")
    )
    assert "comillas" in sentence
    assert f'accent: "{colour.split(maxsplit=1)[0]}"' in hint


@pytest.mark.parametrize(
    ("file", "text", "folder"),
    [
        (BRAND, "type:\n  voices: Montserrat.ttf\n", "assets/fonts/"),
        (BRAND, "logo: gone.png\n", "assets/logos/"),
        (PROGRAMME, "partners:\n  - id: rio\n    name: Río\n    logo: gone.png\n", "assets/logos/"),
        (
            PROGRAMME,
            "panels:\n  - {id: rio, title: Río, speakers: [{id: ana, name: A, photo: a.jpg}]}\n",
            "assets/photos/",
        ),
    ],
)
def test_a_missing_file_is_called_what_it_is_and_told_its_folder(
    berlin: dict[str, str], reading: Reading, file: str, text: str, folder: str
) -> None:
    problems = reading({**berlin, file: text}).problems
    (missing,) = (one for one in problems if one.code == "asset-missing")
    kind = {"fonts": "letra", "logos": "logo", "photos": "foto"}[folder.split("/")[1]]
    assert kind in tell_problem(missing, Catalogue("es"), "message")
    assert folder in tell_problem(missing, Catalogue("es"), "hint")


NO_FORM = [
    (BRAND, "monogram: AGUAS\n", "AGU"),
    (BRAND, "monogram: [A, B]\n", "un solo texto"),
    (
        PROGRAMME,
        "quotes:\n  - {id: a, text: Un libro abierto, emphasis: cerrado}\n",
        "«Un libro abierto»",
    ),
]


@pytest.mark.parametrize(("file", "text", "hint"), NO_FORM)
def test_how_a_value_has_to_look_is_said_in_words(
    berlin: dict[str, str], reading: Reading, file: str, text: str, hint: str
) -> None:
    problems = reading({**berlin, file: text}).problems
    (bad,) = (one for one in problems if one.code == "bad-value")
    said = tell_problem(bad, Catalogue("es"), "hint")
    assert hint in said
    assert not said.endswith("…")
