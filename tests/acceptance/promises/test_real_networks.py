"""Real networks and the sandbox never meet, and nobody reads a secret."""

from __future__ import annotations

import re
import shutil
import socket
import sqlite3
import threading
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from program import STARTED, eventually
from riverbank import SOON, ZONE, files, moment, post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from program import Place

SECRETS = {
    "X_CONSUMER_KEY": "kEyRealLooking1234567890",
    "X_CONSUMER_SECRET": "sEcretRealLooking12345678901234567890123456789012",
    "X_ACCESS_TOKEN": "1299999999999999999-aCcessRealLooking1234567890",
    "X_ACCESS_SECRET": "aCcessSecretRealLooking12345678901234567890",
    "TELEGRAM_TOKEN": "987654321:AAHrealLookingToken_0123456789abcdef",
    "TELEGRAM_WEBHOOK_SECRET": "wEbhookRealLooking42",
    "BLUESKY_PASSWORD": "pAss-real-look-ing4",
    "MASTODON_TOKEN": "mAstodonRealLooking4711",
}
BARE = [*SECRETS.values(), SECRETS["TELEGRAM_TOKEN"].partition(":")[2]]
NOW_REFUSED: tuple[list[str], ...] = (
    ["run"],
    ["load", "--yes"],
    ["fact", "bridge", "delay=10m"],
    ["approve", "lock", "--role", "desk"],
    ["hold", "--all", "storm"],
    ["resume"],
    ["cancel", "lock"],
    ["retry", "lock"],
    ["resolve", "lock/x/1", "--resend"],
    ["restore", "--yes", "posts/campaign.yaml"],
)
TEXT = "The lock opens at noon."
LOGGED = re.compile(r"WARNING|ERROR|rejected")


def test_without_accounts_it_says_what_does_not_go_out(place: Place) -> None:
    place.write(files([at("lock", datetime.now(ZONE) + timedelta(days=1))]))
    place.call("load", "--yes")
    with place.running("run") as run:
        run.says("no hay ninguna cuenta conectada")
        run.end()
    assert "Próxima publicación" not in run.said
    for channel, name in (("X (Twitter)", "X_CONSUMER_KEY"), ("Telegram", "TELEGRAM_TOKEN")):
        line = next(line for line in run.said.splitlines() if f"Por {channel} no sale" in line)
        assert f"PREGONERO_{name}" in line
        assert "Detenido por eso: 1 publicación; la próxima debía salir el" in line
    assert "El bot no contesta a nadie" in run.said


def test_what_comes_next_is_told_of_connected_accounts_alone(place: Place) -> None:
    now = datetime.now(ZONE)
    first = at("lock", now + timedelta(days=1)).replace("channels: all", "channels: telegram")
    place.write(files([first, at("weir", now + timedelta(days=9)).replace(TEXT, "The weir.")]))
    place.call("load", "--yes")
    place.settings |= {name: key for name, key in SECRETS.items() if name.startswith("X_")}
    with place.running("run") as run:
        run.says(STARTED)
        run.end()
    told = next(line for line in run.said.splitlines() if STARTED in line)
    assert f"{now + timedelta(days=9):%H:%M}" in told
    assert f" {(now + timedelta(days=9)).day} " in told


