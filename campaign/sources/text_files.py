"""``posts/texts/NAME.md``: copy, with front matter and a variant per channel where it differs.

::

    ---
    alt: Tarjeta con el nombre y la hora del panel.
    ---
    The copy for every channel that has no variant below.

    --- x, mastodon ---
    The copy for these two.
    ===
    The second part of their thread.

The front matter may be left out. A line ``--- channel ---`` begins a variant that holds
for the channels that it names, and ends at the next one. A line of three or more equal
signs begins the next part of a thread. The copy is Jinja2.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from campaign.core.calendar import Text
from campaign.core.problems import Code, Problem
from campaign.likeness import nearest
from campaign.sources.fields import TEXT
from campaign.sources.findings import Findings
from campaign.sources.reader import whole
from campaign.sources.yamldoc import decode, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER: Final = "posts/texts/"
FENCE: Final = "---"
VARIANT: Final = re.compile(r"---\s+(\w[\w ,-]*?)\s+---")


def read_texts(
    tree: Mapping[str, bytes],
    channels: Mapping[str, str],
    found: list[Problem],
) -> dict[str, Text]:
    """Return every text by its name; ``channels`` maps usual names to channels."""
    texts: dict[str, Text] = {}
    for path in sorted(tree):
        if path.startswith(FOLDER) and path.endswith(".md"):
            name = PurePosixPath(path.removeprefix(FOLDER)).with_suffix("").as_posix()
            texts[name] = read_text(name, path, tree[path], channels, found)
    return texts


def read_text(
    name: str,
    path: str,
    content: bytes,
    channels: Mapping[str, str],
    found: list[Problem],
) -> Text:
    """Return one text; what is wrong in it goes to ``found``."""
    findings = Findings(path, found)
    source, problem = decode(path, content)
    if source is None:
        found.extend([problem] if problem else [])
        return Text(name, "", place=findings.place(1))
    lines = source.replace("\r\n", "\n").split("\n")
    alt, start = _front_matter(lines, findings)
    body, *variants = _sections(lines, start)
    sources: dict[str, str] = {}
    begins = {"": body[1]}
    for names, line, copy in ((head, line, copy) for head, line, copy in variants):
        for channel in _channels(names, line - 1, channels, findings):
            if channel in sources:
                findings.error(Code.DUPLICATE_FIELD, line - 1, field=channel, first=begins[channel])
            sources[channel] = copy
            begins[channel] = line
    return Text(name, body[2], sources, alt, findings.place(body[1]), begins)


def _front_matter(lines: list[str], findings: Findings) -> tuple[str | None, int]:
    """Return the alternative text of the front matter, and the line after it (from 0)."""
    if not lines or lines[0].rstrip() != FENCE:
        return None, 0
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if end is None:
        findings.error(Code.BAD_YAML, 1, reason=FENCE, because="fence")
        return None, 1
    written = "\n".join(["", *lines[1:end]])
    node, problem = parse(findings.file, written.encode())
    if problem is not None:
        findings.found.append(problem)
        return None, end + 1
    reader = whole(node, TEXT, findings)
    return (reader.text("alt") if reader else None), end + 1


def _sections(lines: list[str], start: int) -> list[tuple[str, int, str]]:
    """Return the body and the variants: channels, line of the copy (from 1), copy."""
    heads = [(n, VARIANT.fullmatch(line.strip())) for n, line in enumerate(lines)]
    marks = [(n, mark[1]) for n, mark in heads if mark is not None and n >= start]
    begins = [(start, ""), *((n + 1, names) for n, names in marks)]
    ends = [*(n for n, _ in marks), len(lines)]
    sections: list[tuple[str, int, str]] = []
    for (begin, names), end in zip(begins, ends, strict=True):
        copy = lines[begin:end]
        blank = next((n for n, line in enumerate(copy) if line.strip()), 0)
        sections.append((names, begin + blank + 1, "\n".join(copy[blank:]).rstrip()))
    return sections


def _channels(names: str, line: int, channels: Mapping[str, str], findings: Findings) -> list[str]:
    found: list[str] = []
    for name in names.split(","):
        channel = channels.get(name.strip().lower())
        if channel is None:
            known = nearest(name, sorted(set(channels.values())))
            wrong = {"value": name.strip(), "known": known, "because": "of-all"}
            findings.error(Code.UNKNOWN_CHANNEL, line, **wrong)
        else:
            found.append(channel)
    return found
