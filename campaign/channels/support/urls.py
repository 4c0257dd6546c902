"""Where X sees links in a text: the URL rule of twitter-text 3, in linear time.

The rule is published as one regular expression of nested repetitions, which takes
quadratic time on hostile texts. Here a text is cut into runs of host characters first,
and each run into labels; every label is looked at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_SPACES = r"\x09-\x0D\x20\x85\xA0\u1680\u180E\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
_MARKERS = r"\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069"
_INVALID = r"\uFFFE\uFEFF\uFFFF"
_PUNCTUATION = r"!'#%&()*+,\\:;<=>?@\[\]^{|}~$/"
_LATIN = (
    r"\xC0-\xD6\xD8-\xF6\xF8-\xFF\u0100-\u024F\u0253\u0254\u0256\u0257\u0259\u025B"
    r"\u0263\u0268\u026F\u0272\u0289\u028B\u02BB\u0300-\u036F\u1E00-\u1EFF"
)
_CYRILLIC = r"\u0400-\u04FF"
_PATH = rf"[a-z{_CYRILLIC}0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{_LATIN}]"
_PATH_LAST = rf"[+\-a-z{_CYRILLIC}0-9=_#/{_LATIN}]"
_QUERY = r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/]"


def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# No possessive groups, `(…)*+`: before 3.11.5 Python matched them wrongly (CPython issue 106052).
_LABEL = rf"[^{_PUNCTUATION}{_SPACES}{_INVALID}{_MARKERS}.]++"
_RUN = _regex(rf"{_LABEL}(?:\.{_LABEL})*")
_ASCII_RUN = _regex(rf"[-a-z0-9{_LATIN}]++(?:\.[-a-z0-9{_LATIN}]++)*\.?")
_START = _regex(rf"(?<![a-z0-9@\uFF20$#\uFF03{_INVALID}])[^_-]")
_DOT = re.compile(r"\.\w")
_PROTOCOL = _regex(r"https?://\Z")
_TLD_WORD = _regex(r"[a-z0-9@+-]++")
_PUNYCODE = _regex(r"xn--[-0-9a-z]++")
_PORT = _regex(r":[0-9]++")
_PATH_RUN = _regex(rf"{_PATH}++")
_PATH_TO_LAST = _regex(rf"{_PATH}*{_PATH_LAST}")
_PARENS = _regex(rf"\((?:{_PATH}++\)|{_PATH}*+\({_PATH}++\){_PATH}*+\))")
_QUESTION = _regex(_QUERY)
_SHORT = _regex(rf"https?://t\.co/([a-z0-9]+)(?:{_QUERY})?")

_NOT_BEFORE_BARE = frozenset("-_./")
_MAX_URL = 4096
_MAX_TEXT = 60_000
"""A longer text is too long for X even if all of it were links of the greatest length."""
_MAX_LABEL = 63
_MAX_SLUG = 40


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a text, as ``text[start:end]`` in code points."""

    start: int
    end: int


def links(text: str) -> list[Link]:
    """Return what X makes links of in ``text``, bare domains included, in order."""
    if len(text) > _MAX_TEXT or not _DOT.search(text):
        return []
    scanner = _Scanner(text)
    position = 0
    while (run := _RUN.search(text, position)) is not None:
        position = scanner.scan(run.start(), run.end())
    return scanner.found


