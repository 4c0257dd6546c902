"""``approve`` and its kin as the team meets them: who may, how, what, and the nearest key."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.command_line import pregonero

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "campaign": """\
format: 1
name: ferry
title: Ferry talks
zone: Pacific/Auckland
languages: [en]
channels: [x]
team:
  - {role: press, name: Mere}
  - {role: design}
approval: {soon: press, closing: design}
""",
    "programme": """\
panels:
  - {id: tides, title: Tides and timetables, start: 2034-08-10 17:00}
  - {id: piers, title: Piers of the bay, start: 2034-08-17 17:00}
""",
    "calendar": """\
- {post: soon, for: panels, when: start - 2d 10:00, channels: all, text: "At {{ panel.when }}"}
- {post: closing, when: end + 1d 10:00, channels: all, text: "Thank you all"}
- {post: free, when: end + 2d 10:00, channels: all, text: "See you next year"}
""",
}
NOW = ("--lang", "en", "--now", "2034-08-01T00:00:00+00:00")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a loaded campaign with two roles, one of them open."""
    (tmp_path / "posts").mkdir()
    for name, text in FILES.items():
        (tmp_path / "posts" / f"{name}.yaml").write_text(text)
    assert pregonero("--lang", "en", "load", "--yes", at=tmp_path).returncode == 0
    return tmp_path


def test_a_refusal_names_the_role_its_people_and_the_way(folder: Path) -> None:
    stranger = pregonero("--lang", "en", "approve", "soon", "--as", "Kiri", at=folder)
    assert stranger.returncode == 1
    assert "role press. Mere can do it" in stranger.stderr
    assert '--as "Mere"' in stranger.stderr
    other = pregonero("--lang", "en", "approve", "closing", "--as", "Mere", at=folder)
    assert "their role is press" in other.stderr
    assert "--role design" in other.stderr
    free = pregonero("--lang", "en", "approve", "free", "--as", "Mere", at=folder)
    assert (free.returncode, "nobody's approval" in free.stderr) == (1, True)


def test_what_only_moved_is_listed_and_approved_at_once(folder: Path) -> None:
    assert pregonero("--lang", "en", "approve", "soon", "--as", "mere", at=folder).returncode == 0
    for panel, day in (("tides", 10), ("piers", 17)):
        moved = f"start=2034-08-{day} 17:30"
        assert pregonero("--lang", "en", "fact", panel, moved, at=folder).returncode == 0
    listed = pregonero("--lang", "en", "approve", at=folder).stdout
    assert (
        "2 posts changed only their time or day since they were approved (17:00 → 17:30)" in listed
    )
    done = pregonero("--lang", "en", "approve", "--moved", "--as", "Mere", at=folder).stdout
    assert [line.partition(" · ")[0] for line in done.splitlines()] == [
        "Approved: soon/tides/x/1",
        "Approved: soon/piers/x/1",
    ]


def test_a_slip_in_a_key_is_answered_with_the_nearest(folder: Path) -> None:
    wrong = pregonero("--lang", "en", "hold", "sonn/tides", at=folder)
    assert wrong.returncode == 1
    assert "Nearest: soon/tides" in wrong.stderr
    shown = pregonero(*NOW, "show", "soon/tide/x/1", at=folder)
    assert "Nearest: soon/tides/x/1" in shown.stderr
    planned = pregonero("--lang", "en", "resume", "free", at=folder)
    assert "it goes out at its time" in planned.stderr.casefold()


def test_a_name_that_there_is_not_is_never_said_to_go_out(folder: Path) -> None:
    """Whoever asks: somebody with a role, or somebody that nobody knows."""
    for who in ("Mere", "Nobody"):
        wrong = pregonero("--lang", "en", "approve", "xyzzy", "--as", who, at=folder)
        assert wrong.returncode == 1
        assert "xyzzy" in wrong.stderr
        assert "nobody" not in wrong.stderr.lower().replace("--as nobody", "")


