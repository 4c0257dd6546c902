"""The rehearsal's page says what happened: in its verdict, its timeline and its reasons."""

from __future__ import annotations

from dataclasses import replace

from campaign.core.deliveries import State, Wait, WaitKind
from campaign.core.reasons import because
from campaign.core.script import Approves, Event, FactArrives, NoteArrives, Says, Script
from campaign.services.outcome import Seen
from campaign.wiring.pages.rehearsal_changes import gone
from campaign.wiring.pages.rehearsal_view import RehearsalView, rehearsal_view

from .stories import BERLIN, END, START, Ledger, at

STREAM = Wait(WaitKind.FACT, "delta.stream")


def figures(view: RehearsalView) -> dict[str, str]:
    return {figure.label: figure.value for figure in view.figures}


def test_a_good_rehearsal_is_told_in_one_sentence_and_in_figures() -> None:
    ledger = Ledger()
    ledger.add("hello/x/1", State.PUBLISHED, "2027-10-21 10:00")
    ledger.add("hello/telegram/1", State.PUBLISHED, "2027-10-21 10:00", late=0.5)
    ledger.add("live/delta/x/1", State.WAITING, None, waits=(STREAM,), text=None)
    view = rehearsal_view(ledger.played())
    assert view.verdict == (
        "2 posts went out, all of them on time; 1 was left waiting; "
        "nothing was repeated and nothing was lost."
    )
    assert view.fine
    assert figures(view) == {
        "published": "2",
        "waiting": "1",
        "expired": "0",
        "versions replaced before they went out": "0",
        "repeated": "0",
        "lost": "0",
        "seconds of rehearsal": "3.2",
    }


def test_what_fell_beyond_the_rehearsal_is_in_the_verdict() -> None:
    ledger = Ledger()
    ledger.add("hello/x/1", State.PUBLISHED, "2027-10-21 10:00")
    for name in ("recording", "thanks"):
        ledger.add(f"{name}/x/1", State.PLANNED, "2027-12-21 10:00")
    view = rehearsal_view(ledger.played())
    assert "; 2 fell outside the dates of the rehearsal; nothing was repeated" in view.verdict
    assert figures(view)["planned for after the rehearsal"] == "2"


def test_what_expired_without_going_out_is_no_success() -> None:
    """Announcements that nobody approved in time: that must not read like a full rehearsal."""
    ledger = Ledger()
    ledger.add("hello/x/1", State.PUBLISHED, "2027-10-21 10:00")
    ledger.add("notice/x/1", State.EXPIRED, "2027-10-22 10:00")
    view = rehearsal_view(ledger.played())
    assert "; 1 expired without going out; nothing was repeated" in view.verdict
    assert not view.fine


def test_what_went_wrong_is_in_the_verdict() -> None:
    ledger = Ledger()
    ledger.add("hello/x/1", State.PUBLISHED, "2027-10-21 10:00", text="Hello", late=42)
    ledger.add("again/x/1", State.PUBLISHED, "2027-10-22 10:00", text="Again")
    view = rehearsal_view(ledger.played(seen=[Seen("x", "Hello", "1"), Seen("x", "Hello", "2")]))
    assert view.verdict == "2 posts went out, 1 of them late; 1 was repeated; 1 was lost."
    assert not view.fine
    assert figures(view)["lost"] == "1"
    (late, fine) = (moment.cells[0].parts[0] for day in view.days for moment in day.moments)
    assert (late.late, fine.late) == ("42 minutes late", "")


def test_nothing_at_all_can_be_told_too() -> None:
    view = rehearsal_view(Ledger().played())
    assert view.verdict == "No post went out; nothing was repeated and nothing was lost."
    assert not view.fine
    assert (view.days, view.waits.groups, view.changes.news, view.talks) == ((), (), (), ())


def test_days_and_times_are_local_also_across_the_clock_change() -> None:
    """The clocks of Berlin go back at 03:00 on 31 October 2027."""
    ledger = Ledger()
    ledger.add("late/x/1", State.PUBLISHED, "2027-10-30 23:30")
    ledger.add("early/x/1", State.PUBLISHED, "2027-10-31 23:30")
    days = rehearsal_view(ledger.played()).days
    assert [day.name for day in days] == ["Saturday 30 October", "Sunday 31 October"]
    assert [day.moments[0].time for day in days] == ["23:30", "23:30"]
    assert [day.moments[0].iso[-6:] for day in days] == ["+02:00", "+01:00"]


