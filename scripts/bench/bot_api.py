"""A Bot API that costs next to nothing: what is measured is whoever talks to it.

``python -m scripts.bench.bot_api`` tells its port on a line of its own; then each line of its
input orders one thing, and each line of its output is the answer (JSON):

- ``load NUMBER``: from now on so many people have written, all at once;
- ``pace NUMBER PER_SECOND``: so many write, one after the other;
- ``wait SECONDS``: until everybody was answered; tells when each wrote and was answered.

Updates have the form of the official description; every person writes once, in an own chat.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs

FIRST_PERSON = 10_000
MOST = 100
POLL_SECONDS = 50.0
WORDS = "/start"
ME = {
    "id": 42, "is_bot": True, "first_name": "Banco", "username": "banco_bot",
    "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False,
}  # fmt: skip


@dataclass(slots=True)
class Chats:
    """Who wrote, who was answered, and when."""

    waiting: list[dict[str, object]] = field(default_factory=list)
    wrote: dict[int, float] = field(default_factory=dict)
    answered: dict[int, float] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    all_heard: asyncio.Event = field(default_factory=asyncio.Event)
    next_update: int = 1

    def say(self) -> None:
        """Let one more person write."""
        number = self.next_update
        self.next_update += 1
        person = FIRST_PERSON + number
        self.waiting.append(_update(number, person))
        self.wrote[person] = time.time()
        self.news.set()

    def heard(self, person: int) -> None:
        """Take note of an answer; the first one counts."""
        self.answered.setdefault(person, time.time())
        if len(self.answered) >= len(self.wrote):
            self.all_heard.set()

    async def wait(self, seconds: float) -> None:
        """Wait until everybody was answered, at most so long."""
        end = time.monotonic() + seconds
        while len(self.answered) < len(self.wrote) and (left := end - time.monotonic()) > 0:
            self.all_heard.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.all_heard.wait(), left)

    def confirm(self, offset: int) -> None:
        """Forget what the bot has."""
        self.waiting = [one for one in self.waiting if int(str(one["update_id"])) >= offset]


def _update(number: int, person: int) -> dict[str, object]:
    name = {"id": person, "first_name": f"P{person}"}
    message = {
        "message_id": number,
        "date": 1_900_000_000,
        "chat": {**name, "type": "private"},
        "from": {**name, "is_bot": False, "language_code": "es"},
        "text": WORDS,
        "entities": [{"type": "bot_command", "offset": 0, "length": len(WORDS)}],
    }
    return {"update_id": number, "message": message}


class Server(asyncio.Protocol):
    """One connection."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats
        self._buffer = b""
        self._transport: asyncio.WriteTransport | None = None
        self._polls: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        if isinstance(transport, asyncio.WriteTransport):
            self._transport = transport

    def connection_lost(self, _error: Exception | None) -> None:
        """End; nobody waits for updates any more."""
        for poll in self._polls:
            poll.cancel()

    def data_received(self, data: bytes) -> None:
        """Answer every whole request."""
        self._buffer += data
        while True:
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            length = _length(head)
            if not found or len(rest) < length:
                return
            self._buffer = rest[length:]
            self._request(head.split(b" ", 2)[1].decode(), head, rest[:length])

    def _request(self, path: str, head: bytes, body: bytes) -> None:
        method = path.rpartition("/")[2].lower()
        asked = _asked(head, body)
        if method == "sendmessage":
            person = int(asked["chat_id"])
            self._chats.heard(person)
            chat = {"id": person, "type": "private", "first_name": f"P{person}"}
            said = {"message_id": person, "date": 1_900_000_000, "chat": chat, "from": ME}
            self._answer({**said, "text": asked["text"]})
        elif method == "getupdates":
            poll = asyncio.ensure_future(self._poll(asked))
            self._polls.add(poll)
            poll.add_done_callback(self._polls.discard)
        else:
            self._answer(ME if method == "getme" else True)

    async def _poll(self, asked: dict[str, str]) -> None:
        chats = self._chats
        chats.confirm(int(asked.get("offset", 0)))
        end = time.monotonic() + min(float(asked.get("timeout", 0)), POLL_SECONDS)
        while not chats.waiting and (left := end - time.monotonic()) > 0:
            chats.news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(chats.news.wait(), left)
        self._answer(chats.waiting[: int(asked.get("limit", MOST))])

    def _answer(self, result: object) -> None:
        body = json.dumps({"ok": True, "result": result}).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        if self._transport is not None:
            self._transport.write(f"{head}\r\n\r\n".encode() + body)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line[:15].lower() == b"content-length:":
            return int(line[15:])
    return 0


def _asked(head: bytes, body: bytes) -> dict[str, str]:
    """Return the arguments: a form, in whichever of the three ways it came."""
    if b"multipart/form-data" in head:
        boundary = b"--" + head.partition(b"boundary=")[2].partition(b"\r\n")[0].strip(b'"')
        parts = (part.partition(b"\r\n\r\n") for part in body.split(boundary)[1:-1])
        return {
            head.partition(b'name="')[2].partition(b'"')[0].decode(): value[:-2].decode()
            for head, _, value in parts
        }
    if b"application/json" in head:
        return {name: str(value) for name, value in json.loads(body).items()}
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


async def _order(chats: Chats, line: str) -> object:
    name, *numbers = line.split()
    if name == "load":
        for _ in range(int(numbers[0])):
            chats.say()
    elif name == "pace":
        begin, apart = time.monotonic(), 1 / float(numbers[1])
        for number in range(int(numbers[0])):
            await asyncio.sleep(begin + number * apart - time.monotonic())
            chats.say()
    else:
        await chats.wait(float(numbers[0]))
        told = [[at, chats.answered.get(person)] for person, at in chats.wrote.items()]
        chats.wrote.clear()
        chats.answered.clear()
        return told
    return True


async def main() -> None:
    """Serve until the input ends."""
    loop, chats = asyncio.get_running_loop(), Chats()
    server = await loop.create_server(lambda: Server(chats), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    while line := (await loop.run_in_executor(None, sys.stdin.readline)).strip():
        sys.stdout.write(f"{json.dumps(await _order(chats, line))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
