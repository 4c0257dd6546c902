"""Dates and times as teams write them are understood, or refused with the reason."""
# ruff: noqa: DTZ001, FBT001 -- cells have no zone; parameters of a table are positional

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.core.problems import Code
from campaign.core.when import WhenError
from campaign.sources.sheets.days import DayReader
from campaign.sources.sheets.times import read_time, split_time, time_in
from campaign.sources.sheets.vocabulary import words
from tests.adapters.sheets.kit import found, read, row, seminar, webinars

FEBRUARY = DayReader((date(2022, 2, 23), date(2022, 2, 24)))
NEW_YEAR = DayReader((date(2030, 12, 28), date(2031, 1, 9)), day_first=False)
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
DAYS = st.dates(date(2000, 1, 1), date(2079, 12, 31))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11:30 hrs.", time(11, 30)),
        ("18.00", time(18)),
        ("18h", time(18)),
        ("18h30", time(18, 30)),
        ("a las 9", time(9)),
        ("9:30 am", time(9, 30)),
        ("12 am", time(0)),
        ("12 p. m.", time(12)),
        ("9 de la noche", time(21)),
        ("mediodía", time(12)),
        ("6 in the evening", time(18)),
        ("0930", time(9, 30)),
        ("17:00\u00a0h", time(17)),
        ("25:00", None),
        ("13 pm", None),
        ("10:00-11:00", None),
        ("por la tarde", None),
    ],
)
def test_a_time_is_what_people_mean_by_it(text: str, expected: time | None) -> None:
    assert read_time(text) == expected


@given(
    TIMES,
    st.sampled_from(
        [
            "{:%H:%M}",
            "{:%H.%M}",
            "{:%H:%M} hrs.",
            "a las {:%H:%M}",
            "{:%Hh%M}",
            "{:%I:%M %p}",
            "{:%H:%M:%S}",
        ]
    ),
)
def test_every_time_in_every_form_reads_back(at: time, form: str) -> None:
    assert read_time(form.format(at)) == at


@given(TIMES)
def test_a_fraction_of_the_day_reads_back_as_its_minute(at: time) -> None:
    assert time_in((at.hour * 60 + at.minute) / 1440) == at
    assert time_in(timedelta(hours=at.hour, minutes=at.minute)) == at


@pytest.mark.parametrize("number", [18.3, -0.5, 24, True])
def test_a_number_with_two_meanings_is_no_time(number: float) -> None:
    assert time_in(number) is None


@given(DAYS, st.sampled_from("/.-"))
def test_every_day_in_figures_reads_back(day: date, sign: str) -> None:
    assert FEBRUARY.read(f"{day.day}{sign}{day.month}{sign}{day.year}") == day
    assert FEBRUARY.read(day.isoformat()) == day


@given(DAYS, st.sampled_from(["es", "en"]), st.booleans())
def test_every_day_in_words_reads_back(day: date, language: str, weekday: bool) -> None:
    month = words().write(language, "months", str(day.month))
    name = words().write(language, "weekdays", str(day.weekday())) + " " if weekday else ""
    spoken = {
        "es": f"{name}{day.day} de {month} de {day.year}",
        "en": f"{name}{month} {day.day}, {day.year}",
    }
    assert FEBRUARY.read(spoken[language]) == day


@given(DAYS, TIMES)
def test_a_time_behind_a_day_is_cut_off(day: date, at: time) -> None:
    rest, inside = split_time(f"{day:%d/%m/%Y} {at:%H:%M} hrs.") or ("", None)
    assert (FEBRUARY.read(rest), inside) == (day, at)


@given(DAYS, st.integers(0, 6))
def test_a_weekday_must_agree(day: date, weekday: int) -> None:
    text = f"{words().write('es', 'weekdays', str(weekday))} {day:%d/%m/%Y}"
    if weekday == day.weekday():
        assert FEBRUARY.read(text) == day
    else:
        with pytest.raises(WhenError) as wrong:
            FEBRUARY.read(text)
        assert wrong.value.code is Code.WEEKDAY_MISMATCH


@pytest.mark.parametrize(
    ("reader", "text", "expected"),
    [
        (FEBRUARY, "viernes 18 de febrero", date(2022, 2, 18)),
        (FEBRUARY, "vie 18/02", date(2022, 2, 18)),
        (FEBRUARY, "mar 22 feb", date(2022, 2, 22)),
        (FEBRUARY, "martes 1° de marzo", date(2022, 3, 1)),
        (NEW_YEAR, "December 20th", date(2030, 12, 20)),
        (NEW_YEAR, "7 January", date(2031, 1, 7)),
        (NEW_YEAR, "02/17/2031", date(2031, 2, 17)),
        (NEW_YEAR, "17/02/2031", date(2031, 2, 17)),
        (NEW_YEAR, "03.04.2031", date(2031, 4, 3)),
        (NEW_YEAR, "primera", None),
    ],
)
def test_the_year_comes_from_the_programme(
    reader: DayReader, text: str, expected: date | None
) -> None:
    assert reader.read(text) == expected


