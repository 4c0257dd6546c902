"""Two ledgers, one folder or account: only one of the programs publishes, and says so."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from program import STARTED, Place, eventually
from riverbank import CAMPAIGN, ZONE, files, moment, post

from campaign.sandbox.credentials import settings as sandbox_settings

if TYPE_CHECKING:
    from pathlib import Path

NETWORKS = ("x", "telegram")
TEXTS = [f"Ferry {n} crosses at dusk." for n in range(3)]
LEAD = -1
"""Minutes: enough to rename the folder, load it and start a second program before it is due."""
CALENDAR = files(post(f"ferry-{n}", text, 0) for n, text in enumerate(TEXTS))
OPEN = "SELECT count(*) FROM delivery WHERE campaign_id = 2 AND state IN ('planned', 'sending')"


def test_what_two_names_of_one_folder_plan_goes_out_once(place: Place) -> None:
    place.write(CALENDAR)
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    place.earn_trust(moment(-60))
    with place.running("--now", moment(LEAD), "run", "--sandbox") as one:
        one.says(STARTED)
        renamed = CAMPAIGN.replace("name: riverbank", "name: seashore")
        place.write({"posts/campaign.yaml": renamed})
        assert place.call("load", "--sandbox", "--yes", code=1).stderr.count("riverbank")
        loaded = place.call("load", "--sandbox", "--yes", "--another")
        assert "el programa que publica esta carpeta como «riverbank»" in loaded.stderr
        place.write(CALENDAR)
        one.says("desde ella se cargó después «seashore»")
        assert place.call("load", "--sandbox", "--yes", code=1).stderr.count("seashore")
        place.write({"posts/campaign.yaml": renamed})
        with place.running("run", "--sandbox") as other:
            other.says("publica esta carpeta como «riverbank»")
            eventually(lambda: len(place.posts()) == 2 * len(TEXTS), "the first one publishes")
            one.kill()
            other.says("se mira qué salió por X")
            eventually(lambda: place.ask_ledger(OPEN) == [(0,)], "the other one has looked")
            other.end()
    for network in NETWORKS:
        assert place.texts(network) == dict.fromkeys(TEXTS, 1)


@pytest.mark.parametrize("shares", ["no", "yes"])
def test_a_bot_is_left_to_the_campaign_that_has_it_and_nobody_is_stopped(
    place: Place, shares: str
) -> None:
    url = on_networks(place, "riverbank")
    other = Place(place.base / "other", data=place.base / "data")
    on_networks(other, "seashore", url)
    other.settings["SHARE_ACCOUNTS"] = shares
    with place.running("run") as first:
        first.says(STARTED)
        eventually(lambda: is_trusted(place, "riverbank"), "the networks were read")
        was_killed(other, "bot")
        with other.running("run") as second:
            second.says("En marcha")
            second.says("en este computador lo atiende la campaña «riverbank»")
            barred = [] if shares == "yes" else ["x", "telegram"]
            assert ("En marcha y en espera" in second.said) == bool(barred)
            theirs = {"campaign": "riverbank", "folder": str(place.folder)}
            seen = [{"what": what, **theirs} for what in (*barred, "bot")]
            told = other.json("status")["elsewhere"]
            assert [one.pop("process") for one in told] == [first.process.pid] * len(seen)
            assert told == seen
            words = " ".join(other.call("status").stdout.split())
            assert "lo atiende la campaña «riverbank»" in words
            assert ("POR X (Twitter), Telegram NO SALE NADA DE AQUÍ" in words) == bool(barred)
            assert place.json("status")["elsewhere"] == []
            eventually(lambda: lives(other), "a bot that was killed here is forgotten")
            ask(place, "Asha", 31337)
            first.end()
            second.says("desde ahora contesta este")
            ask(place, "Bina", 31338)
            second.end()
        assert "otro programa usa el mismo bot" not in first.said + second.said
        assert "Conflict" not in first.said + second.said
    assert is_trusted(place, "riverbank")


def test_two_users_of_one_computer_publish_a_post_once(place: Place) -> None:
    common = place.base / "common"
    common.mkdir()
    common.chmod(0o1777)
    other = Place(place.base / "other", locks=common)
    place.locks = common
    url = on_networks(place, "riverbank")
    on_networks(other, "riverbank", url)
    for one in (place, other):
        with one.running("run") as run:
            eventually(lambda one=one: is_trusted(one, "riverbank"), "the networks were read")
            run.end()
        past = datetime.now(UTC) - timedelta(minutes=1)
        with closing(sqlite3.connect(ledger_of(one, "riverbank"))) as ledger, ledger:
            ledger.execute("UPDATE delivery SET due = ?", (f"{past:%Y-%m-%dT%H:%M:%S.%fZ}",))
    with place.running("run") as first:
        first.says(STARTED)
        with other.running("run") as second:
            second.says("En marcha y en espera")
            second.says(f"publica ahí la campaña «riverbank», desde la carpeta {place.folder}")
            eventually(lambda: len(place.posts()) == len(NETWORKS), "the first one publishes")
            first.end()
            second.says("se mira qué salió por X")
            open_yet = "SELECT count(*) FROM delivery WHERE state IN ('planned', 'sending')"
            there = ledger_of(other, "riverbank")
            eventually(lambda: other.ask_ledger(open_yet, there) == [(0,)], "the other has looked")
            second.end()
    text = "The ferry of riverbank sails."
    assert [place.texts(network) for network in NETWORKS] == [{text: 1}] * len(NETWORKS)


def on_networks(place: Place, name: str, url: str = "") -> str:
    """Load a campaign for the networks of a sandbox as if they were real; return their address."""
    tomorrow = f"{datetime.now(ZONE) + timedelta(days=1):%Y-%m-%d %H:%M}"
    entry = post("ferry", f"The ferry of {name} sails.", 0)
    entry = entry.replace(moment(0)[:16].replace("T", " "), tomorrow)
    place.write(files([entry]) | {"posts/campaign.yaml": CAMPAIGN.replace("riverbank", name)})
    url = url or place.call("sandbox").stdout.split()[-1]
    place.settings |= sandbox_settings(url)
    place.call("load", "--yes")
    return url


def ask(place: Place, name: str, person: int) -> None:
    """Say something to the bot, and wait for an answer."""
    place.ask_sandbox("say", {"user": {"id": person, "name": name}, "text": "hello"})
    eventually(lambda: place.replies(person), f"the bot answers {name}")


def is_trusted(place: Place, name: str) -> bool:
    return place.ask_ledger("SELECT trusted FROM campaign", ledger_of(place, name)) == [(1,)]


def ledger_of(place: Place, name: str) -> Path:
    return (place.data or place.base / "data") / "pregonero" / f"{name}.sqlite"


def was_killed(place: Place, role: str) -> None:
    """Leave a sign of life as one that was killed long ago does."""
    sign = place.folder / "build" / f"alive-{role}"
    sign.parent.mkdir(exist_ok=True)
    sign.touch()
    os.utime(sign, (0, 0))


def lives(place: Place) -> bool:
    return place.call("status", "--alive", code=None).returncode == 0
