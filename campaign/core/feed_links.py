"""Where the calendar of a campaign is on the web, and how each kind of calendar takes it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

FEED = "calendar"
SUBSCRIBE = "subscribe"


@dataclass(frozen=True, slots=True)
class FeedLinks:
    """The addresses below ``base``, the public one, without a slash at its end.

    ``panel`` is the id of the only one in the calendar, ``None`` for the whole programme;
    ``language`` the code in which it is told, where that is not the campaign's own.
    """

    base: str
    panel: str | None = None
    language: str | None = None

    @property
    def address(self) -> str:
        """Return the address of the calendar, to be pasted anywhere."""
        return f"{self.base}{path_of(self.panel)}{self._query}"

    @property
    def is_of_the_web(self) -> bool:
        """Tell whether others find the address: Telegram takes no button to any else."""
        return "." in (urlsplit(self.base).hostname or "")

    @property
    def webcal(self) -> str:
        """Return the address that a computer opens with its calendar."""
        return f"webcal://{self.address.partition('://')[2]}"

    @property
    def apple(self) -> str:
        """Return the address that leads there: a chat takes none but those of the web."""
        page = f"/{SUBSCRIBE}" if self.panel is None else f"/{SUBSCRIBE}/{_quoted(self.panel)}"
        return f"{self.base}{page}{self._query}"

    @property
    def google(self) -> str:
        """Return the address at which Google's calendar asks whether to add it."""
        return f"https://calendar.google.com/calendar/r?{urlencode({'cid': self.webcal})}"

    def outlook(self, title: str) -> str:
        """Return the address at which Outlook asks so; it is called ``title`` there."""
        named = urlencode({"url": self.address, "name": title}, quote_via=quote)
        return f"https://outlook.live.com/calendar/0/addfromweb?{named}"

    @property
    def _query(self) -> str:
        return f"?lang={self.language}" if self.language else ""


def path_of(panel: str | None) -> str:
    """Return the path of the calendar of one panel, or of all."""
    return f"/{FEED}.ics" if panel is None else f"/{FEED}/{_quoted(panel)}.ics"


def public_base(said: str) -> str | None:
    """Return a public address without a slash at its end; ``None`` for what is none."""
    try:
        parts = urlsplit(said)
        _ = parts.port
    except ValueError:
        return None
    known = parts.scheme in {"http", "https"} and parts.hostname
    if not known or parts.query or parts.fragment or parts.username or not said.isprintable():
        return None
    return None if " " in said else said.rstrip("/")


def _quoted(panel: str) -> str:
    return quote(panel, safe="")