def test_one_post_on_its_channels_stands_side_by_side_in_the_campaign_s_order() -> None:
    ledger = Ledger()
    moment = "2027-10-21 10:00"
    ledger.add("hello/telegram/1", State.PUBLISHED, moment)
    ledger.add("hello/x/2", State.PUBLISHED, moment, text="two")
    ledger.add("hello/x/1", State.PUBLISHED, moment, text="one")
    ledger.add("other/x/1", State.PUBLISHED, moment)
    (day,) = rehearsal_view(ledger.played()).days
    hello, other = day.moments
    assert [cell.column.channel for cell in hello.cells] == ["x", "telegram"]
    assert [cell.column.place for cell in hello.cells] == [1, 2]
    assert [(p.html, p.part, p.parts) for p in hello.cells[0].parts] == [
        ("one", 1, 2),
        ("two", 2, 2),
    ]
    assert len(other.cells) == 1


def test_what_did_not_go_out_stands_at_its_time_and_a_replaced_version_does_not() -> None:
    ledger = Ledger()
    ledger.add("hello/x/1", State.SUPERSEDED, "2027-10-21 10:00", text="old")
    ledger.add(
        "hello/x/1",
        State.EXPIRED,
        "2027-10-21 10:00",
        generation=2,
        reason=because("expired").to_json(),
    )
    (day,) = rehearsal_view(ledger.played()).days
    ((shown,),) = [cell.parts for cell in day.moments[0].cells]
    assert (shown.out, shown.state) == (False, "expired")
    assert shown.reasons == ("its time ran out",)


def test_a_post_that_was_taken_down_stays_and_says_so() -> None:
    ledger = Ledger()
    ledger.add("hello/x/1", State.REMOVED, "2027-10-21 10:00")
    shown = rehearsal_view(ledger.played()).days[0].moments[0].cells[0].parts[0]
    assert (shown.out, shown.state, shown.state_word) == (True, "removed", "taken down")


def test_what_waits_is_grouped_by_reason_with_its_channels() -> None:
    ledger = Ledger()
    for channel in ("x", "telegram"):
        ledger.add(f"live/delta/{channel}/1", State.WAITING, None, waits=(STREAM,), subject="delta")
    ledger.add(
        "note/tides/x/1",
        State.NEEDS_PERSON,
        "2027-11-01 10:00",
        reason=because("by-hand").to_json(),
    )
    groups = rehearsal_view(ledger.played()).waits.groups
    assert [group.state for group in groups] == ["needs_person", "waiting"]
    assert groups[1].reason == "The stream's link is missing · The Delta"
    (live,) = groups[1].posts
    assert (live.title, live.subject, live.due) == ("Live", "The Delta", "no date yet")
    assert live.channels == "X, Telegram"
    assert live.anchor == ""
    assert groups[0].posts[0].anchor == "p3"


def test_what_was_waited_for_and_came_is_told_by_kind_with_its_moment() -> None:
    ledger = Ledger()
    ledger.add("card/tides-2/x/1", State.PUBLISHED, "2027-10-25 10:00", subject="tides-2")
    name = because("waits-for-fact", what="tides-2.name")
    approval = because("waits-for-approval", what="design")
    ledger.history(
        "card/tides-2/x/1",
        ("2027-10-20 09:00", State.WAITING, name),
        ("2027-10-21 11:00", State.WAITING, name),
        ("2027-10-22 12:00", State.WAITING, approval),
        ("2027-10-23 13:00", State.PLANNED, None),
        ("2027-10-25 10:00", State.PUBLISHED, None),
    )
    first, second = rehearsal_view(ledger.played()).waits.resolved
    assert (first.lack, first.count) == ("The name", 1)
    (came,) = first.arrivals
    assert came.at == "Friday 22 October, 12:00"
    assert came.subject == "talk 2 of “Tides & <Storms>”"
    assert second.lack == "The approval of design"
    assert second.arrivals[0].at == "Saturday 23 October, 13:00"


def news_of(*events: Event) -> list[tuple[str, str, str, str]]:
    ledger = Ledger()
    ledger.add("hello/x/1", State.PUBLISHED, "2027-10-21 10:00", title="A greeting")
    ledger.add("change/tides/x/1", State.PUBLISHED, "2027-10-22 12:00", subject="tides")
    ledger.history("hello/x/1", ("2027-10-22 12:00", State.PLANNED, None))
    view = rehearsal_view(ledger.played(script=Script(START, END, events)))
    return [
        (f"{day.day}, {one.at}", one.what, f"{one.before}>{one.value}", one.effect)
        for day in view.changes.news
        for one in day.news
    ]


def test_a_moved_panel_tells_both_times_and_where_the_change_was_told() -> None:
    moved = FactArrives("tides", "start", "2027-10-30T19:30:00+02:00")
    event = Event(at("2027-10-22 12:00").astimezone(BERLIN), moved)
    assert news_of(event) == [
        (
            "Friday 22 October, 12:00",
            "The date and time · Tides & <Storms>",
            "Saturday 30 October, 18:00>Saturday 30 October, 19:30",
            "1 post changed.",
        ),
    ]


