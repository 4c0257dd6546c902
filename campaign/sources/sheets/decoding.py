"""From bytes to text, without guessing: what a program can have meant, or an error."""

from __future__ import annotations

import codecs
import re

_VALID_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}",
)
_HIGH = re.compile(rb"[\x80-\xff]")
_SAMPLE = 4096
_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_LETTERS = 2
_HARD = "\xa0"
"""A space at which lines do not break; MS-DOS has its á in that place."""
_AROUND = f"¿¡«»“”„\u2018’–—…·•€{_HARD}"
_AROUND_IN_DOS = "¿¡«»"
_OF_DOS = frozenset("áéíóúüñçãõâêÁÉÍÓÚÜÑÇÃÕÂÊªº")
_PLAIN = frozenset(map(chr, range(128)))
_VOWEL = re.compile(r"[aeiouyáéíóúü]", re.IGNORECASE)
_WITH_OE = re.compile(r"œ(?:[ui]|cum|d[eéèi]|s[ot]|no)|fœt|cœl|phœn", re.IGNORECASE)
"""How words have œ; where it stands elsewhere, it is the ú of the Mac's old encoding."""
_SHORTENED = re.compile(
    r"^(?:[ldjnsctm]|qu)\u2019(?=[aeiouhyéèêàâô])|\u2019(?:[tsdm]|ll|re|ve)$", re.IGNORECASE
)


class Undecodable(ValueError):
    """No encoding fits; ``line`` is where it breaks, from 1."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(line)


def decode(content: bytes) -> str:
    """Return the text of a file as spreadsheet programs write it.

    By its mark (UTF-8, UTF-16), else UTF-16 without a mark, else UTF-8, else
    Windows-1252, the Mac's old encoding or that of MS-DOS, by the words. A file that is mostly
    UTF-8 with a broken place is an error: read otherwise it would turn into signs that nobody
    wrote.

    Raises:
        Undecodable: with the line.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if content.startswith(mark):
            return _strict(content[len(mark) :], encoding)
    sample = content[:_SAMPLE]
    if b"\x00" in sample:
        return _strict(content, _utf16_order(sample))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as broken:
        if _mostly_utf8(content):
            raise Undecodable(content.count(b"\n", 0, broken.start) + 1) from None
    return _strict(content, _by_words(content))


def _by_words(content: bytes) -> str:
    """Return the encoding in which more of the signs within words are what words are made of.

    Excel offers the Mac's old encoding and that of MS-DOS beside the others; nearly every byte
    is a sign in all of them.
    """
    words = [word for word in _WORD.findall(content) if len(_HIGH.sub(b"", word)) >= _LETTERS]
    windows, mac = (
        sum(_is_a_word(word.decode(encoding, "replace")) for word in words)
        for encoding in ("cp1252", "mac_roman")
    )
    dos = sum(_is_a_word_of_dos(word.decode("cp850")) for word in words)
    if dos > max(windows, mac):
        return "cp850"
    return "mac_roman" if mac > windows else "cp1252"


def _is_a_word_of_dos(word: str) -> bool:
    """Tell whether a word has letters that Spanish and its neighbours have, and no others.

    Those that dashes, quotation marks and dots of Windows would turn into do not count.
    """
    bare = word.strip(_AROUND_IN_DOS)
    high = set(bare) - _PLAIN
    return bool(high) and high <= _OF_DOS and _is_a_word(bare)


def _is_a_word(word: str) -> bool:
    """Tell whether people write so: letters, small ones after small ones, or an apostrophe."""
    bare = _SHORTENED.sub("", word).strip(_AROUND)
    if _HARD in bare:
        return all(_VOWEL.search(part) and _is_a_word(part) for part in bare.split(_HARD))
    later = bare[1:]
    if "œ" in bare.lower() and not _WITH_OE.search(bare):
        return False
    return bare.isalpha() and (later == later.lower() or bare == bare.upper())


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as broken:
        raise Undecodable(content.count(b"\n", 0, broken.start) + 1) from None


def _utf16_order(sample: bytes) -> str:
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    if max(odd, even) * 4 < len(sample) or min(odd, even) * 4 > max(odd, even):
        return "utf-8"
    return "utf-16-le" if odd > even else "utf-16-be"


def _mostly_utf8(content: bytes) -> bool:
    valid = _VALID_SEQUENCE.findall(content)
    lost = len(_HIGH.findall(content)) - sum(map(len, valid))
    return len(valid) >= max(lost, 1)