def test_nothing_is_approved_at_another_time_and_looking_is_allowed(folder: Path) -> None:
    for asked in (("soon",), ("--moved",)):
        refused = pregonero(*NOW, "approve", *asked, "--as", "Mere", at=folder)
        assert refused.returncode == 2
        assert "--now cannot change the real ledger" in refused.stderr
    listed = pregonero(*NOW, "approve", at=folder)
    assert (listed.returncode, "approve soon/tides --as" in listed.stdout) == (0, True)


def test_a_name_with_its_role_counts_in_any_case(folder: Path) -> None:
    done = pregonero(
        "--lang", "en", "approve", "soon", "--as", "MERE", "--role", "press", at=folder
    )
    assert done.returncode == 0, done.stderr


def test_a_stranger_is_not_sent_to_a_role_where_none_is_needed(folder: Path) -> None:
    done = pregonero("--lang", "en", "approve", "--as", "Nobody", "free", at=folder)
    assert done.returncode == 1
    assert "waits for nobody's approval" in done.stderr


@pytest.fixture
def in_spanish(folder: Path) -> Path:
    """Return the same in Spanish, with a usual role and one that only this team has."""
    text = FILES["campaign"].replace("[en]", "[es]").replace("press", "coordination")
    text = text.replace("design", "Comité de Fotografía")
    (folder / "posts" / "campaign.yaml").write_text(text)
    loaded = pregonero("load", "--yes", at=folder)
    assert loaded.returncode == 0, loaded.stdout
    return folder


@pytest.mark.parametrize(
    ("key", "role"),
    [
        ("soon/tides", "Coordinación"),
        ("soon/tides", "COORDINACION"),
        ("soon/tides", "coordination"),
        ("closing", "comite de fotografia"),
    ],
)
def test_a_role_is_known_by_its_id_and_by_its_name(in_spanish: Path, key: str, role: str) -> None:
    done = pregonero("approve", key, "--as", "Mere", "--role", role, at=in_spanish)
    assert "Aprobada" in done.stdout, done.stderr


def test_a_role_that_there_is_not_gets_the_list(in_spanish: Path) -> None:
    wrong = pregonero("approve", "soon", "--as", "Mere", "--role", "prensa", at=in_spanish)
    assert wrong.returncode == 2
    known = "coordinación (coordination), Comité de Fotografía"
    assert f"ningún rol «prensa». Los que hay: {known}." in wrong.stderr


def test_a_refusal_calls_the_role_as_people_do(in_spanish: Path) -> None:
    refused = pregonero("approve", "soon", "--as", "Kiri", at=in_spanish).stderr
    assert "Lo aprueba el rol coordinación" in refused
    way = pregonero("approve", "closing", "--as", "Mere", at=in_spanish).stderr
    assert '--role "Comité de Fotografía"' in way


def test_a_rule_that_is_not_loaded_yet_is_named(folder: Path) -> None:
    campaign = folder / "posts" / "campaign.yaml"
    campaign.write_text(
        FILES["campaign"].replace("closing: design", "closing: design, free: press")
    )
    early = pregonero("--lang", "en", "approve", "free", "--as", "Mere", at=folder)
    assert early.returncode == 1
    assert "loaded before the folder asked for the approval of press" in early.stderr
    assert "pregonero load" in early.stderr
    assert pregonero("--lang", "en", "load", "--yes", at=folder).returncode == 0
    done = pregonero("--lang", "en", "approve", "free", "--as", "Mere", at=folder)
    assert done.returncode == 0, done.stderr


WAITING = """\
- {post: idea, when: 2034-08-12 10:00, channels: all, text: "Bring a torch", status: draft}
- {post: soon, for: tides, when: start - 2d 10:00, channels: all, text: "Come along", status: draft}
- {post: film, for: piers, when: end + 1d 9:00, channels: all, text: film, needs: [recording]}
- {post: now, for: piers, when: started, channels: all, text: "It has begun"}
- {post: free, when: 2034-08-13 10:00, channels: all, text: "See you next year"}
"""


