"""The sandbox's chat page as somebody uses it in a browser: what is said, and what is tapped."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.acceptance.browser import Page

MESSAGES = """
[...document.querySelectorAll("li.message")].map((one) => ({
  mine: one.classList.contains("mine"),
  text: one.querySelector(".balloon").innerText.replaceAll("\u00a0", " "),
  keys: [...one.querySelectorAll(".keys button, .keys a")].map((key) => key.innerText.trim()),
}))
"""
FILES = "[...document.querySelectorAll('.document a')].map((one) => one.innerText)"


@dataclass(slots=True)
class ChatPage:
    """One visitor's chat, private or the team's; what was there before the last act is old."""

    page: Page
    url: str
    old: int = 0

    def enter(self, name: str, number: str = "", start: str = "") -> None:
        """Come in under a name, as through a link that says where to ``start``."""
        self.page.open(f"{self.url}/chat?start={start}")
        if self.page.evaluate("!!document.querySelector('.enter summary')"):
            self.page.tap(".enter summary")
        for field, value in (("name", name), ("id", number)):
            self.page.tap(f".enter input[name={field}]")
            self.page.type(value)
        self.page.tap(".enter button")
        self.page.until(lambda: self.page.evaluate("!!document.querySelector('.write')"), name)
        self.old = len(self.messages())

    def become(self, name: str, *words: str) -> None:
        """Go on in the private chat of somebody who is here, where these ``words`` are to be."""
        self.page.tap(".people a span:last-child", name)
        self._wait_for(".people a[aria-current] span:last-child", name, *words)

    def go_to(self, room: str, *words: str) -> None:
        """Change to another conversation by its name, where these ``words`` are to be."""
        self.page.tap(".rooms a", room)
        self._wait_for(".rooms a[aria-current]", room, *words)

    def _wait_for(self, what: str, label: str, *words: str) -> None:
        here = f"document.querySelector({json.dumps(what)})?.innerText === {json.dumps(label)}"
        self.page.until(lambda: self.page.evaluate(here), label)
        self.old = 0
        if words:
            self.hears(*words)
        self.old = len(self.messages())

    def write(self, text: str) -> None:
        """Type a message and send it."""
        self.old = len(self.messages())
        self.page.tap(".write textarea")
        self.page.type(text)
        self.page.tap(".write button")
        self.page.until(lambda: any(one["mine"] for one in self.new()), f"«{text}» was sent")

    def tap(self, label: str) -> None:
        """Tap the last button with this label."""
        self.old = len(self.messages())
        self.page.tap(".keys button, .keys a, .quick button", label)

    def hears(self, *words: str) -> dict[str, Any]:
        """Return the first new message of somebody else's that has all these words.

        It has ``text`` and ``keys``, the labels of the buttons below it.
        """

        def heard() -> dict[str, Any] | None:
            said = (one for one in self.new() if not one["mine"])
            return next((one for one in said if all(w in one["text"] for w in words)), None)

        found: dict[str, Any] = self.page.until(heard, f"somebody says {words}")
        return found

    def new(self) -> list[dict[str, Any]]:
        """Return what was said since the last act."""
        return self.messages()[self.old :]

    def messages(self) -> list[dict[str, Any]]:
        """Return everything that the page shows, in order: ``mine``, ``text`` and ``keys``."""
        return list(self.page.evaluate(MESSAGES) or [])

    def files(self) -> list[str]:
        """Return the names of the files that can be fetched."""
        return list(self.page.evaluate(FILES) or [])
