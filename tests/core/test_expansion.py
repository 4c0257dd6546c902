"""What entries expand to: posts per subject and channel, with moments or what they wait for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.core.calendar import Status
from campaign.core.deliveries import Wait, WaitKind
from campaign.core.expansion import Draft, expand
from campaign.core.facts import FactName
from campaign.core.problems import Code
from campaign.core.when import NEVER, parse_when
from tests.core.factories import Publication, Speaker, campaign, entry, panel, programme

TWO = programme(panel("one", "2026-10-20T18:00"), panel("two", "2026-10-27T18:00", number=2))


def _due(draft: object) -> str:
    moment = draft.due  # type: ignore[attr-defined]
    return moment.local.strftime("%m-%d %H:%M") if moment else "—"


def _expires(draft: Draft) -> str:
    zone = campaign().zone
    return f"{draft.expires.astimezone(zone):%m-%d %H:%M}" if draft.expires else "—"


def test_an_entry_for_panels_gives_one_post_per_panel_and_channel() -> None:
    found = expand(
        campaign(channels=("x", "telegram")),
        TWO,
        [entry("announcement", "start - 7d 10:00", subject="panels", channels=("all",))],
    )
    assert [(d.post, d.channel, _due(d)) for d in found.drafts] == [
        ("announcement/one", "x", "10-13 10:00"),
        ("announcement/one", "telegram", "10-13 10:00"),
        ("announcement/two", "x", "10-20 10:00"),
        ("announcement/two", "telegram", "10-20 10:00"),
    ]


def test_a_panel_that_moves_takes_its_posts_along() -> None:
    moved = programme(panel("one", "2026-10-25T18:30"))
    found = expand(campaign(), moved, [entry("soon", "start - 1h", subject="one")])
    # The clock goes back in the morning of that day: an hour before is 17:30 all the same.
    assert _due(found.drafts[0]) == "10-25 17:30"


def test_a_delay_moves_what_is_counted_from_the_start() -> None:
    late = programme(panel("one", "2026-10-20T18:00", delay=timedelta(minutes=10)))
    found = expand(campaign(), late, [entry("live", "start", subject="panels")])
    assert _due(found.drafts[0]) == "10-20 18:10"


def test_what_is_counted_from_an_unknown_start_waits_for_it() -> None:
    found = expand(campaign(), programme(panel("one")), [entry("a", "start - 1d", subject="one")])
    assert found.drafts[0].due is None
    assert found.drafts[0].waits == (Wait.for_fact(FactName("one", "start")),)


def test_needs_wait_for_exactly_their_facts() -> None:
    known = programme(panel("one", "2026-10-20T18:00", stream="https://example.org/1"))
    needy = entry("live", "start", subject="one", needs=("stream", "recording"))
    found = expand(campaign(), known, [needy])
    assert found.drafts[0].waits == (Wait.for_fact(FactName("one", "recording")),)


def test_a_draft_of_the_team_waits() -> None:
    found = expand(campaign(), TWO, [entry("a", "2026-10-01 10:00", status=Status.DRAFT)])
    assert found.drafts[0].waits == (Wait(WaitKind.DRAFT),)


def test_posts_of_one_expansion_keep_their_distance() -> None:
    seats = tuple(Speaker(f"one-{n}", "one", name=f"Speaker {n}") for n in (1, 2, 3))
    found = expand(
        campaign(),
        programme(panel("one", "2026-10-20T18:00", speakers=seats)),
        [entry("who", "start - 5d 10:00", subject="speakers", spread=timedelta(minutes=90))],
    )
    assert [_due(d) for d in found.drafts] == ["10-15 10:00", "10-15 11:30", "10-15 13:00"]


def test_a_post_can_be_counted_from_another_of_the_same_subject() -> None:
    found = expand(
        campaign(),
        TWO,
        [
            entry("echo", "first + 2h", subject="panels"),
            entry("first", "start - 1d 09:00", subject="panels"),
        ],
    )
    assert {d.post: _due(d) for d in found.drafts} == {
        "echo/one": "10-19 11:00",
        "echo/two": "10-26 11:00",
        "first/one": "10-19 09:00",
        "first/two": "10-26 09:00",
    }


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([entry("a", "b + 1h"), entry("b", "a + 1h")], Code.ANCHOR_LOOP),
        ([entry("a", "nothing + 1h")], Code.UNKNOWN_ANCHOR),
        ([entry("a", "launch - 1d 10:00")], Code.UNKNOWN_ANCHOR),
    ],
)
def test_an_anchor_that_leads_nowhere_is_told(entries: list[object], code: Code) -> None:
    found = expand(campaign(), TWO, entries)  # type: ignore[arg-type]
    assert {problem.code for problem in found.problems} == {code}


def test_the_launch_is_the_panel_that_the_publication_names() -> None:
    known = programme(
        panel("one", "2026-10-20T18:00"),
        panel("party", "2026-11-20T18:00"),
        publication=Publication("The Book", launch_panel="party"),
    )
    found = expand(campaign(), known, [entry("book", "launch + 1d 10:00", subject="publication")])
    assert _due(found.drafts[0]) == "11-21 10:00"


def test_a_time_in_a_clock_change_is_told() -> None:
    found = expand(campaign(), TWO, [entry("night", "2026-03-29 02:30")])
    (problem,) = found.problems
    assert problem.code is Code.CLOCK_CHANGE_GAP
    told = {name: f"{moment:%H:%M}" for name, moment in problem.moments.items()}
    assert told == {"local": "02:30", "used": "03:00"}
    assert _due(found.drafts[0]) == "03-29 03:00"


def test_the_end_of_the_series_is_that_of_its_latest_panel_in_any_order() -> None:
    shuffled = programme(panel("late", "2026-10-27T18:00"), panel("early", "2026-10-20T18:00"))
    found = expand(campaign(), shuffled, [entry("thanks", "end + 1d 10:00")])
    assert _due(found.drafts[0]) == "10-28 10:00"


@pytest.mark.parametrize(
    ("when", "expires"),
    [
        ("start - 7d 10:00", "10-20 18:00"),
        ("start - 1m", "10-20 18:00"),
        ("start", "10-20 19:00"),
        ("start + 59m", "10-20 19:00"),
        ("end", "—"),
        ("end + 1d 10:00", "—"),
        ("2026-10-19 09:00", "10-20 18:00"),
    ],
)
def test_what_is_about_a_panel_grows_old_with_it(when: str, expires: str) -> None:
    found = expand(campaign(), TWO, [entry("a", when, subject="one")])
    assert _expires(found.drafts[0]) == expires


def test_the_age_of_a_post_follows_its_panel() -> None:
    moved = programme(panel("one", "2026-10-22T20:00", delay=timedelta(minutes=15)))
    found = expand(campaign(), moved, [entry("a", "start - 1h", subject="one")])
    assert _expires(found.drafts[0]) == "10-22 20:15"


def test_what_is_about_no_panel_or_has_no_moment_yet_does_not_grow_old() -> None:
    calendar = [entry("series", "2026-10-19 09:00"), entry("later", "started", subject="one")]
    found = expand(campaign(), TWO, calendar)
    assert [_expires(draft) for draft in found.drafts] == ["—", "—"]


def test_what_an_entry_says_of_its_age_holds() -> None:
    calendar = [
        entry("never", "start - 1d", subject="one", expires=NEVER),
        entry("soon", "start - 1d", subject="one", expires=parse_when("start - 2h")),
    ]
    found = expand(campaign(), TWO, calendar)
    assert [_expires(draft) for draft in found.drafts] == ["—", "10-20 16:00"]
