"""Everything that is wrong with a row or an entry is told in one run, and nothing that is not."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from campaign.core.problems import Code
from campaign.services.proposing import propose
from campaign.wiring.clocks import VirtualClock
from campaign.wiring.desk import build_desk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.services.proposing import Desk, Proposal

CLOCK = VirtualClock(datetime(2031, 3, 1, 12, tzinfo=UTC))
CAMPAIGN = """\
format: 1
name: faros
title: Faros
zone: America/Montevideo
languages: [es]
channels: [x, telegram]
"""
PROGRAMME = """\
panels:
  - {id: norte, title: Luces del norte, start: 2031-05-09 19:30}
  - {id: sur, title: Luces del sur, start: 2031-05-16 19:30}
"""
HEADER = ("Fecha", "Hora", "Redes", "Qué es", "Texto", "Imagen")
LONG = "Los faros de la costa se apagan uno a uno. " * 8


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """Return one desk for all folders: its child takes a moment to start."""
    made = build_desk()
    yield made
    made.drafting.renderer.close()


def proposed(desk: Desk, **files: bytes) -> Proposal:
    base = {"posts/campaign.yaml": CAMPAIGN.encode(), "posts/programme.yaml": PROGRAMME.encode()}
    calendar = {f"posts/calendar.{suffix}": content for suffix, content in files.items()}
    return propose(desk, {**base, **calendar}, None, CLOCK)


def sheet(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in (HEADER, *rows):
        book.worksheets[0].append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def found(proposal: Proposal) -> set[tuple[str, str]]:
    """Return code and place of every problem, in its row."""
    return {
        (str(p.code), str(p.place).rpartition(":")[2]) for p in proposal.checked.problems if p.code
    }


def test_a_row_with_a_bad_date_tells_what_is_wrong_with_its_text_too(desk: Desk) -> None:
    rows = (
        ("32/05/2031", "10:00", "X", "Panel 1", f"Luces el martes 9 a las 20:00. {LONG}", "n.jpg"),
        ("02/05/2031", "25:70", "paloma", "Panel 2", "Ven a {{ panel.titel }}", None),
    )
    proposal = proposed(desk, xlsx=sheet(*rows))
    assert found(proposal) >= {
        ("bad-date", "A2"),
        ("contradicts-programme", "E2"),
        ("text-too-long", "E2"),
        ("asset-missing", "F2"),
        ("bad-value", "B3"),
        ("unknown-channel", "C3"),
        ("template-unknown-name", "E3"),
    }
    assert proposal.plan.rows == ()


def test_what_a_bad_cell_may_have_named_is_no_fault_of_the_text(desk: Desk) -> None:
    rows = (
        ("un día antes del panel 1 a las 10 o a las 11", None, "X", "Aviso", "{{ panel.title }}"),
        ("02/05/2031", "10:00", "X", "Panel 9", "{{ panel.title }}"),
    )
    codes = {code for code, _ in found(proposed(desk, xlsx=sheet(*rows)))}
    assert not codes & {"template-unknown-name", "template-failed"}


def test_an_entry_of_yaml_tells_everything_at_once(desk: Desk) -> None:
    calendar = (
        "- {post: a, for: norte, when: '¡pronto!', channels: [x], needs: [luna], card: nada,\n"
        '   text: "El martes 9 a las 20:00"}\n'
    )
    proposal = proposed(desk, yaml=calendar.encode())
    codes = {code for code, _ in found(proposal)}
    assert codes >= {"bad-when", "unknown-fact", "unknown-layout", "contradicts-programme"}
    assert proposal.plan.rows == ()


def test_a_post_in_two_rows_is_told_once_of_each(desk: Desk) -> None:
    text = "- {post: a, when: 2031-05-02 10:00, channels: [x], text: Los faros del sur}\n"
    proposal = proposed(desk, yaml=(text * 2).encode())
    assert [str(p.code) for p in proposal.checked.problems] == ["duplicate-post"] * 2


def reasons(proposal: Proposal) -> dict[str, str]:
    """Return why, by place."""
    return {str(p.place): p.params.get("because", "") for p in proposal.checked.problems}


def test_what_hangs_on_an_error_is_not_said_to_be_missing(desk: Desk) -> None:
    calendar = (
        "- {post: a, when: 2031-05-02, channels: [x], text: Los faros del sur}\n"
        "- {post: b, when: a + 1d 10:00, channels: [x], text: Los faros del norte}\n"
    )
    assert reasons(proposed(desk, yaml=calendar.encode())) == {
        "posts/calendar.yaml:1": "no-time",
        "posts/calendar.yaml:2": "left-out",
    }


def test_a_panel_with_an_error_is_not_said_to_be_missing(desk: Desk) -> None:
    calendar = b"- {post: a, for: este, when: start - 1d 10:00, channels: [x], text: Faros}\n"
    files = {
        "posts/campaign.yaml": CAMPAIGN.encode(),
        "posts/programme.yaml": f"{PROGRAMME}  - {{id: este}}\n".encode(),
        "posts/calendar.yaml": calendar,
    }
    why = reasons(propose(desk, files, None, CLOCK))
    assert why["posts/calendar.yaml:1"] == "faulty"


def test_channels_are_not_doubted_where_the_campaign_cannot_be_read(desk: Desk) -> None:
    calendar = b"- {post: a, when: 2031-05-02 10:00, channels: [x], text: Los faros del sur}\n"
    files = {
        "posts/campaign.yaml": CAMPAIGN.replace("title: Faros", "title: Faros: luz").encode(),
        "posts/programme.yaml": PROGRAMME.encode(),
        "posts/calendar.yaml": calendar,
    }
    assert reasons(propose(desk, files, None, CLOCK)) == {"posts/campaign.yaml:3": "colon"}


def test_a_rule_of_approval_names_a_role_in_any_case_and_an_entry_that_there_is(
    desk: Desk,
) -> None:
    team = (
        "team: [{role: Coordinación, name: Iris}]\napproval: {a: coordinacion, c: COORDINACIÓN}\n"
    )
    calendar = b"- {post: a, when: 2031-05-02 10:00, channels: [x], text: Los faros del sur}\n"
    files = {
        "posts/campaign.yaml": (CAMPAIGN + team).encode(),
        "posts/programme.yaml": PROGRAMME.encode(),
        "posts/calendar.yaml": calendar,
    }
    proposal = propose(desk, files, None, CLOCK)
    assert reasons(proposal) == {"posts/campaign.yaml:8": "approval"}
    assert [row.approver for row in proposal.plan.rows] == ["Coordinación"]


def test_a_link_is_known_by_its_short_name_and_by_its_whole_one(desk: Desk) -> None:
    links = "links:\n  signup:\n"
    entries = "".join(
        f"- {{post: p{n}, when: 2031-05-0{n + 2} 10:00, channels: [x], needs: [{need}],\n"
        f'   text: "Faro {n}: {{{{ links.signup }}}}"}}\n'
        for n, need in enumerate(("signup", "links.signup"))
    )
    files = {
        "posts/campaign.yaml": CAMPAIGN.encode(),
        "posts/programme.yaml": (PROGRAMME + links).encode(),
        "posts/calendar.yaml": entries.encode(),
    }
    proposal = propose(desk, files, None, CLOCK)
    assert proposal.checked.problems == ()
    assert {w.what for row in proposal.plan.rows for w in row.waits} == {"links.signup"}


def test_two_posts_that_are_too_close_are_told_once_with_their_channels(desk: Desk) -> None:
    calendar = "".join(
        f"- {{post: p{n}, when: 2031-05-02 10:0{n}, channels: [x, telegram], text: Faro {n}}}\n"
        for n in range(3)
    )
    problems = proposed(desk, yaml=calendar.encode()).checked.problems
    close = [p.params for p in problems if p.code is Code.TOO_CLOSE]
    assert [(one["other"], one["post"], one["channel"]) for one in close] == [
        ("p0", "p1", "X (Twitter), Telegram"),
        ("p1", "p2", "X (Twitter), Telegram"),
    ]
