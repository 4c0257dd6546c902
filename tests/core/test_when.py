"""The grammar of moments, and what clock changes do to them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.core.problems import Code
from campaign.core.walltime import Shift, at_wall, elapse
from campaign.core.when import Anchor, Unit, When, WhenError, parse_when, resolve

SANTIAGO = ZoneInfo("America/Santiago")
BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2022, 2, 23, 17, 0, tzinfo=SANTIAGO)


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("start - 7d 10:00", "2022-02-16 10:00"),
        ("start-1h", "2022-02-23 16:00"),
        ("start", "2022-02-23 17:00"),
        ("start + 1w", "2022-03-02 17:00"),
        ("start 09:30", "2022-02-23 09:30"),
        ("start \u2212 90m", "2022-02-23 15:30"),
    ],
)
def test_a_moment_counts_from_its_anchor(text: str, local: str) -> None:
    moment = resolve(parse_when(text), START, SANTIAGO)
    assert moment.local.strftime("%Y-%m-%d %H:%M") == local
    assert moment.utc == moment.local.astimezone(UTC)


def test_an_absolute_date_needs_no_anchor() -> None:
    moment = resolve(parse_when("2022-02-16 10:00"), None, SANTIAGO)
    assert moment.utc == datetime(2022, 2, 16, 13, 0, tzinfo=UTC)


def test_another_post_is_an_anchor() -> None:
    assert parse_when("announcement + 2h") == When(
        Anchor.POST, None, "announcement", 2, Unit.HOUR, None
    )
    assert parse_when("anuncio-general/panel-1 - 1d 09:00").post == "anuncio-general/panel-1"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("primera semana de marzo", Code.BAD_WHEN),
        ("2022-02-31 10:00", Code.BAD_DATE),
        ("2022-02-16", Code.BAD_WHEN),
        ("start - 7x", Code.BAD_WHEN),
        ("start - 2h 10:00", Code.BAD_WHEN),
        ("start 25:00", Code.BAD_WHEN),
        ("", Code.BAD_WHEN),
    ],
)
def test_what_is_no_moment_is_an_error_never_a_guess(text: str, code: Code) -> None:
    with pytest.raises(WhenError) as wrong:
        parse_when(text)
    assert wrong.value.code is code


def test_a_skipped_time_becomes_the_first_valid_instant() -> None:
    # In Santiago the clock jumps from 2022-09-11 00:00 to 01:00.
    moment = at_wall(datetime(2022, 9, 11, 0, 30), SANTIAGO)  # noqa: DTZ001
    assert moment.shift is Shift.GAP
    assert moment.local.strftime("%Y-%m-%d %H:%M") == "2022-09-11 01:00"


def test_a_time_that_comes_twice_means_the_earlier() -> None:
    moment = at_wall(datetime(2021, 10, 31, 2, 30), BERLIN)  # noqa: DTZ001
    assert moment.shift is Shift.FOLD
    assert moment.utc == datetime(2021, 10, 31, 0, 30, tzinfo=UTC)


def test_hours_are_elapsed_time_and_days_are_days_of_the_wall() -> None:
    after_change = datetime(2022, 3, 27, 12, 0, tzinfo=BERLIN)  # the night lost an hour
    day_before = resolve(parse_when("start - 1d"), after_change, BERLIN)
    hours_before = resolve(parse_when("start - 24h"), after_change, BERLIN)
    assert day_before.local.strftime("%d %H:%M") == "26 12:00"
    assert hours_before.local.strftime("%d %H:%M") == "26 11:00"


@given(
    st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001
    st.sampled_from(["America/Santiago", "Europe/Berlin", "Asia/Kathmandu", "Africa/Casablanca"]),
)
def test_every_wall_time_gives_one_valid_instant(naive: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    naive = naive.replace(microsecond=0)
    moment = at_wall(naive, zone)
    assert moment.utc.astimezone(zone) == moment.local
    if moment.shift is Shift.GAP:
        assert moment.local.replace(tzinfo=None) > naive
        assert (moment.utc - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None) < naive
    else:
        assert moment.local.replace(tzinfo=None) == naive


@given(st.sampled_from(["start", "end", "launch"]), st.integers(1, 99), st.sampled_from("wdhm"))
def test_what_is_written_reads_back(anchor: str, amount: int, unit: str) -> None:
    when = parse_when(f"{anchor} - {amount}{unit}")
    assert parse_when(str(when)) == when


def test_elapsed_time_crosses_a_clock_change() -> None:
    before = datetime(2022, 4, 2, 23, 0, tzinfo=SANTIAGO)  # an hour later it is 23:00 again
    assert elapse(before, timedelta(hours=2)).astimezone(UTC) - before.astimezone(UTC) == (
        timedelta(hours=2)
    )


@pytest.mark.parametrize("text", ["start + 999999w 10:00", "start - 99999d", "start + 999999w"])
def test_a_distance_beyond_our_time_is_an_error(text: str) -> None:
    with pytest.raises(WhenError) as raised:
        resolve(parse_when(text), START, SANTIAGO)
    assert raised.value.code is Code.BAD_WHEN


@pytest.mark.parametrize("day", ["9999-12-31 23:59", "0001-01-01 00:10", "1869-01-01 10:00"])
def test_a_day_beyond_our_time_is_an_error(day: str) -> None:
    with pytest.raises(WhenError) as raised:
        parse_when(day)
    assert raised.value.code is Code.BAD_DATE
