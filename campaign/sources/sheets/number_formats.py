"""Numbers as a workbook shows them: ``0.6`` with the format ``0%`` is read as «60%».

A format has up to three sections for numbers: positive, negative, zero. ECMA-376, part 1,
18.8.31; what is rare (fractions, powers, conditions) is told to be not understood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

GENERAL = "General"
AS_THEY_ARE = frozenset({GENERAL, "@"})
"""Formats that show a number as it is."""

_PARTS = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[\$(?P<currency>[^\]-]*)(?:-[^\]]*)?\]'
    r"|\[(?P<aside>[^\]]*)\]|(?P<digits>[0#?](?:[0#?.,]*[0#?])?,*)|(?P<general>General)"
    r"|(?P<percent>%)|(?P<text>@)|(?P<section>;)|(?P<plain>.)"
)
_COLOURS = re.compile("black|blue|cyan|green|magenta|red|white|yellow|color ?[0-9]+", re.IGNORECASE)
_PLAIN = frozenset(" $€£¥+-()'!&~{}^<>=:")
_DIGITS = re.compile(r"(?P<whole>[0#?,]*)(?:(?P<mark>\.)(?P<rest>[0#?]*))?(?P<thousands>,*)")
_SECTIONS = 3
_PRECISION = 15


@dataclass(frozen=True, slots=True)
class _Section:
    """What stands before and after the digits; ``pattern`` is ``""`` for as the number is."""

    before: str = ""
    pattern: str | None = None
    after: str = ""
    percent: bool = False


def shown(value: float, code: str, marks: tuple[str, str]) -> str | None:
    """Return a number as a cell of that format shows it, ``None`` where the format is not
    understood or is that of any number; ``marks`` are those of decimals and of thousands.
    """
    sections = _sections(code)
    if not sections:
        return None
    number = Decimal(f"{value:.{_PRECISION}g}")
    which, signed = 0, True
    if number < 0 and len(sections) > 1:
        which, signed = 1, False
    elif number == 0 and len(sections) == _SECTIONS:
        which = 2
    section = sections[which]
    if section.pattern is None:
        return section.before.strip() or None
    number *= 100 if section.percent else 1
    digits = _digits(abs(number), section.pattern, marks)
    sign = "-" if signed and number < 0 and digits.strip("0.,") else ""
    return f"{sign}{section.before}{digits}{section.after}".strip()


@lru_cache(256)
def _sections(code: str) -> tuple[_Section, ...]:
    """Return the sections for numbers of a format, none where it is not understood."""
    found = [_Section()]
    for part in _PARTS.finditer(code):
        if part["section"]:
            found.append(_Section())
            continue
        known = _with(found[-1], part)
        if known is None and len(found) <= _SECTIONS:
            return ()
        found[-1] = known or found[-1]
    return tuple(found[:_SECTIONS])


def _with(section: _Section, part: re.Match[str]) -> _Section | None:
    """Return the section with one more part of it, ``None`` where that is not understood."""
    before, pattern, after, percent = (
        section.before,
        section.pattern,
        section.after,
        section.percent,
    )
    if part["digits"] or part["general"]:
        if pattern is not None:
            return None
        return _Section(before, part["digits"] or "", after, percent)
    if part["text"] or (part["plain"] and part["plain"] not in _PLAIN):
        return None
    if part["aside"] is not None and not _COLOURS.fullmatch(part["aside"]):
        return None
    literal = part["quoted"] or part["escaped"] or part["currency"] or part["plain"] or ""
    literal = "%" if part["percent"] else literal
    percent = percent or bool(part["percent"])
    if pattern is None:
        return _Section(before + literal, pattern, after, percent)
    return _Section(before, pattern, after + literal, percent)


def _digits(number: Decimal, pattern: str, marks: tuple[str, str]) -> str:
    """Return a number that is not negative in the digits that a pattern has."""
    parts = _DIGITS.fullmatch(pattern)
    if parts is None or not pattern:
        return f"{number.normalize():f}".replace(".", marks[0])
    whole, rest = parts["whole"], parts["rest"] or ""
    scaled = len(parts["thousands"]) + len(whole) - len(whole.rstrip(","))
    number = number.scaleb(-3 * scaled)
    rounded = number.quantize(Decimal(1).scaleb(-len(rest)), ROUND_HALF_UP)
    left, _, right = f"{rounded:f}".partition(".")
    left = left.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole.rstrip(","):
        left = f"{int(left):,}".replace(",", marks[1]) if left else ""
    least = len(rest.rstrip("#?"))
    while len(right) > least and right.endswith("0"):
        right = right[:-1]
    return f"{left}{marks[0]}{right}" if right else left