@pytest.mark.parametrize(
    ("reader", "text", "code"),
    [
        (FEBRUARY, "31/02/2022", Code.BAD_DATE),
        (FEBRUARY, "29 de febrero de 2022", Code.BAD_DATE),
        (FEBRUARY, "02/17/2022", Code.BAD_DATE),
        (FEBRUARY, "17/02/22", Code.AMBIGUOUS_DATE),
        (FEBRUARY, "18 feb 22", Code.AMBIGUOUS_DATE),
        (FEBRUARY, "18 y 19 de febrero", Code.AMBIGUOUS_DATE),
        (FEBRUARY, "jueves 18 de febrero", Code.WEEKDAY_MISMATCH),
        (NEW_YEAR, "03/04/2031", Code.AMBIGUOUS_DATE),
        (DayReader(), "viernes 18 de febrero", Code.BAD_DATE),
        (DayReader(), "18/02", Code.BAD_DATE),
    ],
)
def test_what_is_no_day_or_two_days_is_an_error(reader: DayReader, text: str, code: Code) -> None:
    with pytest.raises(WhenError) as wrong:
        reader.read(text)
    assert wrong.value.code is code


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("primera semana de marzo", "2022-03-01", "2022-03-07"),
        ("última semana de febrero", "2022-02-25", "2022-02-28"),
        ("fines de marzo de 2023", "2023-03-01", "2023-03-31"),
        ("second week of March", "2022-03-08", "2022-03-14"),
    ],
)
def test_a_stretch_of_days_names_its_ends(text: str, first: str, last: str) -> None:
    wrong = FEBRUARY.vague(text)
    assert wrong is not None
    assert (wrong.params["reading_a"], wrong.params["reading_b"]) == (first, last)


@pytest.mark.parametrize(
    ("when", "at", "expected", "subject"),
    [
        ("1 día antes del panel 2", "10:00", "start - 1d 10:00", "panel-2"),
        ("1 día antes del panel 1 a las 10:00", None, "start - 1d 10:00", "panel-1"),
        ("media hora antes del tercer panel", None, "start - 30m", "panel-3"),
        ("una hora y media antes del panel 3", None, "start - 90m", "panel-3"),
        ("30 min antes del panel 1", "16:30", "start - 30m", "panel-1"),
        ("2 horas después del lanzamiento", None, "launch + 2h", "publication"),
        ("2 horas después del panel 1", None, "end + 2h", "panel-1"),
        ("el mismo día del panel 2", "9:00", "start 09:00", "panel-2"),
        ("la víspera del panel 2", "18:00", "start - 1d 18:00", "panel-2"),
        ("al terminar el panel 1", None, "end", "panel-1"),
        (
            "1 día antes de «Hubs, transferencia tecnológica e innovación»",
            "9",
            "start - 1d 09:00",
            "panel-3",
        ),
        ("two days before panel 3", "9 am", "start - 2d 09:00", "panel-3"),
        ("launch - 1d", "10:00", "launch - 1d 10:00", "publication"),
        ("start - 7d 10:00", None, "start - 7d 10:00", None),
        ("otro-post + 1h", None, "otro-post + 1h", None),
        (datetime(2022, 2, 18, 9), None, "2022-02-18 09:00", None),
        (date(2022, 2, 18), time(11, 30), "2022-02-18 11:30", None),
        ("2022-02-18T09:00", None, "2022-02-18 09:00", None),
    ],
)
def test_moments_told_from_something_else(
    when: object, at: object, expected: str, subject: str | None
) -> None:
    reading = read([row(when, at)])
    assert reading.problems == ()
    assert [(str(e.when), e.subject) for e in reading.entries] == [(expected, subject)]


def test_a_moment_without_its_panel_counts_from_the_rows_own() -> None:
    reading = read(
        [row("una semana antes", "10:00", title="Panel 2 anuncio"), row("3 días antes", "9")]
    )
    assert [(str(e.when), e.subject) for e in reading.entries] == [("start - 1w 10:00", "panel-2")]
    assert found(reading) == [("sheet-unclear-subject", "A3")]


@pytest.mark.parametrize(
    ("when", "at", "problem"),
    [
        ("17/02/2022", None, ("sheet-row-incomplete", "B2")),
        (datetime(2022, 2, 17), None, ("sheet-row-incomplete", "B2")),
        ("el mismo día del panel 2", None, ("sheet-row-incomplete", "B2")),
        ("17/02/2022", "tarde", ("bad-value", "B2")),
        ("17/02/2022 10:00", "11:00", ("ambiguous-date", "A2")),
        ("30 min antes del panel 1", "16:00", ("ambiguous-date", "A2")),
        ("1 día antes del panel 9", "9", ("unknown-subject", "A2")),
        ("1 día antes del evento", "9", ("sheet-unclear-subject", "A2")),
        ("por definir", None, ("bad-date", "A2")),
        ("pronto", "10:00", ("bad-date", "A2")),
        (44608, "9", ("bad-date", "A2")),
        (None, "9", ("sheet-row-incomplete", "A2")),
    ],
)
def test_a_moment_that_cannot_be_is_named_by_its_cell(
    when: object, at: object, problem: tuple[str, str]
) -> None:
    reading = read([row(when, at), row(title="Otra")])
    assert found(reading) == [problem]
    assert [entry.title for entry in reading.entries] == ["Otra"]
    assert reading.skipped == 1


def test_a_date_beside_a_spanish_header_is_day_first_in_an_english_campaign() -> None:
    spanish = read([row("03/04/2031")], webinars())
    assert [str(entry.when) for entry in spanish.entries] == ["2031-04-03 10:00"]
    english = read(
        [row("03/04/2031")], webinars(), header=("Date", "Time", "Channels", "What", "Text")
    )
    assert found(english) == [("ambiguous-date", "A2")]


def test_a_year_is_told_in_the_zone_of_the_campaign() -> None:
    assert found(read([row("23/02", "10")], seminar())) == []
