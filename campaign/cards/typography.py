"""Texts as a typesetter would set them: no-break spaces, true quotation marks, one space."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from campaign.cards.scripts import is_right_to_left
from campaign.core.quotation_marks import bare_quotation

NO_BREAK = "\u00a0"
OUTER = {"es": ("«", "»"), "en": ("“", "”")}

# Never shown: soft hyphens, joiners of width zero, direction marks, byte order marks.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_NARROW = re.compile("[\u00a0\u2009\u202f]+")
_MONTH = (
    "ene|feb|mar|abr|may|jun|jul|ago|sept?|oct|nov|dic|enero|febrero|marzo|abril|mayo|junio|"
    "julio|agosto|sep?tiembre|octubre|noviembre|diciembre|jan|apr|aug|dec|january|february|"
    "march|april|june|july|august|september|october|november|december"
)
_NAME = r"[^\W\d_a-zà-ÿ]"
"""A capital, of any script that has them."""
_TYPED_DASH = re.compile(r"(?<=\S) -{1,2} (?=\S)")
"""A hyphen between spaces is a dash between two parts; in compounds it stays."""
_SIGNS = "/|·•–—"
_PICTURES = "[\u2600-\u27bf\U0001f000-\U0001faff]"
_RULES: tuple[tuple[str, int, tuple[tuple[str, str], ...]], ...] = (
    # p. m.
    (r"\. [mM]", re.IGNORECASE, ((r"\b[ap]\.", r"m\b"),)),
    (
        r"\d",
        re.IGNORECASE,
        (
            # 17:00 h, 12 %, 5 km, 3 mil, 6 pm
            (r"\d", r"(?:h|hrs?|horas?|min|[ap]\.?\s?m|km|kg|m|mil|millones|UF)\b|%|°|º"),
            # $ 5, UF 3, 10 000
            (r"[$€£]|\b(?:CLP|USD|EUR|UF)", r"\d"),
            (r"\d", r"\d{3}\b"),
            # a las 17, a la 1, at 5
            (r"\b(?:las|at)", r"\d"),
            (r"\bla", r"1\b"),
            (r"\ba", r"las?\u00a0\d"),
            # 24 feb, 24 de febrero, Feb 24
            (r"\d", rf"(?:de )?(?:{_MONTH})\b"),
            (r"\d\u00a0de", rf"(?:{_MONTH})\b"),
            (rf"\b(?:{_MONTH})\.?", r"\d{1,2}\b(?!:)"),
            # Panel 2, Nº 3, № 3, n.º 3, núm. 3, pág. 4
            (r"№|\b(?:n\.?[º°]|Panel|UTC|(?:No|pp?|págs?|núm|art|cap|vol|fig)\.)", r"\d"),
        ),
    ),
    # Before a sign between two parts: it ends a line and never begins one.
    (f" [{_SIGNS}]", 0, ((r"", rf"[{_SIGNS}](?: |$)"),)),
    # An emoji belongs to the word before it.
    (f" {_PICTURES}", 0, ((r"[\w.,:!?…)]", _PICTURES),)),
    # J. R. Pérez, Dra. Soto, EE. UU.
    (r"\. ", 0, ((rf"\b(?:{_NAME}|Sra?|Dra?|Av|St|Mrs?|Ms|EE)\.", _NAME),)),
    # siglo XXI
    (r" [IVXL]{2}", 0, ((r"[^\W\d_]", r"[IVXL]{2,6}\b"),)),
)
"""What stays together with what follows a space, by what a text must have for the rules to
apply: most have none of it.
"""
_KEPT = tuple(
    (
        re.compile(needed),
        tuple(re.compile(f"({before}) (?={after})", flags) for before, after in rules),
    )
    for needed, flags, rules in _RULES
)
_MAY_KEEP = re.compile(rf"\d|\. | (?:[{_SIGNS}{_PICTURES[1:]}|[IVXL]{{2}})")
"""What every one of these has some of."""


@lru_cache(4096)
def clean(text: str) -> str:
    """Return one line of text with composed accents and no-break spaces where they belong."""
    text = unicodedata.normalize("NFC", text)
    if "  " in text or not text.isprintable():
        text = _NARROW.sub(NO_BREAK, _INVISIBLE.sub("", text))
        text = re.sub(r"[ \t\r\n\f\v\u2028\u2029]+", " ", text)
    text = text.strip(" " + NO_BREAK).replace("...", "…")
    if " -" in text:
        text = _TYPED_DASH.sub(" – ", text)
    if "'" in text:
        text = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    for needed, rules in _KEPT if _MAY_KEEP.search(text) else ():
        if needed.search(text):
            for rule in rules:
                text = rule.sub(rf"\1{NO_BREAK}", text)
    return text


def quotation(text: str, language: str) -> tuple[str, str, str]:
    """Return ``(opening, text, closing)``: the outer marks of the language and the bare words.

    Marks around the whole are taken off, marks inside become the inner ones, and the
    full stop at the end is dropped. What is read from the right keeps its marks in the text.
    """
    text = bare_quotation(clean(text), language)
    opening, closing = OUTER.get(language, OUTER["es"])
    if is_right_to_left(text):
        return "", f"{opening}{text}{closing}", ""
    return opening, text, closing
