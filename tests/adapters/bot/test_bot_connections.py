"""What the bot's connections are used for, and what is known of a message when one breaks."""

from __future__ import annotations

import asyncio
import json
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from campaign.bot.transport import Fate, Transport
from campaign.ports.messages import Message
from campaign.sandbox.credentials import BOT_TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ANSWER = Message(5, json.dumps({"text": "Hola"}))
REMINDER = Message(5, json.dumps({"text": "Mañana"}), once=True)
SENT = {"message_id": 9, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "Hola"}


class Door:
    """A server that answers every request alike; it counts connections and keeps requests."""

    def __init__(self, body: bytes, status: str = "200 OK", *, shut: bool = False) -> None:
        self.connections = 0
        self.requests: list[bytes] = []
        self._head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n"
        self._body, self._shut = body, shut
        self.left = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
                self.requests.append(head + await reader.readexactly(int(length or 0)))
                self.left.clear()
                writer.write(f"{self._head}Content-Length: {len(SENT_BODY)}\r\n\r\n".encode())
                writer.write(self._body)
                if self._shut:
                    break
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()
            self.left.set()


SENT_BODY = json.dumps({"ok": True, "result": SENT}).encode()


@asynccontextmanager
async def talking(door: Door, scheme: str = "http") -> AsyncIterator[Transport]:
    server = await asyncio.start_server(door.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    transport = Transport(BOT_TOKEN, f"{scheme}://127.0.0.1:{port}")
    try:
        yield transport
    finally:
        await transport.close()
        server.close()


async def test_answers_share_a_connection() -> None:
    door = Door(SENT_BODY)
    async with talking(door) as transport:
        fates = [(await transport.send(ANSWER)).fate for _ in range(3)]
    assert (fates, door.connections) == ([Fate.SENT] * 3, 1)


async def test_a_message_that_may_not_repeat_has_a_connection_of_its_own() -> None:
    door = Door(SENT_BODY)
    async with talking(door) as transport:
        await transport.send(ANSWER)
        fates = [(await transport.send(REMINDER)).fate for _ in range(2)]
    assert (fates, door.connections) == ([Fate.SENT] * 2, 3)


async def test_a_connection_that_was_closed_meanwhile_is_not_written_to() -> None:
    door = Door(SENT_BODY, shut=True)
    async with talking(door) as transport:
        for _ in range(3):
            assert (await transport.send(ANSWER)).fate is Fate.SENT
            await door.left.wait()
            await asyncio.sleep(0.05)
    assert door.connections == 3


async def test_a_redirection_is_no_way_for_a_message() -> None:
    door = Door(SENT_BODY, "307 Temporary Redirect\r\nLocation: /elsewhere")
    async with talking(door) as transport:
        assert (await transport.send(ANSWER)).fate is Fate.LOST
    assert len(door.requests) == 1


@pytest.mark.parametrize("cut", [b"", SENT_BODY[:20]])
async def test_a_message_whose_answer_breaks_off_may_be_there(cut: bytes) -> None:
    async with talking(Door(cut, shut=True)) as transport:
        assert (await transport.send(ANSWER)).fate is Fate.LOST


@pytest.mark.parametrize("result", [True, [], {}, {"message_id": "x"}, None])
async def test_a_message_that_is_answered_oddly_may_be_there(result: object) -> None:
    body = json.dumps({"ok": True, "result": result}).encode()
    door = Door(body.ljust(len(SENT_BODY)))
    async with talking(door) as transport:
        assert (await transport.send(ANSWER)).fate is Fate.LOST


async def test_a_message_to_nobody_there_certainly_did_not_leave() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        transport = Transport(BOT_TOKEN, f"http://127.0.0.1:{bound.getsockname()[1]}")
        try:
            assert (await transport.send(ANSWER)).fate is Fate.NOT_SENT
        finally:
            await transport.close()


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
async def test_a_message_without_a_handshake_certainly_did_not_leave(
    monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr("campaign.bot.transport.CONNECT", 0.3)

    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await reader.read()
        writer.close()

    door = Door(SENT_BODY)
    monkeypatch.setattr(door, "serve", plain)
    async with talking(door, "https") as transport:
        assert (await transport.send(ANSWER)).fate is Fate.NOT_SENT


async def test_a_message_that_finds_all_connections_busy_certainly_did_not_leave(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("campaign.bot.transport.AT_ONCE", 1)
    monkeypatch.setattr("campaign.bot.transport.CONNECT", 0.2)
    monkeypatch.setattr("campaign.bot.transport.READ", 0.6)

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    door = Door(SENT_BODY)
    monkeypatch.setattr(door, "serve", silent)
    async with talking(door) as transport:
        first = asyncio.create_task(transport.send(ANSWER))
        await asyncio.sleep(0.05)
        assert (await transport.send(ANSWER)).fate is Fate.NOT_SENT
        assert (await first).fate is Fate.LOST


async def test_a_file_arrives_as_it_is() -> None:
    door = Door(SENT_BODY)
    file = {"name": "panel é 1.ics", "media_type": "text/calendar", "content": "BEGIN:VCALENDAR\né"}
    async with talking(door) as transport:
        sent = await transport.send(Message(5, json.dumps({"text": "Aquí", "document": file})))
    assert sent.fate is Fate.SENT
    assert "BEGIN:VCALENDAR\né".encode() in door.requests[0]
    assert 'filename="panel é 1.ics"'.encode() in door.requests[0]
    assert "Aquí".encode() in door.requests[0]
