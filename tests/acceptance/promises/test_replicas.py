"""Several replicas of a bot take what Telegram delivers, and people hear one bot."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Protocol

import psycopg
import pytest
from carrier import carrying
from machines import PROGRAMME, Machines, campaign, machines, press_yes
from program import PATIENCE, ROOT, STARTED, eventually

from campaign.sandbox.credentials import BOT
from campaign.sandbox.records import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from program import Run

    from campaign.testing.postgres import PostgresServer

SEATS, COMING = 50, 200
KILLED_AFTER = 40
"""So many have agreed when a replica is killed: seats are left, and others agree just then."""
PEOPLE = [Visitor(716_000 + n, f"Persona {n}", language="es") for n in range(COMING)]
STANDS_BY = "este queda de reserva"
SEATED, WAITS = "¡Listo! Quedaste en", "Te dejé en la lista de espera, en el lugar "
LIST = """
SELECT chat, state FROM sign_up JOIN contact USING (attendee_id) ORDER BY at, sign_up.id
"""
ANSWERS = "SELECT count(*), count(DISTINCT update_id) FROM outbox WHERE update_id IS NOT NULL"
SENT_AGAIN = "SELECT DISTINCT chat FROM outbox WHERE attempts > 1"


class Before(Protocol):
    """What stands before the replicas: Telegram delivers at ``url``, the replicas listen there."""

    url: str
    ports: list[int]


@dataclass
class Proxy:
    """The proxy of ``docker-compose.yml``."""

    url: str
    ports: list[int]
    place: int


@contextmanager
def replicas(at: Machines, carrier: Before) -> Iterator[tuple[Run, Run]]:
    """Run two replicas; the first one answers, the second one stands by."""
    one, other = (
        at.machine(f"port-{port}", LISTEN=f"127.0.0.1:{port}", TELEGRAM_WEBHOOK_URL=carrier.url)
        for port in carrier.ports
    )
    with one.running("run", "--only", "bot") as first:
        first.says(STARTED)
        eventually(lambda: at.world.telegram.webhook.url, "Telegram knows where to deliver")
        with other.running("run", "--only", "bot") as second:
            second.says(STANDS_BY)
            second.says(STARTED)
            yield first, second


@contextmanager
def two_machines(
    base: Path, postgres: PostgresServer, before: AbstractContextManager[Before]
) -> Iterator[Any]:
    """Yield machines with a loaded panel, what stands before the replicas, and two of them."""
    with machines(base, postgres) as at, before as carrier:
        at.settings["LEASE"] = "5"
        editor = at.editor()
        editor.write(campaign("estuario", 1))
        editor.write({"posts/programme.yaml": f"{PROGRAMME}    capacity: {SEATS}\n"})
        editor.call("load", "--yes")
        with replicas(at, carrier) as runs:
            yield at, carrier, runs


def free_ports(count: int = 2) -> list[int]:
    with ExitStack() as stack:
        found = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in found:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in found]


@contextmanager
def proxied(base: Path) -> Iterator[Proxy]:
    """Run Caddy as its image does, with our rules."""
    program = shutil.which("caddy", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if program is None:
        pytest.skip("no Caddy on this machine")
    base.mkdir()
    place, admin, *ports = free_ports(4)
    environment = {
        "PROXY_SITE": f"http://127.0.0.1:{place}",
        "BOTS": " ".join(["to", *(f"127.0.0.1:{port}" for port in ports)]),
        "CADDY_ADMIN": f"127.0.0.1:{admin}",
        "XDG_CONFIG_HOME": str(base),
        "XDG_DATA_HOME": str(base),
    }
    command = [program, "run", "--config", str(ROOT / "Caddyfile"), "--adapter", "caddyfile"]
    with (base / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        eventually(lambda: is_well(admin), "the proxy is there")
        yield Proxy(f"http://127.0.0.1:{place}/telegram", ports, place)
    finally:
        process.kill()
        process.wait()


def is_well(admin: int) -> bool:
    """Tell what the health check of ``docker-compose.yml`` does."""
    try:
        return seen(admin, "/config/") == 200
    except OSError:
        return False


def ask(at: Machines, query: str) -> list[tuple[Any, ...]]:
    with closing(psycopg.connect(at.settings["DATABASE_URL"])) as server:
        return server.execute(query).fetchall()


def said(at: Machines, who: Visitor) -> list[str]:
    return [one.text for one in at.world.chat(who) if one.sender == BOT]


def results(at: Machines, who: Visitor) -> list[str]:
    """Return what somebody was told of the sign-up."""
    return [text for text in said(at, who) if SEATED in text or WAITS in text]


@dataclass
class Crowd:
    """People who agree as soon as they are asked, and then wait for what comes of it."""

    at: Machines
    asked: list[Visitor] = field(default_factory=lambda: list(PEOPLE))
    waiting: list[Visitor] = field(default_factory=list)

    def told(self) -> int:
        """Let everybody agree who was asked by now; return how many know what came of it."""
        world = self.at.world
        agreeing = [who for who in self.asked if any(one.buttons for one in world.chat(who))]
        for who in agreeing:
            press_yes(world, who)
            self.asked.remove(who)
        self.waiting = [who for who in self.waiting if not results(self.at, who)] + agreeing
        return COMING - len(self.asked) - len(self.waiting)


def test_two_replicas_seat_fifty_of_two_hundred_though_one_is_killed(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    with two_machines(tmp_path, postgres, carrying(free_ports())) as (at, carrier, (first, second)):
        crowd = Crowd(at)
        for who in PEOPLE:
            at.world.say(who, "/inscribirme mareas")
        eventually(lambda: crowd.told() + len(crowd.waiting) >= KILLED_AFTER, "some agreed")
        assert all(carrier.confirmed[port] for port in carrier.ports), "both take updates"
        assert not ask(at, SENT_AGAIN), "one gate: Telegram refused nothing"
        first.kill()
        eventually(lambda: crowd.told() == COMING, "all know", 2 * PATIENCE)
        eventually(lambda: not ask(at, "SELECT 1 FROM inbox WHERE handled_at IS NULL"), "no more")
        second.end()
        assert carrier.again, "some came twice"
        listed = ask(at, LIST)
        assert Counter(state for _, state in listed) == {"seated": SEATS, "waiting": COMING - SEATS}
        assert [state for _, state in listed[:SEATS]] == ["seated"] * SEATS
        told = {chat: told_place(chat, results(at, who)[0]) for who in PEOPLE for chat in [who.id]}
        places = [0] * SEATS + [*range(1, COMING - SEATS + 1)]
        assert [told[chat] for chat, _ in listed] == places
        answers, answered = ask(at, ANSWERS)[0]
        assert answers == answered == 2 * COMING, "one answer to each update"
        twice = {who.id for who in PEOPLE if len(said(at, who)) > 2}
        on_its_way = {chat for (chat,) in ask(at, SENT_AGAIN)}
        assert twice <= on_its_way, "one answer, but for what was on its way at the kill"


def seen(port: int, path: str) -> int:
    """Return how a replica answers whoever comes by its address."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    with closing(connection):
        connection.request("GET", path)
        return connection.getresponse().status