class _Scanner:
    """Collects the links of a text. ``free`` is the end of the last match: it cannot be
    shared, a link needs a character of its own before it.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Link] = []
        self.free = 0

    def scan(self, start: int, end: int) -> int:
        """Find the links whose host is in this run; return where to go on."""
        hosts = _Hosts(self.text, start, end)
        for label in range(len(hosts.labels) - 1):
            while (host := hosts.host_from(label, self.free)) is not None:
                stop = self._tail(host.end) if host.end == end else host.end
                self._add(host, stop)
                self.free = stop
                if stop > end:
                    return stop
        return end

    def _add(self, host: Link, stop: int) -> None:
        text = self.text
        protocol = _PROTOCOL.search(text, max(0, host.start - 8), host.start)
        if stop - host.start > _MAX_URL or not _encodable(text[host.start : host.end]):
            return
        if protocol is not None and self._may_start(protocol.start()):
            self._add_full(protocol.start(), stop)
        elif text[max(0, host.start - 1) : host.start] not in _NOT_BEFORE_BARE:
            self._add_bare(host, stop)

    def _may_start(self, position: int) -> bool:
        if position == 0:
            return True
        return position > self.free and _START.match(self.text, position) is not None

    def _add_full(self, start: int, stop: int) -> None:
        short = _SHORT.match(self.text, start, stop)
        if short is None:
            self.found.append(Link(start, stop))
        elif len(short[1]) <= _MAX_SLUG:
            self.found.append(Link(start, short.end()))

    def _add_bare(self, host: Link, stop: int) -> None:
        """Without a protocol only the parts of a host in Latin letters are links."""
        parts = _ascii_hosts(self.text[host.start : host.end], host.start)
        if parts and stop > host.end:
            parts[-1] = Link(parts[-1].start, stop)
        self.found.extend(parts)

    def _tail(self, position: int) -> int:
        """Return the end of the port, the path and the query that begin at ``position``."""
        if port := _PORT.match(self.text, position):
            position = port.end()
        if self.text.startswith("/", position):
            position = _path_end(self.text, position + 1)
        query = _QUESTION.match(self.text, position)
        return query.end() if query else position


class _Hosts:
    """The labels of one run, and how far a host can reach from each of them."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.labels: list[tuple[int, int]] = []
        for label in text[start:end].split("."):
            self.labels.append((start, start + len(label)))
            start += len(label) + 1
        self._tld = [0] + [_tld_end(text, *label) for label in self.labels[1:]] + [0]
        self._reach = self._reaches()

    def _reaches(self) -> list[int]:
        """Return for each label the end of the longest host that it can begin together
        with later labels; 0 where there is none.
        """
        reach = [0] * (len(self.labels) + 1)
        for index in range(len(self.labels) - 2, -1, -1):
            start, end = self.labels[index + 1]
            label = self.text[start:end]
            if label[0] in "-_" or label[-1] in "-_":
                continue
            reach[index] = reach[index + 1] or (0 if "_" in label else self._tld[index + 2])
        return reach

    def host_from(self, index: int, free: int) -> Link | None:
        """Return the leftmost and longest host that begins in this label after ``free``."""
        start, end = self.labels[index]
        stop = self._reach[index]
        if self.text[end - 1] in "-_" or not (stop or self._tld[index + 1]):
            return None
        if not stop:  # this label is the domain itself, which has no underscore
            stop = self._tld[index + 1]
            start = max(start, self.text.rfind("_", start, end) + 1)
        if free:
            start = max(start, free + 1)
        found = _START.search(self.text, start, end)
        return Link(found.start(), stop) if found else None


def _ascii_hosts(host: str, offset: int) -> list[Link]:
    """Return the parts of ``host`` that are domains in Latin letters."""
    parts: list[Link] = []
    position = 0
    while (run := _ASCII_RUN.search(host, position)) is not None:
        position = run.end()
        for dot in _dots_backwards(run[0]):
            if tld := _tld_end(host, run.start() + dot + 1, len(host)):
                parts.append(Link(offset + run.start(), offset + tld))
                position = max(position, tld)
                break
    return parts


def _dots_backwards(text: str) -> list[int]:
    return [index for index in range(len(text) - 1, 0, -1) if text[index] == "."]


def _path_end(text: str, position: int) -> int:
    """Return where a path ends that goes on at ``position``, after its first slash."""
    end = position
    while True:
        if run := _PATH_RUN.match(text, position):
            position = run.end()
            last = _PATH_TO_LAST.match(text, run.start(), position)
            end = last.end() if last else end
        elif parens := _PARENS.match(text, position):
            position = end = parens.end()
        else:
            return end


def _tld_end(text: str, start: int, end: int) -> int:
    """Return the end of the top-level domain that begins at ``start``; 0 for none."""
    known, longest = _top_level_domains()
    if word := _TLD_WORD.match(text, start, end):
        after = text[word.end() : word.end() + 1]
        if word[0].lower() in known and after not in {"@", "+"}:
            return word.end()
        punycode = _PUNYCODE.match(text, start, end)
        if punycode:
            return punycode.end()
    for stop in range(min(end, start + longest), start, -1):
        name = text[start:stop]
        if not name.isascii() and name.lower() in known and not _TLD_WORD.match(text, stop):
            return stop
    return 0


@cache
def _top_level_domains() -> tuple[frozenset[str], int]:
    """Return all top-level domains, and the length of the longest not in ASCII."""
    source = Path(__file__).with_name("tlds.txt").read_text(encoding="utf-8")
    names = frozenset(line for line in source.split() if not line.startswith("#"))
    return names, max(len(name) for name in names if not name.isascii())


def _encodable(host: str) -> bool:
    """Tell whether every label of ``host`` can be written in the domain name system."""
    return all(_encoded_length(label) <= _MAX_LABEL for label in host.split("."))


def _encoded_length(label: str) -> int:
    if label.isascii():
        return len(label)
    if len(label) > _MAX_LABEL or label.lower().startswith("xn--"):
        return _MAX_LABEL + 1
    return len("xn--") + len(label.lower().encode("punycode"))
