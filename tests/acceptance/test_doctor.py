"""``doctor``: what is wrong is found, what is secret stays secret, nothing is changed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from campaign.sandbox import credentials
from campaign.sandbox.records import Accounts
from campaign.sandbox.server import serving
from campaign.sandbox.world import World
from campaign.wiring import health
from tests.acceptance.command_line import contents, listed, pregonero
from tests.adapters.channels.line import nobody

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "geheimnis0123456789"
WRONG = {
    "PREGONERO_X_CONSUMER_KEY": SECRET,
    "PREGONERO_X_CONSUMER_SECRET": SECRET,
    "PREGONERO_X_ACCESS_TOKEN": f"1234567-{SECRET}",
    "PREGONERO_X_ACCESS_SECRET": SECRET,
    "PREGONERO_TELEGRAM_TOKEN": f"123456789:{SECRET}AAAAAAAAAAAAAAAAAA",
    "PREGONERO_TELEGRAM_CHANNEL": "-1001234567890",
}


CALENDAR = """\
- post: unripe
  when: 2031-05-09 10:00
  channels: [x]
  text: "Not yet what it will be."
  status: draft
"""


@pytest.fixture
def world() -> World:
    """Return the networks that the settings of :func:`keys` lead to."""
    return World(accounts=Accounts.called("Riberas", "riberas"))


@pytest.fixture
def keys(world: World) -> Iterator[dict[str, str]]:
    """Return settings with which all accounts are open, but for the team's chat."""
    with serving(world) as url:
        known = {f"PREGONERO_{name}": key for name, key in credentials.settings(url).items()}
        del known["PREGONERO_TELEGRAM_TEAM_CHAT"]
        yield known


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a new campaign."""
    pregonero("--lang", "en", "init", "series", at=tmp_path)
    return tmp_path / "series"


def by_check(rows: list[dict[str, object]]) -> dict[str, dict[str, object]]:
    return {str(row["check"]): row for row in rows}


def test_a_fresh_machine_lacks_only_credentials(folder: Path) -> None:
    before = contents(folder)
    done = pregonero("--lang", "en", "doctor", at=folder)
    assert done.returncode == 1
    rows = by_check(listed("--lang", "en", "doctor", at=folder))
    assert [list(row) for row in rows.values()] == [["check", "ok", "message", "hint"]] * len(rows)
    wrong = [name for name, row in rows.items() if not row["ok"]]
    assert wrong == ["channel:x", "channel:telegram"]
    assert "PREGONERO_TELEGRAM_TOKEN" in str(rows["channel:telegram"]["message"])
    assert set(rows) >= {"python", "fonts", "folder", "zone", "database", "place", "clock"}
    assert contents(folder) == before, "it looks and changes nothing"


def test_all_is_well_and_each_account_is_named(
    folder: Path, keys: dict[str, str], world: World
) -> None:
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in keys.items()))
    done = pregonero("doctor", at=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "se publica como @riberas." in done.stdout
    assert "@pregonero_bot publica en «Riberas»" in done.stdout
    assert [key for key in keys.values() if key in done.stdout and len(key) > 20] == []
    assert list(world.posts()) == []


def test_a_wrong_token_hides_no_other_account_and_is_not_told(
    folder: Path, keys: dict[str, str], world: World
) -> None:
    env = {**keys, "PREGONERO_TELEGRAM_TOKEN": f"123456789:{SECRET}AAAAAAAAAAAAAAAAAA"}
    rows = by_check(listed("--lang", "en", "doctor", at=folder, env=env))
    assert rows["channel:x"]["message"] == "X (Twitter): posts appear as @riberas."
    assert not rows["channel:telegram"]["ok"]
    assert "401" in str(rows["channel:telegram"]["message"])
    assert "PREGONERO_TELEGRAM_TOKEN" in str(rows["channel:telegram"]["hint"])
    assert SECRET not in str(rows)
    world.expel(credentials.CHANNEL)
    forgotten = by_check(listed("--lang", "en", "doctor", at=folder, env=keys))["channel:telegram"]
    assert "@pregonero_bot may not post in “Riberas”" in str(forgotten["message"])
    assert "Administrators" in str(forgotten["hint"])
    assert pregonero("doctor", at=folder, env=keys).returncode == 1


def test_networks_that_are_away_are_not_the_campaigns_fault(
    folder: Path, keys: dict[str, str]
) -> None:
    with nobody() as url:
        done = pregonero("doctor", at=folder, env={**keys, "PREGONERO_X_API_URL": url})
    assert done.returncode == 3
    assert "@pregonero_bot publica en" in done.stdout


def test_in_the_sandbox_its_own_accounts_are_asked_and_its_own_ledger(folder: Path) -> None:
    calendar = folder / "posts" / "calendar.yaml"
    calendar.write_text(CALENDAR, encoding="utf-8")
    at = ("--lang", "en", "--now", "2031-05-01T09:00")
    try:
        assert pregonero(*at, "load", "--sandbox", "--yes", at=folder).returncode == 0
        rows = by_check(listed(*at, "doctor", "--sandbox", at=folder, env=WRONG))
        assert "@" in str(rows["channel:x"]["message"])
        assert rows["channel:telegram"]["ok"]
        lacks = rows["ahead:draft"]
        assert (lacks["ok"], "9 May 2031" in str(lacks["message"])) == (True, True)
        calendar.write_text(CALENDAR + "- post: broken\n", encoding="utf-8")
        done = pregonero(*at, "doctor", "--sandbox", at=folder)
        assert (done.returncode, "The folder has" in done.stdout) == (1, True)
    finally:
        pregonero("sandbox", "--stop", at=folder)


def test_a_setting_out_of_form_is_named_but_not_told(folder: Path, keys: dict[str, str]) -> None:
    env = {**keys, "PREGONERO_TELEGRAM_TOKEN": f"no token {SECRET}"}
    rows = by_check(listed("doctor", at=folder, env=env))
    assert not rows["channel:telegram"]["ok"]
    assert SECRET not in str(rows)


def test_that_nobody_reaches_a_person_is_told_and_stops_nothing(
    folder: Path, keys: dict[str, str]
) -> None:
    alone = by_check(listed("--lang", "en", "doctor", at=folder, env=keys))["person"]
    assert alone["ok"]
    assert "TELEGRAM_TEAM_CHAT" in str(alone["hint"])
    env = {**keys, "PREGONERO_TELEGRAM_TEAM_CHAT": "-1009"}
    assert by_check(listed("doctor", at=folder, env=env))["person"]["hint"] is None
    answers = folder / "posts" / "answers.yaml"
    own = "- id: contact_human\n  questions: [who can I write to]\n  answer: write@example.org\n"
    answers.write_text(own, encoding="utf-8")
    assert by_check(listed("doctor", at=folder, env=keys))["person"]["hint"] is None


def test_outside_a_campaign_the_machine_is_still_looked_at(tmp_path: Path) -> None:
    done = pregonero("doctor", at=tmp_path)
    rows = by_check(listed("doctor", at=tmp_path))
    assert done.returncode == 1
    assert [name for name, row in rows.items() if not row["ok"]] == ["folder"]
    assert rows["fonts"]["ok"]


@pytest.mark.parametrize(
    "place", ["Dropbox/a", "OneDrive - Municipalidad/a", "Library/Mobile Documents/a"]
)
def test_a_ledger_that_is_synchronised_is_warned_of(
    folder: Path, place: str, keys: dict[str, str]
) -> None:
    url = f"sqlite:///{folder.parent / place / 'ledger.sqlite'}"
    rows = by_check(listed("doctor", at=folder, env={**keys, "PREGONERO_DATABASE_URL": url}))
    assert [name for name, row in rows.items() if not row["ok"]] == ["place"]
    assert place.partition("/a")[0].rpartition("/")[2] in str(rows["place"]["message"])


def test_a_ledger_that_cannot_be_opened_is_the_machines_failure(
    folder: Path, keys: dict[str, str]
) -> None:
    broken = folder.parent / "broken.sqlite"
    broken.write_bytes(b"no database at all, " * 200)
    env = {**keys, "PREGONERO_DATABASE_URL": f"sqlite:///{broken}"}
    done = pregonero("doctor", "--format", "json", at=folder, env=env)
    assert done.returncode == 3
    found = {line["check"]: line["ok"] for line in json.loads(done.stdout)}
    assert found["database"] is False


def test_a_clock_behind_the_ledger_is_noticed(folder: Path, keys: dict[str, str]) -> None:
    env = {**keys, "PREGONERO_DATABASE_URL": f"sqlite:///{folder.parent / 'l.sqlite'}"}
    assert pregonero("load", "--yes", at=folder, env=env).returncode == 0
    assert pregonero("doctor", at=folder, env=env).returncode == 0
    yesterday = datetime.now(UTC).replace(year=datetime.now(UTC).year - 1, day=1)
    late = pregonero("--now", yesterday.isoformat(), "doctor", at=folder, env=env)
    assert late.returncode == 3


def test_no_clock_is_older_than_the_program() -> None:
    assert not health.clock(datetime(1970, 1, 2, tzinfo=UTC), None).ok
    assert health.clock(datetime(2026, 5, 1, tzinfo=UTC), None).ok


def test_an_old_python_is_not_enough() -> None:
    assert not health.python((3, 10, 14)).ok
    assert health.python((3, 11, 0)).ok
    assert health.python((3, 14, 0)).ok


def test_a_network_disk_is_found_by_the_mount_that_is_nearest(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda1 / ext4 rw 0 0\n"
        "server:/home /home nfs4 rw 0 0\n"
        "/dev/sdb1 /home/ana/my\\040disk ext4 rw 0 0\n"
    )
    assert health.filesystem(Path("/home/ana/l.sqlite"), mounts) == "nfs4"
    assert health.filesystem(Path("/home/ana/my disk/l.sqlite"), mounts) == "ext4"
    assert health.filesystem(Path("/var/l.sqlite"), mounts) == "ext4"
    assert health.filesystem(Path("/var/l.sqlite"), tmp_path / "absent") == ""
    (remote,) = health.place("sqlite:////home/ana/l.sqlite", mounts)
    assert (remote.said, remote.ok) == ("remote", False)


def test_settings_that_nobody_can_use_are_told(folder: Path) -> None:
    assert pregonero("load", "-y", at=folder).returncode == 0
    wrong = {
        "PREGONERO_LEASE": "abc",
        "PREGONERO_MAX_PER_HOUR": "0",
        "PREGONERO_LOCKS_FOLDER": "/nowhere/at/all",
        "PREGONERO_SHARE_ACCOUNTS": "falso",
        "PREGONERO_TEAM_DAILY_AT": "a las 9",
    }
    told = by_check(listed("doctor", at=folder, env=wrong))
    for name, value in wrong.items():
        one = told[f"settings:{name.removeprefix('PREGONERO_')}"]
        assert not one["ok"]
        assert f"{name} dice «{value}»" in str(one["message"])
        assert one["hint"]
    assert told["database"]["ok"]
    refused = pregonero("status", at=folder, env={"PREGONERO_LEASE": "abc"})
    assert (refused.returncode, "PREGONERO_LEASE dice «abc»" in refused.stderr) == (2, True)


def test_before_the_first_run_nothing_is_blamed_on_the_connection(folder: Path) -> None:
    ripe = CALENDAR.replace("  status: draft\n", "")
    (folder / "posts" / "calendar.yaml").write_text(ripe, encoding="utf-8")
    try:
        load = ("--now", "2031-05-09T09:00", "load", "--sandbox", "--yes")
        assert pregonero(*load, at=folder).returncode == 0
        late = ("--now", "2031-05-09T10:30", "doctor", "--sandbox")
        told = by_check(listed(*late, at=folder))["ahead"]
        assert not told["ok"]
        assert "unripe" in str(told["message"])
        assert "`pregonero run --sandbox`" in str(told["hint"])
        assert "doctor" not in str(told["hint"])
    finally:
        pregonero("sandbox", "--stop", at=folder)
