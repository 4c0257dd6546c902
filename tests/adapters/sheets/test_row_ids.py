"""A row gets an id once and keeps it, however the sheet changes; unsure is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.core.problems import Code
from campaign.sources.sheets import RowIds, read_row_ids
from campaign.sources.sheets.matching import Print
from campaign.sources.sheets.plain import short_slug
from campaign.sources.sheets.row_ids import BadRowIds, NewRow, is_id
from tests.adapters.sheets.kit import PATH, found, read, row

TEXTS = (
    "Vuelve el seminario con cuatro diálogos abiertos",
    "Mañana comenzamos con el primer panel de la serie",
    "La grabación ya está en el canal para quien no pudo",
    "Conoce a las tres personas que exponen esta semana",
    "Quedan pocos cupos: inscríbete hoy en el formulario",
    "Gracias a todas las personas que participaron",
)


def prints(*numbers: int) -> list[NewRow]:
    """Return rows that differ in everything."""
    return [
        NewRow(Print(f"Fila {n}", f"{TEXTS[n % 6]} {n}", f"2022-02-{n + 1:02d} 10:00", "x", ""))
        for n in numbers
    ]


def test_ids_are_slugs_of_the_titles() -> None:
    reading = read(
        [
            row(title="Panel 1: ¡Anuncio!"),
            row(title="Recordatorio"),
            row(title="Recordatorio"),
            row(title="Ενημέρωση"),
            row(title=None, text="Gracias por venir a todos"),
        ]
    )
    assert [entry.id for entry in reading.entries] == [
        "panel-1-anuncio",
        "recordatorio",
        "recordatorio-2",
        "vuelve-el-seminario",
        "gracias-por-venir-a-todos",
    ]


@given(st.text())
def test_a_slug_is_an_id_or_nothing(text: str) -> None:
    assert short_slug(text) == "" or is_id(short_slug(text))
    assert len(short_slug(text)) <= 60


@dataclass(frozen=True)
class Change:
    """What happens to one row between two loads."""

    field: str
    value: str


CHANGES = st.sampled_from(
    [
        Change("title", "Otro nombre"),
        Change("text", "Un texto escrito otra vez desde el principio"),
        Change("when", "2022-03-15 18:00"),
        Change("channels", "telegram"),
        Change("about", "panel-3 quote"),
    ]
)


@settings(max_examples=150)
@given(
    st.integers(2, 12),
    st.randoms(use_true_random=False),
    st.dictionaries(st.integers(0, 11), CHANGES, max_size=6),
    st.sets(st.integers(0, 11), max_size=3),
    st.integers(0, 4),
)
def test_sorting_inserting_deleting_and_editing_a_cell_keep_every_id(
    size: int, random: object, changes: dict[int, Change], deleted: set[int], inserted: int
) -> None:
    before = prints(*range(size))
    first = RowIds().assign(PATH, before)
    after = [
        (
            first.posts[n],
            NewRow(replace(item.print, **{changes[n].field: changes[n].value}))
            if n in changes
            else item,
        )
        for n, item in enumerate(before)
        if n not in deleted
    ]
    names = [change.field for change in changes.values()]
    after += [(None, item) for item in prints(*range(20, 20 + inserted))]
    random.shuffle(after)  # type: ignore[attr-defined]
    again = RowIds.parse(first.ids.to_yaml()).assign(PATH, [item for _, item in after])
    for (expected, _), post, number in zip(after, again.posts, range(99), strict=False):
        if expected is None:
            assert post not in first.posts
        elif names.count("title") < 2:
            assert post == expected, number
        else:
            assert post in {expected, None}


def test_two_fields_changed_at_once_are_still_the_same_row() -> None:
    ids = read([row(title="Panel 1 anuncio"), row("18/02/2022", title="Gracias")]).ids
    moved = row("20/02/2022", "12:00", "Telegram", "Panel 1 anuncio", "Un texto del todo distinto")
    again = read([row("18/02/2022", title="Gracias"), moved], ids=ids)
    assert [entry.id for entry in again.entries] == ["gracias", "panel-1-anuncio"]


def test_an_unsure_match_is_asked_with_its_candidates() -> None:
    day = row("20/02/2022", title="Recordatorio", text=TEXTS[0])
    other = row("21/02/2022", title="Recordatorio", text=TEXTS[1])
    ids = read([day, other]).ids
    new = row("25/02/2022", "18:00", "Telegram", "Recordatorio", "¿Ya viste la grabación?")
    again = read([day, new], ids=ids)
    [problem] = again.problems
    assert (problem.code, problem.place.cell) == (Code.SHEET_UNSURE_MATCH, "D3")
    assert problem.params["candidates"] == "recordatorio-2, recordatorio-3"
    assert [entry.id for entry in again.entries] == ["recordatorio"]
    assert again.skipped == 1


def test_the_column_post_is_the_way_out_of_an_unsure_match() -> None:
    header = ("post", "Fecha", "Hora", "Redes", "Qué es", "Texto")
    days = [
        ("", d, "10:00", "X", "Recordatorio", t)
        for d, t in zip(("20/02/2022", "21/02/2022"), TEXTS, strict=False)
    ]
    ids = read(days, header=header).ids
    new = [
        "recordatorio-2",
        "25/02/2022",
        "18:00",
        "Telegram",
        "Recordatorio",
        "¿Ya viste la grabación?",
    ]
    again = read([days[0], new], ids=ids, header=header)
    assert [entry.id for entry in again.entries] == ["recordatorio", "recordatorio-2"]
    assert again.problems == ()


def test_a_copied_row_that_was_changed_twice_is_asked_on_both_sides() -> None:
    ids = read([row(title="Aviso", text=TEXTS[0])]).ids
    again = read(
        [row("18/02/2022", title="Aviso", text=TEXTS[0]), row(title="Aviso", text=TEXTS[3])],
        ids=ids,
    )
    assert found(again) == [("sheet-unsure-match", "D2"), ("sheet-unsure-match", "D3")]
    assert again.ids.to_yaml() == ids.to_yaml()


def test_an_id_is_never_given_to_another_row_after_its_own_is_deleted() -> None:
    ids = read([row(title="Aviso", text=TEXTS[0]), row(title="Otro")]).ids
    without = read([row(title="Otro")], ids=ids).ids
    back = read([row("28/02/2022", title="Aviso", text=TEXTS[4]), row(title="Otro")], ids=without)
    assert [entry.id for entry in back.entries] == ["aviso-2", "otro"]
    undone = read([row(title="Aviso", text=TEXTS[0]), row(title="Otro")], ids=without)
    assert [entry.id for entry in undone.entries] == ["aviso", "otro"]


def test_a_row_that_waits_keeps_its_id() -> None:
    ids = read([row(title="Aviso")]).ids
    broken = read([row("algún día", title="Aviso")], ids=ids)
    assert (broken.entries, [*broken.waiting]) == ((), ["aviso"])
    assert [e.id for e in read([row("19/02/2022", title="Aviso")], ids=broken.ids).entries] == [
        "aviso"
    ]


def test_a_calendar_saved_in_the_other_format_keeps_its_ids() -> None:
    first = RowIds().assign("posts/calendar.csv", prints(1, 2, 3))
    second = first.ids.assign(PATH, list(reversed(prints(1, 2, 3))))
    assert second.posts == tuple(reversed(first.posts))


def test_ids_of_other_sources_are_not_given_to_rows() -> None:
    reading = read([row(title="Announcement")], ids=RowIds().reserving({"announcement"}))
    assert [entry.id for entry in reading.entries] == ["announcement-2"]


def test_an_id_of_the_team_is_taken_as_it_is_or_refused() -> None:
    header = ("ID", "Fecha", "Hora", "Redes", "Texto")
    good = ("anuncio-1", "17/02/2022", "10:00", "X", "Hola a todas las personas")
    bad = ("Anuncio / 1", "18/02/2022", "10:00", "X", "Hola otra vez a todas")
    reading = read([good, bad], header=header)
    assert [entry.id for entry in reading.entries] == ["anuncio-1"]
    assert found(reading) == [("bad-value", "A3")]


@given(st.lists(st.builds(Print, *[st.text(max_size=40)] * 5), max_size=6))
def test_the_file_of_ids_reads_back_whatever_the_cells_say(texts: list[Print]) -> None:
    from campaign.sources.sheets.plain import one_line  # noqa: PLC0415

    lines = [
        Print(*(one_line(getattr(p, f)) for f in ("title", "text", "when", "channels", "about")))
        for p in texts
    ]
    ids = RowIds().assign(PATH, [NewRow(line) for line in lines]).ids
    assert RowIds.parse(ids.to_yaml()) == ids
    assert RowIds.parse(ids.to_yaml()).to_yaml() == ids.to_yaml()


@pytest.mark.parametrize(
    "text",
    [
        "format: 2\nrows: []\n",
        "rows: [",
        "- a\n- b\n",
        "format: 1\nrows:\n- post: ../x\n  file: a\n",
        "format: 1\nrows:\n- post: 7\n  file: a\n",
        "format: 1\nrows: 3\n",
        "format: 1\n<<<<<<< HEAD\nrows: []\n",
        "!!python/object/apply:os.system ['true']",
        "[" * 5000,
    ],
)
def test_a_broken_file_of_ids_is_a_problem_and_not_a_fault(text: str) -> None:
    with pytest.raises(BadRowIds):
        RowIds.parse(text)
    ids, problems = read_row_ids("posts/calendar.ids.yaml", text)
    assert ids == RowIds()
    assert [problem.code for problem in problems] == [Code.BAD_YAML]


def test_an_empty_file_of_ids_has_no_rows() -> None:
    assert RowIds.parse("") == RowIds()


def test_rows_that_differ_in_their_panel_alone_are_told_apart_when_all_move() -> None:
    def rows(day: int) -> list[tuple[object, ...]]:
        panels = ("panel 1", "panel 2", "panel 3")
        return [
            row(f"{day + n}/02/2022", title="Anuncio", text="announcement", image=panel)
            for n, panel in enumerate(panels)
        ]

    first = read(rows(10))
    moved = read(list(reversed(rows(20))), ids=first.ids)
    assert {entry.id: entry.subject for entry in moved.entries} == {
        entry.id: entry.subject for entry in first.entries
    }
    assert moved.problems == ()


def test_a_calendar_in_another_file_with_a_cell_changed_keeps_its_ids() -> None:
    first = RowIds().assign("posts/calendar.csv", prints(1, 2, 3))
    changed = [NewRow(replace(item.print, when="2022-03-20 09:00")) for item in prints(1, 2, 3)]
    assert first.ids.assign(PATH, changed).posts == first.posts


@pytest.mark.parametrize(
    "changed",
    [
        row("20/02/2022", "10:00", "Telegram", "Recordatorio", "Otra cosa completamente"),
        row("28/02/2022", "12:00", "Telegram", "Recordatorio", TEXTS[0]),
        row("28/02/2022", "12:00", "Telegram", "Faltan tres días", TEXTS[0]),
        row("28/02/2022", "12:00", "X", "Recordatorio", TEXTS[0] + ", gratis"),
    ],
    ids=["text and channels", "date and channels", "all but the text", "date and a word"],
)
def test_what_still_says_enough_is_known_beside_a_row_of_the_same_title(
    changed: tuple[object, ...],
) -> None:
    one = row("20/02/2022", title="Recordatorio", text=TEXTS[0])
    two = row("21/02/2022", title="Recordatorio", text=TEXTS[1])
    ids = read([one, two]).ids
    again = read([two, changed], ids=ids)
    assert [entry.id for entry in again.entries] == ["recordatorio-2", "recordatorio"]
    assert again.problems == ()


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Mañana comenzamos con el segundo panel de la serie", ""),
        ("Ya no queda nada que decir sobre aquello", "panel-2"),
    ],
)
def test_a_row_without_title_with_another_time_and_other_words_is_asked(
    text: str, about: str
) -> None:
    before = [
        NewRow(Print("", TEXTS[1], "2022-02-17 10:00", "x", "panel-2")),
        NewRow(Print("", TEXTS[4], "2022-02-18 10:00", "x", "")),
    ]
    first = RowIds().assign(PATH, before)
    changed = NewRow(Print("", text, "2022-02-19 12:00", "x", about))
    again = first.ids.assign(PATH, [changed, before[1]])
    assert again.posts == (None, first.posts[1])
    assert first.posts[0] in again.unsure[0]
    kept = {row.post: row.gone for row in again.ids.rows}
    assert not kept[str(first.posts[0])], "it is not withdrawn while the question is open"


def test_a_row_that_has_nothing_of_a_former_one_is_new() -> None:
    first = RowIds().assign(PATH, [NewRow(Print("", TEXTS[1], "2022-02-17 10:00", "x", ""))])
    other = NewRow(Print("", "Gracias: fue un gusto", "2022-03-19 12:00", "x", ""))
    again = first.ids.assign(PATH, [other])
    assert again.unsure == {}
    assert again.posts[0] not in {None, first.posts[0]}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Hoy partimos con el ciclo de datos abiertos municipales.", True),
        ("Hoy terminamos el ciclo, y estas son sus notas", False),
        ("", False),
    ],
)
def test_a_row_that_was_named_anew_moved_and_mended_is_asked(text: str, *, asked: bool) -> None:
    """Nearly the same words under another name may be one post: it is not sent twice unasked."""
    words = "Hoy partimos con el ciclo de datos abiertos municipales" if text else ""
    before = [NewRow(Print("Inicio", words, "2026-12-20 12:00", "x", ""))]
    first = RowIds().assign(PATH, before)
    changed = NewRow(Print("Inicio del ciclo", text, "2026-12-20 19:30", "x", ""))
    again = first.ids.assign(PATH, [changed])
    assert (again.posts == (None,)) is asked
    assert bool(again.unsure) is asked