def test_behind_the_proxy_nobody_notices_that_a_replica_dies(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    with two_machines(tmp_path, postgres, proxied(tmp_path / "proxy")) as (at, proxy, runs):
        for who in PEOPLE[:8]:
            at.world.say(who, "/programa")
        eventually(lambda: all(said(at, who) for who in PEOPLE[:8]), "all are answered")
        for port in proxy.ports:
            assert seen(port, "/calendar.ics") == 200
            eventually(lambda: seen(port, "/healthz") == 200, "it is well")  # noqa: B023
        runs[0].kill()
        for who in PEOPLE[8:16]:
            at.world.say(who, "/programa")
        eventually(lambda: all(said(at, who) for who in PEOPLE[8:16]), "all are answered")
        assert at.world.telegram.webhook.error == ""
        assert [seen(proxy.place, path) for path in ("/calendar.ics", "/other")] == [200, 404]
        assert {len(said(at, who)) for who in PEOPLE[:16]} == {1}
        runs[1].end()


class Taking(BaseHTTPRequestHandler):
    """A replica that takes everything, once it has all of it."""

    def do_POST(self) -> None:
        """Take it."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def deliver_at_once(port: int, count: int) -> list[int]:
    """Deliver so much side by side; return what was answered."""

    def deliver(number: int) -> int:
        with closing(HTTPConnection("127.0.0.1", port, timeout=25)) as connection:
            connection.request("POST", "/telegram", f'{{"update_id": {number}}}')
            return connection.getresponse().status

    with ThreadPoolExecutor(count) as at_once:
        return list(at_once.map(deliver, range(count)))


def reached(hanging: socket.socket) -> int:
    """Return how often somebody came since the last look, and send them away."""
    count = 0
    with suppress(BlockingIOError):
        while True:
            hanging.accept()[0].close()
            count += 1
    return count


def test_the_proxy_leaves_out_who_hangs(tmp_path: Path) -> None:
    with ExitStack() as stack:
        proxy = stack.enter_context(proxied(tmp_path / "proxy"))
        address, other = (("127.0.0.1", port) for port in proxy.ports)
        hanging = stack.enter_context(socket.create_server(address, backlog=64))
        hanging.settimeout(0)
        taking = stack.enter_context(ThreadingHTTPServer(other, Taking))
        Thread(target=taking.serve_forever).start()
        stack.callback(taking.shutdown)
        assert deliver_at_once(proxy.place, 20) == [200] * 20
        assert reached(hanging)
        assert deliver_at_once(proxy.place, 20) == [200] * 20
        assert not reached(hanging)


def told_place(chat: int, text: str) -> int:
    """Return the place on the list that somebody was told of, 0 for a seat."""
    found = re.search(rf"{WAITS}(\d+)", text)
    assert found or SEATED in text, (chat, text)
    return int(found[1]) if found else 0
