"""What we ourselves have to say where a network's words would stand: told in the reader's language.

It is stored like a network's words, as ``pregonero:<what>?<params>``; its sentence is
``words.<what>`` in the catalogues. A ``detail`` is a library's own name for it: it stays with the
words in the ledger and in what programs read, and no sentence shows it.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

_MARK = "pregonero:"
_LONGEST = 300


def own_words(what: str, **params: object) -> str:
    """Return words of ours; ``what`` names their sentence, which ``params`` fill in."""
    told = {name: str(value)[:_LONGEST] for name, value in params.items()}
    return f"{_MARK}{what}?{urlencode(told)}" if told else f"{_MARK}{what}"


def read_own(words: str) -> tuple[str, dict[str, str]] | None:
    """Return what words of ours name and their values; ``None`` for a network's."""
    if not words.startswith(_MARK):
        return None
    what, _, told = words.removeprefix(_MARK).partition("?")
    return what, dict(parse_qsl(told, keep_blank_values=True))
