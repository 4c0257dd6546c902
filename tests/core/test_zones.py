"""Wall times in zones of every kind, held against the zone's own transitions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.core.problems import Code
from campaign.core.walltime import YEARS, Shift, WallTime, at_wall
from campaign.core.when import WhenError, parse_when, resolve

ODD = (
    "America/Santiago",  # changes at midnight
    "America/Punta_Arenas",  # gave it up
    "America/Havana",
    "America/Asuncion",
    "America/Sao_Paulo",
    "America/St_Johns",  # half an hour off; once changed at 00:01
    "America/Scoresbysund",
    "America/Caracas",  # moved by half an hour
    "Africa/Casablanca",  # goes back for Ramadan
    "Africa/Cairo",
    "Africa/Juba",
    "Antarctica/Troll",  # changes by two hours
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Asia/Pyongyang",
    "Asia/Tehran",
    "Australia/Eucla",
    "Australia/Lord_Howe",  # changes by half an hour
    "Europe/Dublin",  # its winter is the summer time
    "Europe/Istanbul",
    "Europe/Volgograd",
    "Pacific/Apia",  # had no 30 December 2011
    "Pacific/Chatham",
    "Pacific/Easter",
    "Pacific/Fiji",
)
SANTIAGO = ZoneInfo("America/Santiago")
FIRST, LAST = datetime(2009, 1, 1, tzinfo=UTC), datetime(2036, 12, 31, tzinfo=UTC)
AROUND = timedelta(days=3)


def shown(instant: datetime, zone: ZoneInfo) -> datetime:
    """Return what the wall shows at an instant."""
    return instant.astimezone(zone).replace(tzinfo=None)


@cache
def transitions(name: str) -> tuple[datetime, ...]:
    """Return the instants from which on a zone has another offset, by looking at every day."""
    zone, found, day = ZoneInfo(name), [], FIRST
    while day < LAST:
        low, high = day, day + timedelta(days=1)
        if low.astimezone(zone).utcoffset() != high.astimezone(zone).utcoffset():
            old = low.astimezone(zone).utcoffset()
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
                same = middle.astimezone(zone).utcoffset() == old
                low, high = (middle, high) if same else (low, middle)
            found.append(high)
        day += timedelta(days=1)
    return tuple(found)


def earliest(naive: datetime, name: str) -> datetime:
    """Return the first instant at which the wall shows ``naive`` or later: what is meant.

    It is reached as time passes, or by a jump.
    """
    zone, about = ZoneInfo(name), naive.replace(tzinfo=UTC)
    near = [one for one in transitions(name) if abs(one - about) < AROUND]
    around = (about - AROUND, *near, about + AROUND)
    offsets = {one.astimezone(zone).utcoffset() or timedelta() for one in around}
    reached = [*near, *(about - offset for offset in offsets)]
    return min(one for one in reached if shown(one, zone) >= naive)


@st.composite
def near_a_change(draw: st.DrawFn) -> tuple[str, datetime]:
    """Draw a zone and a wall time within some hours of one of its clock changes."""
    name = draw(st.sampled_from(ODD))
    changes = transitions(name)
    if not changes:  # never, since it is looked at
        return name, draw(st.datetimes(datetime(2010, 1, 1), datetime(2036, 1, 1)))  # noqa: DTZ001
    change = draw(st.sampled_from(changes))
    minutes = draw(st.integers(-27 * 60, 27 * 60))
    return name, shown(change, ZoneInfo(name)) + timedelta(minutes=minutes)


def check(naive: datetime, name: str) -> WallTime:
    """Hold what a wall time becomes against the zone itself; return it."""
    zone = ZoneInfo(name)
    moment, meant = at_wall(naive, zone), earliest(naive, name)
    assert moment.utc == meant
    assert moment.local.replace(tzinfo=None) == shown(meant, zone)
    assert moment.local.astimezone(UTC) == meant
    skipped = shown(meant, zone) != naive
    assert (moment.shift is Shift.GAP) == skipped
    assert moment.skipped == (naive if skipped else None)
    return moment


@given(near_a_change())
def test_a_wall_time_near_a_clock_change_is_the_first_instant_that_shows_it(
    drawn: tuple[str, datetime],
) -> None:
    name, naive = drawn
    check(naive, name)


@given(
    st.sampled_from(sorted(available_timezones())),
    st.datetimes(datetime(2010, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001
)
def test_in_no_zone_of_the_world_is_a_wall_time_without_an_instant(
    name: str, naive: datetime
) -> None:
    naive, zone = naive.replace(microsecond=0), ZoneInfo(name)
    moment = at_wall(naive, zone)
    assert moment.utc.astimezone(zone) == moment.local
    assert (moment.local.replace(tzinfo=None) == naive) == (moment.shift is not Shift.GAP)


@pytest.mark.parametrize(
    ("name", "written", "first"),
    [
        ("America/Santiago", "2026-09-06 00:30", "2026-09-06 01:00 -0300"),
        ("America/Havana", "2026-03-08 00:00", "2026-03-08 01:00 -0400"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-04 02:30 +1100"),
        ("Antarctica/Troll", "2026-03-29 01:30", "2026-03-29 03:00 +0200"),
        ("Pacific/Apia", "2011-12-30 18:00", "2011-12-31 00:00 +1400"),
        ("Asia/Beirut", "2026-03-29 00:59", "2026-03-29 01:00 +0300"),
        ("America/St_Johns", "2010-03-14 00:30", "2010-03-14 01:01 -0230"),
        ("America/Caracas", "2016-05-01 02:45", "2016-05-01 03:00 -0400"),
        ("Africa/Casablanca", "2026-03-22 02:10", "2026-03-22 03:00 +0100"),
    ],
)
def test_a_skipped_time_becomes_the_first_instant_there_is(
    name: str, written: str, first: str
) -> None:
    moment = check(datetime.fromisoformat(written), name)
    assert f"{moment.local:%Y-%m-%d %H:%M %z}" == first
    assert moment.shift is Shift.GAP


@pytest.mark.parametrize(
    ("name", "written", "first"),
    [
        ("America/Santiago", "2026-04-04 23:30", "2026-04-04 23:30 -0300"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-05 01:45 +1100"),
        ("Antarctica/Troll", "2026-10-25 01:15", "2026-10-25 01:15 +0200"),
        ("America/St_Johns", "2009-11-01 00:00", "2009-11-01 00:00 -0230"),
        ("Europe/Dublin", "2026-10-25 01:00", "2026-10-25 01:00 +0100"),
        ("Africa/Casablanca", "2026-02-15 02:59", "2026-02-15 02:59 +0100"),
        ("Pacific/Chatham", "2026-04-05 03:00", "2026-04-05 03:00 +1345"),
    ],
)
def test_a_time_that_comes_twice_is_the_earlier(name: str, written: str, first: str) -> None:
    moment = check(datetime.fromisoformat(written), name)
    assert f"{moment.local:%Y-%m-%d %H:%M %z}" == first
    assert moment.shift is Shift.FOLD


@pytest.mark.parametrize("at", ["00:00", "00:30", "12:00", "23:30", "23:59"])
def test_ten_years_of_a_daily_post_in_santiago(at: str) -> None:
    """Counted as dates, and as days before a panel: each day has its post, once, in order."""
    first, panel = date(2024, 1, 1), datetime(2034, 1, 1, 18, 0, tzinfo=SANTIAGO)
    days = [first + timedelta(days=n) for n in range((panel.date() - first).days)]
    dated = [resolve(parse_when(f"{day} {at}"), None, SANTIAGO) for day in days]
    before = [f"start - {(panel.date() - day).days}d {at}" for day in days]
    counted = [resolve(parse_when(when), panel, SANTIAGO) for when in before]
    assert counted == dated
    assert [one.local.date() for one in dated] == days
    instants = [one.utc for one in dated]
    assert instants == sorted(set(instants))
    moved = [one for one in dated if f"{one.local:%H:%M}" != at]
    assert all(one.shift is Shift.GAP and f"{one.local:%H:%M}" == "01:00" for one in moved)
    assert len(moved) == (10 if at in {"00:00", "00:30"} else 0)
    assert sum(one.shift is Shift.FOLD for one in dated) == (10 if at > "23:00" else 0)


@given(
    st.sampled_from(ODD),
    st.datetimes(datetime(2012, 3, 1), datetime(2034, 1, 1)),  # noqa: DTZ001
    st.integers(-800, 800),
    st.times(),
)
def test_days_are_days_of_the_calendar_across_months_leap_years_and_clock_changes(
    name: str, naive: datetime, days: int, at: time
) -> None:
    zone, at = ZoneInfo(name), at.replace(second=0, microsecond=0)
    start = at_wall(naive.replace(second=0, microsecond=0), zone).local
    sign, amount = ("-", -days) if days < 0 else ("+", days)
    moment = resolve(parse_when(f"start {sign} {amount}d {at:%H:%M}"), start, zone)
    wanted = datetime.combine(start.date() + timedelta(days=days), at)
    assert moment.utc == earliest(wanted, name)


@given(
    st.sampled_from(ODD),
    st.datetimes(datetime(2012, 3, 1), datetime(2034, 1, 1)),  # noqa: DTZ001
    st.integers(-2000, 2000),
    st.sampled_from([("h", 3600), ("m", 60)]),
)
def test_hours_and_minutes_are_elapsed_time_across_clock_changes(
    name: str, naive: datetime, amount: int, unit: tuple[str, int]
) -> None:
    zone = ZoneInfo(name)
    start = at_wall(naive.replace(second=0, microsecond=0), zone)
    sign = "-" if amount < 0 else "+"
    moment = resolve(parse_when(f"start {sign} {abs(amount)}{unit[0]}"), start.local, zone)
    assert moment.utc - start.utc == timedelta(seconds=amount * unit[1])


@pytest.mark.parametrize(
    ("when", "start", "local"),
    [
        ("start - 1d", "2028-03-01 18:00", "2028-02-29 18:00"),
        ("start - 1d", "2027-03-01 18:00", "2027-02-28 18:00"),
        ("start - 7d 10:00", "2028-03-07 18:00", "2028-02-29 10:00"),
        ("start + 1d", "2028-02-28 18:00", "2028-02-29 18:00"),
        ("start + 366d", "2028-02-29 18:00", "2029-03-01 18:00"),
        ("start - 52w", "2029-02-28 18:00", "2028-03-01 18:00"),
        ("start - 4w", "2028-02-29 09:00", "2028-02-01 09:00"),
        ("start - 1d 08:00", "2027-01-01 18:00", "2026-12-31 08:00"),
        ("start - 31d", "2026-05-31 18:00", "2026-04-30 18:00"),
        ("2028-02-29 23:59", "2028-03-01 18:00", "2028-02-29 23:59"),
    ],
)
def test_leap_days_and_ends_of_months(when: str, start: str, local: str) -> None:
    base = datetime.fromisoformat(start).replace(tzinfo=SANTIAGO)
    assert f"{resolve(parse_when(when), base, SANTIAGO).local:%Y-%m-%d %H:%M}" == local


@given(st.dates(date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)))
def test_a_29_february_is_a_day_in_leap_years_only(day: date) -> None:
    leap = day.year % 4 == 0 and (day.year % 100 != 0 or day.year % 400 == 0)
    text = f"{day.year}-02-29 10:00"
    if leap:
        assert parse_when(text).day == date(day.year, 2, 29)
        return
    with pytest.raises(WhenError) as wrong:
        parse_when(text)
    assert wrong.value.code is Code.BAD_DATE
