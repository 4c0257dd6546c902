"""Texts of any script: clusters of characters, direction, and where lines of Chinese may end.

Most cards are in the Latin, Greek or Cyrillic script: for those nothing of this is asked, and
the libraries for the others are never imported.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import accumulate, groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeVar

    from budoux import Parser

    T = TypeVar("T")

_PLAIN = re.compile(
    "[\u0000-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff\u2000-\u200b\u200e-\u20cf\u2100-\u22ff\u25cf]*"
)
_EUROPEAN = re.compile("[\u0000-\u02ff\u2000-\u200b\u200e-\u20cf]*")
_TALL = re.compile("[\u1ea0-\u1ef9]")
_DIRECTED = frozenset(["L", "R", "AL", "EN", "ES", "ET", "AN", "CS", "NSM", "WS", "ON"])
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_WITHOUT_SPACES = re.compile(
    "[\u2e80-\u2fdf\u3000-\u30ff\u31c0-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)


_RUN = re.compile(rf"[^ \u00a0]*{_WITHOUT_SPACES.pattern}[^ \u00a0]*")
_KANA = re.compile("[\u3040-\u30ff\uff66-\uff9d]")


@lru_cache(4096)
def is_european(text: str) -> bool:
    """Tell whether a text has Latin letters and common signs alone, as most do: nothing else need
    be asked of it.
    """
    return _EUROPEAN.fullmatch(text) is not None


def is_plain(text: str) -> bool:
    """Tell whether every character stands for itself, from left to right."""
    return is_european(text) or _PLAIN.fullmatch(text) is not None


def may_be_tall(text: str) -> bool:
    """Tell whether letters may reach further up or down than those of European languages."""
    if is_european(text):
        return False
    return not is_plain(text) or _TALL.search(text) is not None


def clusters(text: str) -> list[str]:
    """Return what is read as one character each: with its marks, joiners and skin tones."""
    import regex  # noqa: PLC0415 - for rare scripts alone

    return regex.findall(r"\X", text)


@lru_cache(2048)
def is_right_to_left(text: str) -> bool:
    """Tell whether a paragraph begins at the right: its first letter does, and half of all.

    The first letter alone does not tell: a name may stand first in a list of another language.
    """
    if is_european(text) or not _RIGHT_TO_LEFT.search(text):
        return False
    kinds = [kind for kind in map(unicodedata.bidirectional, text) if kind in {"L", "R", "AL"}]
    return kinds[:1] not in ([], ["L"]) and 2 * kinds.count("L") <= len(kinds)


def levels(text: str, *, from_right: bool) -> list[int]:
    """Return the embedding level of every character: those that are odd run to the left."""
    if not from_right and not _RIGHT_TO_LEFT.search(text):
        return [0] * len(text)
    from bidi import algorithm  # noqa: PLC0415 - for rare scripts alone

    text = "".join(map(_with_direction, text))
    storage = algorithm.get_empty_storage()
    storage["base_level"] = int(from_right)
    storage["base_dir"] = "R" if from_right else "L"
    algorithm.get_embedding_levels(text, storage)
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, debug=False)
    algorithm.resolve_implicit_levels(storage, debug=False)
    return [each["level"] for each in storage["chars"]]


def _with_direction(character: str) -> str:
    """Return a character of the same direction that the algorithm keeps.

    It takes joiners and controls out; they go with what is before them, as accents do.
    """
    kind = unicodedata.bidirectional(character)
    return character if kind in _DIRECTED else "\u0300"


def in_order_of_sight(runs: Sequence[T], heights: Sequence[int]) -> list[T]:
    """Return runs from left to right; ``heights`` are their embedding levels (rule L2)."""
    order = list(range(len(runs)))
    lowest_odd = min((height for height in heights if height % 2), default=0)
    for level in range(max(heights, default=0), max(lowest_odd - 1, 0), -1):
        turned: list[int] = []
        for high, group in groupby(order, lambda number: heights[number] >= level):  # noqa: B023 - used at once
            members = list(group)
            turned.extend(reversed(members) if high else members)
        order = turned
    return [runs[number] for number in order]


def inside_phrases(text: str) -> frozenset[int]:
    """Return where a line that ends before that character would part a phrase of a text without
    spaces: Japanese where it has kana, else Chinese.
    """
    if is_european(text) or not _WITHOUT_SPACES.search(text):
        return frozenset()
    inside: set[int] = set()
    for run in _RUN.finditer(text):
        ends = list(accumulate(map(len, _phrases(run[0])), initial=run.start()))
        inside.update(range(run.start() + 1, run.end()))
        inside.difference_update(ends)
    return frozenset(inside)


@lru_cache(256)
def _phrases(text: str) -> list[str]:
    """Return the phrases of a text without spaces, where it is Japanese or Chinese."""
    return _parser(japanese=_KANA.search(text) is not None).parse(text)


@cache
def _parser(*, japanese: bool) -> Parser:
    import budoux  # noqa: PLC0415 - for rare scripts alone

    if japanese:
        return budoux.load_default_japanese_parser()
    return budoux.load_default_simplified_chinese_parser()


def word_parts(word: str) -> Iterator[str]:
    """Yield the parts of a word that a line may end after: Chinese and Japanese have no spaces."""
    if not _WITHOUT_SPACES.search(word):
        yield word
        return
    from uniseg.linebreak import line_break_units  # noqa: PLC0415 - for rare scripts alone

    kept = ""
    for unit in line_break_units(word):
        if kept and not (_WITHOUT_SPACES.match(kept[-1]) or _WITHOUT_SPACES.match(unit)):
            kept += unit
            continue
        if kept:
            yield kept
        kept = unit
    yield kept
