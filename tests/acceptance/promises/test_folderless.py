"""Several machines work for a campaign whose ledger is on a server, and none has its folder."""

from __future__ import annotations

import signal
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from machines import machines, press_yes
from program import STARTED, Place, eventually

from campaign.sandbox.credentials import BOT
from campaign.sandbox.records import Visitor
from campaign.testing.newer import bring_to_a_newer_version
from campaign.testing.postgres import PostgresServer, server_folder

if TYPE_CHECKING:
    from pathlib import Path

NETWORKS = ("x", "mastodon")
POSTS = 12
RESTARTS = 5
TWO_LOOKS = 240.0
"""How long a post may stay away whose claim was on its way when the server stopped: whoever takes
it over looks for it twice, a minute apart, before it is sent.
"""
EVA = Visitor(715_001, "Eva Llanquileo", language="es")


def test_when_a_worker_is_killed_another_goes_on_and_nothing_is_out_twice(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    """Also where a machine with the next version has brought the tables to it meanwhile."""
    with machines(tmp_path, postgres) as at:
        at.load(posts=POSTS)
        one, other = at.machine("one", LEASE="3"), at.machine("other", LEASE="3")
        with one.running("run", "--only", "worker") as first:
            first.says(STARTED)
            at.let_time_pass(apart=0.7)
            eventually(lambda: at.out("x"), "something is out")
            bring_to_a_newer_version(at.settings["DATABASE_URL"])
            with other.running("run", "--only", "worker") as second:
                second.says(STARTED)
                first.kill()
                wanted = Counter({f"Marea {n}.": 1 for n in range(POSTS)})
                for network in NETWORKS:
                    eventually(lambda: at.out(network).keys() == wanted.keys(), network)  # noqa: B023
                second.end()
        for network in NETWORKS:
            assert at.out(network) == wanted
        assert not list(one.folder.iterdir()), "a worker leaves nothing where it stands"


def test_when_a_bot_is_killed_another_machines_goes_on(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    def answered() -> int:
        return sum(said.sender == BOT for said in at.world.chat(EVA))

    with machines(tmp_path, postgres) as at:
        at.load()
        one, other = at.machine("one"), at.machine("other")
        with one.running("run", "--only", "bot") as first:
            first.says(STARTED)
            at.world.say(EVA, "/programa")
            eventually(lambda: answered() == 1, "the first bot's answer")
            with other.running("run", "--only", "bot") as second:
                second.says("este queda de reserva")
                first.kill()
                at.world.say(EVA, "/programa")
                eventually(lambda: answered() == 2, "the second bot's answer")
                second.end()


def test_a_server_restarted_five_times_doubles_and_loses_nothing(
    tmp_path: Path, requires_postgres: Path
) -> None:
    """Posts go out and people sign up meanwhile, and nobody starts a process again."""
    server = PostgresServer(server_folder(), requires_postgres, durable=True)
    people = [Visitor(715_100 + n, f"Persona {n}", language="es") for n in range(RESTARTS)]
    try:
        with machines(tmp_path, server) as at:
            at.load(posts=POSTS)
            worker, bot = at.machine("one", LEASE="3"), at.machine("two")
            with (
                worker.running("run", "--only", "worker") as publishes,
                bot.running("run", "--only", "bot") as answers,
            ):
                publishes.says(STARTED)
                answers.says(STARTED)
                at.let_time_pass(apart=1.0)
                for number, person in enumerate(people):
                    at.world.say(person, "/inscribirme mareas")
                    server.stop((signal.SIGINT, signal.SIGQUIT)[number % 2])
                    server.start()
                    eventually(lambda: at.world.chat(person)[-1].buttons, "the bot asks")  # noqa: B023
                    press_yes(at.world, person)
                wanted = Counter({f"Marea {n}.": 1 for n in range(POSTS)})
                for network in NETWORKS:
                    eventually(
                        lambda: at.out(network).keys() == wanted.keys(),  # noqa: B023
                        network,
                        TWO_LOOKS,
                    )
                seated = "SELECT count(*) FROM sign_up WHERE state = 'seated'"
                database = at.settings["DATABASE_URL"].rpartition("/")[2]
                eventually(lambda: server.ask(seated, database) == [(RESTARTS,)], "all have a seat")
                publishes.end()
                answers.end()
            for network in NETWORKS:
                assert at.out(network) == wanted
    finally:
        server.close()


def test_who_lacks_an_account_stops_nobody_elses(tmp_path: Path, postgres: PostgresServer) -> None:
    with machines(tmp_path, postgres) as at:
        at.load(posts=3)
        whole, lame, bot = (at.machine(name) for name in ("whole", "lame", "bot"))
        del lame.settings["X_ACCESS_TOKEN"]
        for name in [name for name in bot.settings if name.startswith(("X_", "MASTODON_"))]:
            del bot.settings[name]
        with (
            whole.running("run", "--only", "worker") as first,
            lame.running("run", "--only", "worker") as second,
            bot.running("run", "--only", "bot") as third,
        ):
            for one in (first, second, third):
                one.says(STARTED)
            for one in (second, third):
                one.says("a este proceso le faltan")
            at.let_time_pass()
            wanted = Counter({f"Marea {n}.": 1 for n in range(3)})
            for network in NETWORKS:
                eventually(lambda: at.out(network) == wanted, network)  # noqa: B023
            for one in (first, second, third):
                one.end()


def test_who_has_other_accounts_than_the_folders_does_not_start(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    with machines(tmp_path, postgres) as at:
        at.load()
        with at.editor().running("run") as run:
            run.says(STARTED)
            run.end()
        elsewhere = {
            "MASTODON_API_URL": "http://127.0.0.1:1/mastodon",
            "X_ACCESS_SECRET": "secreto",
        }
        worker, bot = at.machine("one", **elsewhere), at.machine("two", **elsewhere)
        told = worker.call("run", "--only", "worker", code=2).stderr
        assert "PREGONERO_X_ACCESS_SECRET, PREGONERO_MASTODON_API_URL" in told
        assert "secreto" not in told
        with (
            bot.running("run", "--only", "bot") as answers,
            at.machine("three").running("run", "--only", "worker") as publishes,
        ):
            answers.says(STARTED)
            publishes.says(STARTED)


def test_it_is_said_which_campaign_is_meant(tmp_path: Path, postgres: PostgresServer) -> None:
    with machines(tmp_path, postgres) as at:
        worker = at.machine("one")
        nothing = worker.call("run", "--only", "worker", code=None)
        assert nothing.returncode
        assert "no hay nada cargado" in nothing.stderr
        at.load("estuario")
        at.load("delta")
        two = worker.call("run", "--only", "worker", code=2)
        assert "delta, estuario" in two.stderr
        unknown = at.machine("two", CAMPAIGN="canal").call("run", "--only", "worker", code=2)
        assert "«canal»" in unknown.stderr
        named = at.machine("three", CAMPAIGN="delta", DELTA__LEASE="never", ESTUARIO__LEASE="x")
        assert "never" in named.call("run", "--only", "worker", code=2).stderr
        named = at.machine("four", CAMPAIGN="delta", ESTUARIO__LEASE="never")
        with named.running("run", "--only", "worker") as run:
            run.says(STARTED)
            run.end()


def test_how_it_stands_is_seen_without_the_folder(tmp_path: Path, postgres: PostgresServer) -> None:
    with machines(tmp_path, postgres) as at:
        at.load(posts=2)
        one = at.machine("one")
        told = one.json("status")
        keys = {row["key"] for row in told["deliveries"]}
        assert keys == {f"marea-{n}/{network}/1" for n in range(2) for network in NETWORKS}
        assert (told["revision"], told["alive"]) == (1, None)
        assert "[marea-1]" in one.call("status").stdout
        assert "Marea 1." in one.call("show", "marea-1/x/1").stdout
        assert "/healthz" in one.call("status", "--alive", code=1).stdout
        assert not list(one.folder.iterdir()), "who looks leaves nothing"


def test_all_is_held_and_let_go_without_the_folder(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    with machines(tmp_path, postgres) as at:
        at.load(posts=2)
        one = at.machine("one")
        one.call("hold", "--all", "Duelo nacional")
        one.call("hold", "marea-1", "--why", "Revisar")
        told = one.json("status")
        assert told["hold"]["reason"] == "Duelo nacional"
        held = {row["key"] for row in told["deliveries"] if row["state"] == "held"}
        assert held == {"marea-1/x/1", "marea-1/mastodon/1"}
        one.call("resume")
        one.call("resume", "marea-1")
        told = one.json("status")
        assert told["hold"] is None
        assert {row["state"] for row in told["deliveries"]} == {"planned"}
        assert not list(one.folder.iterdir()), "who decides leaves nothing"


@pytest.mark.parametrize(
    "command",
    [("approve", "marea-0"), ("fact", "mareas", "delay=10"), ("withdraw", "marea-0/x/1")],
)
def test_what_needs_the_folder_says_where_it_is_done(
    tmp_path: Path, postgres: PostgresServer, command: tuple[str, ...]
) -> None:
    with machines(tmp_path, postgres) as at:
        at.load()
        told = at.machine("one").call(*command, code=1).stderr
        assert "«estuario»" in told
        assert "/pausa" in told
        assert "pregonero init" not in told


def test_who_looks_without_folder_or_server_is_told_of_both(place: Place) -> None:
    told = place.call("status", code=1).stderr
    assert "--campaign CARPETA" in told
    assert "PREGONERO_DATABASE_URL" in told


def test_what_a_machine_lacks_others_may_have(tmp_path: Path, postgres: PostgresServer) -> None:
    with machines(tmp_path, postgres) as at:
        at.load()
        lame = at.machine("lame")
        del lame.settings["X_ACCESS_TOKEN"]
        rows = lame.json("doctor")
        found = {row["check"]: row for row in rows}
        assert "otro computador" in found["channel:x"]["hint"]
        assert "posts/" not in str(rows)
        assert "no saldría" not in str(rows)


def test_doctor_tells_that_it_does_not_know_which_campaign(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    with machines(tmp_path, postgres) as at:
        empty = at.machine("nothing", LEASE="never", CAMPAIGN="delta")
        told, nothing = empty.call("status", code=1).stderr, empty.json("doctor", code=1)
        at.load("estuario")
        at.load("delta")
        unknown = at.machine("unknown", CAMPAIGN="canal").json("doctor", code=1)
        which = at.machine("which").json("doctor", code=1)
    assert "no hay nada cargado" in told
    assert "`pregonero load`" in told
    for rows, words in (
        (nothing, "nada cargado"),
        (unknown, "«canal»"),
        (which, "delta, estuario"),
    ):
        found = {row["check"]: row for row in rows}
        assert words in found["folder"]["message"]
        assert found["database"]["ok"]
        assert found["fonts"]["ok"]
        assert "clock" in found
    assert [row["check"] for row in nothing if not row["ok"]] == ["settings:LEASE", "folder"]


def test_a_machine_without_the_folder_is_examined(tmp_path: Path, postgres: PostgresServer) -> None:
    with machines(tmp_path, postgres) as at:
        at.load()
        with at.editor().running("run") as run:
            run.says(STARTED)
            run.end()
        lame = at.machine("lame", X_ACCESS_SECRET="otro", LISTEN="127.0.0.1:1")
        found = {row["check"]: row for row in lame.json("doctor", code=None)}
        assert "Charlas del Estuario" in found["folder"]["message"]
        assert found["database"]["ok"]
        assert found["channel:mastodon"]["ok"]
        assert not found["settings"]["ok"]
        assert found["settings"]["message"].endswith("no coinciden PREGONERO_X_ACCESS_SECRET.")
        assert not {"files", "home"} & found.keys()
        assert not list(lame.folder.iterdir()), "who looks leaves nothing"


def test_who_does_not_reach_the_ledger_is_told_so(place: Place) -> None:
    place.settings["DATABASE_URL"] = "postgresql://x@127.0.0.1:1/base"
    wrong = [row["check"] for row in place.json("doctor", code=3) if not row["ok"]]
    assert wrong == ["database"]
    assert "127.0.0.1:1/base" in place.call("status", code=3).stderr


@pytest.mark.parametrize("role", ["worker", "bot"])
def test_without_a_folder_a_server_is_needed(place: Place, role: str) -> None:
    place.folder.mkdir(parents=True, exist_ok=True)
    told = place.call("run", "--only", role, code=2)
    assert "PREGONERO_DATABASE_URL" in told.stderr
    assert not list(place.folder.iterdir())