def test_facts_notes_and_approvals_are_told_and_talk_and_later_things_are_not() -> None:
    def event(local: str, what: object) -> Event:
        return Event(at(local).astimezone(BERLIN), what)  # type: ignore[arg-type]

    told = news_of(
        event("2027-10-21 08:00", FactArrives("delta", "started", "2027-10-21T08:00:00+02:00")),
        event("2027-10-21 08:00", FactArrives("tides-1", "role", "<b>Pilot</b>")),
        event("2027-10-22 09:00", Approves(("hello",), "Ines", "design")),
        event("2027-10-23 09:00", NoteArrives("tides", "# Note")),
        event("2027-10-23 10:00", Says("A visitor", "hello")),
        event("2027-11-06 10:00", FactArrives("delta", "stream", "https://example.org")),
    )
    assert [(when, what, value) for when, what, value, _ in told] == [
        ("Thursday 21 October, 08:00", "It started · The Delta", ">Thursday 21 October, 08:00"),
        (
            "Thursday 21 October, 08:00",
            "The position · talk 1 of “Tides & <Storms>”",
            ">&lt;b&gt;Pilot&lt;/b&gt;",
        ),
        ("Friday 22 October, 09:00", "Ines approved as design", ">A greeting"),
        ("Saturday 23 October, 09:00", "The summary note came", ">Tides &amp; &lt;Storms&gt;"),
    ]


def test_replaced_versions_say_what_changed_and_until_when_they_stood() -> None:
    ledger = Ledger()
    ledger.add("hello/x/1", State.SUPERSEDED, "2027-10-25 10:00", text="At 18:00 on Saturday")
    ledger.add(
        "hello/x/1", State.SUPERSEDED, "2027-10-25 10:00", text="At 19:30 on Saturday", generation=2
    )
    ledger.add(
        "hello/x/1", State.PUBLISHED, "2027-10-25 10:00", text="At 19:30 on Saturday", generation=3
    )
    replaced = because("superseded", generation=2)
    ledger.history("hello/x/1", ("2027-10-22 12:00", State.SUPERSEDED, replaced))
    ledger.history("hello/x/1", ("2027-10-23 12:00", State.SUPERSEDED, replaced), generation=2)
    changes = rehearsal_view(ledger.played()).changes
    assert changes.versions == 2
    (one,) = changes.replaced
    first, second = one.versions
    assert first.html == "At <del>18:00</del> on Saturday"
    assert first.until == "Friday 22 October, 12:00"
    assert second.html is None
    assert "same text" in second.note
    assert one.anchor == "p3"


def test_what_is_gone_is_marked_and_escaped() -> None:
    assert gone("<b> one & two", "<b> & two") == "&lt;b&gt;<del> one</del> &amp; two"
    assert gone("same", "same") == "same"
    huge = "a <i> " * 3000
    assert "<del>" not in gone(huge, "b")
    assert "&lt;i&gt;" in gone(huge, "b")


def test_the_register_has_every_version_and_leads_to_the_timeline() -> None:
    ledger = Ledger()
    ledger.add("hello/x/1", State.SUPERSEDED, "2027-10-25 10:00")
    ledger.add("hello/x/1", State.PUBLISHED, "2027-10-25 10:00", generation=2, late=3)
    ledger.add("live/delta/x/1", State.WAITING, None, waits=(STREAM,))
    register = rehearsal_view(ledger.played()).register
    assert [(e.key, e.generation, e.state, e.due, e.lateness, e.anchor) for e in register] == [
        ("hello/x/1", 1, "superseded", "Mon 25 Oct 2027, 10:00", "—", ""),
        ("hello/x/1", 2, "published", "Mon 25 Oct 2027, 10:00", "3 minutes late", "p2"),
        ("live/delta/x/1", 1, "waiting", "—", "—", ""),
    ]


def test_a_history_has_its_own_version_and_those_before_it() -> None:
    ledger = Ledger()
    old = ledger.add("hello/x/1", State.PUBLISHED, "2027-10-25 10:00")
    ledger.history("hello/x/1", ("2027-10-25 10:00", State.PUBLISHED, None))
    ledger.history("hello/x/1", ("2027-10-26 10:00", State.PLANNED, None), generation=2)
    rehearsed = ledger.played()
    shown = rehearsal_view(rehearsed).days[0].moments[0].cells[0].parts[0]
    assert [(line.at, line.state) for line in shown.history] == [
        ("Monday 25 October, 10:00", "published")
    ]
    ledger.rows[0] = replace(old, generation=2)
    shown = rehearsal_view(ledger.played()).days[0].moments[0].cells[0].parts[0]
    assert len(shown.history) == 2