@contextmanager
def trap() -> Iterator[tuple[str, list[bytes]]]:
    """Listen on the loopback and note what comes; yields the address and the notes."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    visitor, _ = server.accept()
                except OSError:
                    return
                with visitor:
                    visitor.settimeout(1)
                    heard.append(visitor.recv(65536))

        threading.Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", heard


def told(*texts: str) -> list[str]:
    return [secret for secret in BARE for text in texts if secret in text]


def test_now_is_refused_to_real_networks(place: Place) -> None:
    place.write(files([post("lock", TEXT, 0)]))
    with trap() as (address, heard):
        place.settings |= SECRETS | {"X_API_URL": address, "TELEGRAM_API_URL": address}
        place.call("load", "--yes")
        before = standing(place)
        for command in NOW_REFUSED:
            done = place.call("--now", moment(0), *command, code=2)
            assert ("--now" in done.stderr, "--sandbox" in done.stderr) == (True, True), command
        assert standing(place) == before
        for command in (["plan"], ["check"], ["status"], ["show", "lock/x/1"]):
            place.call("--now", moment(0), *command)
        assert heard == []


def standing(place: Place) -> list[str]:
    """Return what ``status`` says, but for the time that it is now."""
    lines = place.call("status").stdout.splitlines()
    told = [line for line in lines if "Ahora:" not in line]
    assert len(told) == len(lines) - 1
    return told


def test_the_sandbox_uses_neither_real_credentials_nor_the_real_ledger(place: Place) -> None:
    place.write(files([post("lock", TEXT, 0)]))
    ledger = place.base / "real" / "ledger.sqlite"
    with trap() as (address, heard):
        place.settings |= SECRETS | {"X_API_URL": address, "TELEGRAM_API_URL": address}
        place.settings["DATABASE_URL"] = f"sqlite:///{ledger}"
        lines = [f"PREGONERO_{name}={value}x" for name, value in SECRETS.items()]
        place.write({".env": "\n".join([*lines, f"PREGONERO_MASTODON_API_URL={address}"])})
        place.call("--now", moment(-60), "load", "--sandbox", "--yes")
        with place.running("--now", moment(SOON), "run", "--sandbox", forks=False) as run:
            eventually(lambda: set(place.states()) == {"published"}, "it is out in the sandbox")
            assert len(place.posts()) == 2
            for process in helpers(run.process.pid):
                environment = Path(f"/proc/{process}/environ").read_text(encoding="utf-8")
                assert told(environment) == []
            run.end()
        assert heard == []
    assert not ledger.exists()
    assert told(run.said) == []


def test_a_ledger_is_used_only_for_what_it_was_made(place: Place) -> None:
    place.write(files([post("lock", TEXT, 0)]))
    real = place.base / "real.sqlite"
    place.settings["DATABASE_URL"] = f"sqlite:///{real}"
    place.call("load", "--yes")
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    place.settings["DATABASE_URL"] = f"sqlite:///{place.ledger}"
    refused(place, place.ledger, ["run"], ["load", "--yes"], ["approve", "lock", "--role", "desk"])
    shutil.copy(real, place.ledger)
    sandbox = ["load", "--sandbox", "--yes"], ["run", "--sandbox"], ["hold", "--sandbox", "lock"]
    refused(place, place.ledger, *sandbox)


def refused(place: Place, ledger: Path, *commands: list[str]) -> None:
    """Show that commands do not touch a ledger of another kind."""
    before = place.ask_ledger("SELECT kind, claims FROM campaign"), ledger.read_bytes()
    for command in commands:
        done = place.call(*command, code=1)
        assert str(ledger) in done.stderr
    assert (place.ask_ledger("SELECT kind, claims FROM campaign"), ledger.read_bytes()) == before


def test_wrong_tokens_stop_the_channels_and_stay_secret(place: Place) -> None:
    begin = datetime.now(ZONE)
    place.write(files([at("later", begin + timedelta(days=3))]))
    url = place.call("sandbox").stdout.split()[-1]
    place.settings |= SECRETS | {"TELEGRAM_CHANNEL": "-1001234567890"}
    place.settings |= {"X_API_URL": f"{url}/x", "TELEGRAM_API_URL": f"{url}/telegram"}
    real = place.base / "data" / "pregonero" / "riverbank.sqlite"
    place.call("load", "--yes")
    said = [run_until(place, real, "SELECT trusted FROM campaign", {(1,)})]
    load_overdue(place, real, begin)
    stopped = "SELECT channel, state FROM delivery WHERE post = 'lock'"
    said.append(run_until(place, real, stopped, {("x", "paused"), ("telegram", "paused")}))
    for command in (["status"], ["show", "lock/x/1"], ["doctor"], ["check"], ["plan"]):
        done = place.call(*command, code=None)
        said += [done.stdout, done.stderr]
    assert told(*said) == []
    assert said[1].count("Telegram no acepta su token (PREGONERO_TELEGRAM_TOKEN)") == 1
    assert said[1].count("Por X (Twitter) no sale nada más: la red no acepta") == 1
    assert "Traceback" not in said[1]
    assert not LOGGED.search(said[1]), said[1]
    assert place.posts() == []


def test_a_anew_says_why_nothing_leaves(place: Place) -> None:
    """Nothing is sent before the networks were read back, and the queue is not silent."""
    begin = datetime.now(ZONE)
    place.write(files([at("lock", begin + timedelta(days=1))]))
    url = place.call("sandbox").stdout.split()[-1]
    place.settings |= SECRETS | {"TELEGRAM_CHANNEL": "-1001234567890"}
    place.settings |= {"X_API_URL": f"{url}/x", "TELEGRAM_API_URL": f"{url}/telegram"}
    load_overdue(place, place.base / "data" / "pregonero" / "riverbank.sqlite", begin)
    with place.running("run") as run:
        run.says("antes hay que leer qué salió en X (Twitter)")
        run.end()
    assert not LOGGED.search(run.said), run.said
    assert told(run.said) == []
    assert place.posts() == []


def load_overdue(place: Place, ledger: Path, now: datetime) -> None:
    """Load a post and let its time have passed since."""
    place.write(files([at("lock", now + timedelta(days=1))]))
    place.call("load", "--yes")
    due = (now - timedelta(minutes=5)).astimezone(UTC)
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("UPDATE delivery SET due = ?", (f"{due:%Y-%m-%dT%H:%M:%S.%fZ}",))
        connection.commit()


def at(name: str, when: datetime) -> str:
    return post(name, TEXT, 0).replace(moment(0)[:16].replace("T", " "), f"{when:%Y-%m-%d %H:%M}")


def run_until(place: Place, ledger: Path, query: str, rows: set[tuple[object, ...]]) -> str:
    """Run on the networks that the settings name until the ledger says so; return what it said."""
    with place.running("run") as run:
        run.says(STARTED)
        eventually(lambda: set(place.ask_ledger(query, ledger)) == rows, f"{rows} in the ledger")
        run.end()
        return run.said


@pytest.mark.parametrize("password", ["s3cr3t-of-the-database", "%2Fpa%40ss"])
def test_the_password_of_a_database_is_not_told(place: Place, password: str) -> None:
    place.write(files([post("lock", TEXT, 0)]))
    place.settings["DATABASE_URL"] = f"postgresql://maya:{password}@127.0.0.1:1/riverbank"
    done = place.call("status", code=3)
    assert done.stderr
    assert password not in done.stdout + done.stderr


def helpers(program: int) -> list[int]:
    """Return the rendering child and the sandbox, where the system lists processes."""
    if not Path("/proc/self/environ").exists():
        return []
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        number, parent = re.match(r"(\d+) \(.*\) \S (\d+)", status.read_text()).groups()  # type: ignore[union-attr]
        parents[int(number)] = int(parent)
    children = [process for process, parent in parents.items() if parent == program]
    assert children
    return children