@pytest.fixture
def waiting(folder: Path) -> Path:
    """Return the campaign with posts that wait for other things than a signature."""
    (folder / "posts" / "texts").mkdir()
    (folder / "posts" / "texts" / "film.md").write_text("{{ panel.recording }}")
    campaign = FILES["campaign"].replace(", closing: design", "")
    (folder / "posts" / "campaign.yaml").write_text(campaign)
    (folder / "posts" / "calendar.yaml").write_text(WAITING)
    assert pregonero("--lang", "en", "load", "--yes", at=folder).returncode == 0
    return folder


@pytest.mark.parametrize(
    ("post", "way"),
    [
        ("idea", "write “ready” as its status"),
        ("film/piers", "pregonero fact piers recording=VALUE"),
        ("now/piers", "pregonero fact piers started`"),
    ],
)
def test_what_waits_for_no_signature_says_what_it_waits_for(
    post: str, way: str, waiting: Path
) -> None:
    for who in ("Mere", "Kiri"):
        asked = pregonero("--lang", "en", "approve", post, "--as", who, at=waiting)
        assert (asked.returncode, "as it was loaded" in asked.stderr) == (1, False)
        assert way in asked.stderr
    assert way in pregonero("--lang", "en", "resume", f"{post}/x/1", at=waiting).stderr
    for command in (("show", f"{post}/x/1"), ("status",)):
        told = pregonero("--lang", "en", *command, at=waiting).stdout
        assert way in " ".join(told.split())


def test_an_approved_draft_is_said_to_stay_one(waiting: Path) -> None:
    asked = pregonero("--lang", "en", "approve", "soon", "--as", "Mere", at=waiting)
    assert (asked.returncode, "write “ready”" in asked.stdout) == (0, True)
    free = pregonero("--lang", "en", "approve", "free", "--as", "Mere", at=waiting)
    assert "as it was loaded" in free.stderr


def test_loading_says_before_it_asks_which_approvals_are_lost(folder: Path) -> None:
    assert pregonero("--lang", "en", "approve", "soon", "--as", "Mere", at=folder).returncode == 0
    programme = folder / "posts" / "programme.yaml"
    programme.write_text(FILES["programme"].replace("2034-08-17 17:00", "2034-08-17 18:00"))
    planned = pregonero("--lang", "en", "plan", at=folder).stdout
    assert planned.count("It loses the approval by Mere") == 1
    rows = {row["key"]: row["loses_approval"] for row in _rows(folder)}
    assert {key for key, who in rows.items() if who} == {"soon/piers/x/1"}
    loaded = pregonero("--lang", "en", "load", "--yes", at=folder).stdout
    assert "loses its approval (Mere). After loading: pregonero approve soon/piers" in " ".join(
        loaded.split()
    )
    again = pregonero("--lang", "en", "load", "--yes", at=folder).stdout
    assert "approval" not in again


def test_no_approval_is_said_to_be_lost_that_holds(folder: Path) -> None:
    assert pregonero("--lang", "en", "approve", "soon", "--as", "Mere", at=folder).returncode == 0
    calendar = folder / "posts" / "calendar.yaml"
    renamed = FILES["calendar"].replace("{post: soon,", "{post: soon, title: Two days before,")
    calendar.write_text(renamed.replace("See you next year", "Till next year"))
    loaded = pregonero("--lang", "en", "load", "--yes", at=folder).stdout
    assert ("approval" in loaded, "changed" in loaded) == (False, True)


def _rows(folder: Path) -> list[dict[str, str | None]]:
    plan = pregonero("plan", "--format", "json", at=folder).stdout
    rows: list[dict[str, str | None]] = json.loads(plan)["deliveries"]
    return rows


def test_an_approval_says_that_a_hold_still_keeps_the_post(folder: Path) -> None:
    who = ("--as", "Mere")
    why = ("--why", "the pier burns")
    assert pregonero("--lang", "en", "hold", "soon/tides", *who, *why, at=folder).returncode == 0
    done = pregonero("--lang", "en", "approve", "soon", *who, at=folder).stdout
    (held,) = [line for line in done.splitlines() if "pregonero resume" in line]
    assert "held by Mere: the pier burns" in held
    assert held.endswith("“pregonero resume soon/tides/x/1”.")
