"""A browser without a screen that is used as a person uses one: by tapping, typing and looking.

It is told what to do over its DevTools protocol. Taps and keys are events of its input, so what
is covered, switched off or not on the page cannot be used.
"""

from __future__ import annotations

import base64
import json
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from websockets.sync.client import ClientConnection

PATIENCE = 60.0
GONE = -32000
"""The number of what a browser answers where the page that it asks is being renewed."""
"""How long, in seconds, a hung page keeps a test; nobody is measured by it."""
WIDTH, HEIGHT = 390, 844
"""A phone's screen in CSS pixels."""
DOTS = 2
"""How many dots of a picture make one of them, in each direction."""
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--remote-debugging-port=0",
)
COUNT_TAPS = """
addEventListener("click", ({target}) => {
  if (window.wanted?.contains(target)) sessionStorage.taps = Number(sessionStorage.taps ?? 0) + 1;
}, true);
"""
TAPS = "Number(sessionStorage.taps ?? 0)"
"""A link leads to another page, and what was tapped there counts on."""
PLACE = """
(() => {
  const found = [...document.querySelectorAll(%s)].filter(
    (one) => one.checkVisibility() && (%s === null || one.innerText.trim() === %s)).at(-1);
  if (!found || found.disabled) return null;
  found.scrollIntoView({block: "nearest", behavior: "instant"});
  window.wanted = found;
  const box = found.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  return found.contains(document.elementFromPoint(x, y)) ? [x, y] : null;
})()
"""


class Page:
    """The one page of a browser."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._calls = 0
        self._session = ""

    def attach(self) -> None:
        """Take hold of the page that the browser began with, and make it a phone's."""
        targets = self._ask("Target.getTargets")["targetInfos"]
        target = next(one["targetId"] for one in targets if one["type"] == "page")
        held = self._ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = held["sessionId"]
        self._ask("Page.enable")
        self._ask("Page.addScriptToEvaluateOnNewDocument", source=COUNT_TAPS)
        self._be_a_phone(dots=1)

    def _be_a_phone(self, dots: int) -> None:
        size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": dots, "mobile": True}
        self._ask("Emulation.setDeviceMetricsOverride", **size)

    def open(self, url: str) -> None:
        """Go to an address."""
        self._ask("Page.navigate", url=url)
        self.until(lambda: self.evaluate("document.readyState") == "complete", url)

    def evaluate(self, script: str) -> Any:
        """Return what a script on the page gives, as JSON can say it. It must only look: a page
        that is renewed meanwhile is asked again.
        """
        asked = {"expression": script, "returnByValue": True}
        end = time.monotonic() + PATIENCE
        while "result" not in (answer := self._answered("Runtime.evaluate", asked)):
            assert answer["error"]["code"] == GONE, answer
            assert time.monotonic() < end, answer
            time.sleep(0.08)
        told = answer["result"]
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def tap(self, what: str, label: str | None = None) -> None:
        """Tap the last element that a CSS selector finds, with the ``label`` if one is given.

        What is not there yet is waited for. A tap that met nothing, because the page was just
        being renewed, is repeated.
        """
        script = PLACE % (json.dumps(what), json.dumps(label), json.dumps(label))

        def tapped() -> bool:
            spot = self.evaluate(script)
            if spot is None:
                return False
            before = self.evaluate(TAPS)
            at = {"x": spot[0], "y": spot[1], "button": "left", "clickCount": 1}
            for kind in ("mousePressed", "mouseReleased"):
                self._ask("Input.dispatchMouseEvent", type=kind, **at)
            return bool(self.evaluate(TAPS) != before)

        self.until(tapped, f"{what} {label or ''}")

    def type(self, text: str) -> None:
        """Write where the cursor is."""
        self._ask("Input.insertText", text=text)

    def picture(self) -> bytes:
        """Return what the screen shows, as PNG."""
        self._be_a_phone(dots=DOTS)
        taken = self._ask("Page.captureScreenshot")["data"]
        self._be_a_phone(dots=1)
        return base64.b64decode(taken)

    def until(self, true: Callable[[], Any], what: str) -> Any:
        """Return the first true answer of ``true``; fails when it does not come in time."""
        end = time.monotonic() + PATIENCE
        while not (answer := true()):
            if time.monotonic() > end:
                shown = self.evaluate("document.body.innerText")
                msg = f"it did not happen in time: {what}\nThe page shows:\n{shown}"
                raise AssertionError(msg)
            time.sleep(0.08)
        return answer

    def _ask(self, method: str, **values: Any) -> Any:
        told = self._answered(method, values)
        assert "error" not in told, (method, told)
        return told["result"]

    def _answered(self, method: str, values: dict[str, Any]) -> dict[str, Any]:
        self._calls += 1
        order = {"id": self._calls, "method": method, "params": values}
        if self._session:
            order["sessionId"] = self._session
        self._socket.send(json.dumps(order))
        while True:
            told: dict[str, Any] = json.loads(self._socket.recv(PATIENCE))
            if told.get("id") == self._calls:
                return told


@contextmanager
def browsing(program: str, profile: Path) -> Iterator[Page]:
    """Start a browser, and end it with the block; ``profile`` is the folder that it may fill."""
    port = profile / "DevToolsActivePort"
    command = [program, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet) as process:
        try:
            end = time.monotonic() + PATIENCE
            while not (port.exists() and len(port.read_text().split()) > 1):
                assert process.poll() is None, "the browser did not start"
                assert time.monotonic() < end, "the browser did not start in time"
                time.sleep(0.02)
            number, path = port.read_text().split()
            address = f"ws://127.0.0.1:{number}{path}"
            with connect(address, proxy=None, max_size=None, ping_interval=None) as socket:
                page = Page(socket)
                page.attach()
                yield page
        finally:
            process.kill()
