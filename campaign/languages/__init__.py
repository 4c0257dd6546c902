"""Every sentence that people read, by language: folders of TOML files, no code.

A language is a folder beside this file. Its files are ``<topic>.toml``; a message
id is ``<topic>.<key>`` (``problems.text-too-long.message``). Where a number decides
the form, a message is a table with ``one`` and ``other``, chosen by the value ``n``. A value
that is a moment is said in the words of the language, as the wall of its own zone shows it.
"""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

from campaign.core.own_words import read_own

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.core.dates import DateWords

FALLBACK = "es"
_HERE = Path(__file__).parent


class Catalogue:
    """The sentences of one language. ``here`` goes after the commands that they advise, for
    those to work on the same ledger.

    >>> Catalogue("es").text("states.planned")
    'programado'
    """

    def __init__(self, language: str, here: str = "") -> None:
        self.language = language if language in available() else FALLBACK
        self.here = here

    def text(self, message_id: str, **params: object) -> str:
        """Return the sentence with its values; raises KeyError for an unknown id."""
        found = self._find(message_id)
        if isinstance(found, dict):
            found = found["one" if str(params.get("n")) == "1" else "other"]
        told = {name: self._said(value) for name, value in params.items()}
        told.setdefault("here", self.here)
        if "words" in told and not any(map(str.isalnum, str(told["words"]))):
            told["words"] = self._find("words.none")
        return _FORMAT.vformat(_ending_once(str(found), told), (), told)

    @property
    def dates(self) -> DateWords:
        """Return the words in which moments are said."""
        return _dates(self.language)

    def _said(self, value: object) -> object:
        if isinstance(value, str) and (own := read_own(value)) is not None:
            what, told = own
            return self.text(f"words.{what}", **told) if self.has(f"words.{what}") else value
        if isinstance(value, datetime):
            return self.dates.say_briefly(value)
        if isinstance(value, date):
            return self.dates.say_brief_day(value)
        return self.dates.say_clock(value) if isinstance(value, time) else value

    def pattern(self, message_id: str) -> str:
        """Return the sentence as it is written, with its placeholders."""
        return str(self._find(message_id))

    def has(self, message_id: str) -> bool:
        """Tell whether there is such a message."""
        try:
            self._find(message_id)
        except KeyError:
            return False
        return True

    def words(self, message_id: str) -> tuple[str, ...]:
        """Return a list of words (month names, for example)."""
        return tuple(self._find(message_id))

    def table(self, message_id: str) -> dict[str, Any]:
        """Return a whole table."""
        found = self._find(message_id)
        if not isinstance(found, dict):
            raise KeyError(message_id)
        return found

    @property
    def spelt(self) -> tuple[str, ...]:
        """Return the words of the language as they are spelt, most frequent first."""
        return _lines(self.language, "spelt")

    @property
    def asked(self) -> tuple[str, ...]:
        """Return the sentences by which wishes are learned, under the names of the wishes."""
        return _lines(self.language, "asked")

    @property
    def learned(self) -> tuple[str, ...]:
        """Return what was learned from them, as it is kept."""
        return _lines(self.language, "learned")

    def _find(self, message_id: str) -> Any:
        topic, _, rest = message_id.partition(".")
        node: Any = _topic(self.language, topic)
        for step in rest.split(".") if rest else ():
            if not isinstance(node, dict) or step not in node:
                raise KeyError(message_id)
            node = node[step]
        return node


class _Format(Formatter):
    """Leaves a value that is not given visible, as ``{name}``: a message never fails."""

    def get_value(self, key: int | str, args: Any, kwargs: Any) -> Any:
        if isinstance(key, str) and key not in kwargs:
            return "{" + key + "}"
        return super().get_value(key, args, kwargs)


_FORMAT = _Format()


def _ending_once(sentence: str, told: Mapping[str, object]) -> str:
    """Take away the full stop behind a value that ends with an ellipsis."""
    for name, value in told.items():
        if isinstance(value, str) and value.endswith("…"):
            sentence = sentence.replace(f"{{{name}}}.", f"{{{name}}}")
    return sentence


@cache
def available() -> tuple[str, ...]:
    """Return the languages that have a folder."""
    return tuple(sorted(f.name for f in _HERE.iterdir() if f.joinpath("states.toml").is_file()))


@cache
def _dates(language: str) -> DateWords:
    from campaign.languages.dates import date_words  # noqa: PLC0415 - few commands tell moments

    others = (_topic(code, "dates") for code in available() if code != language)
    return date_words(_topic(language, "dates"), others)


def _lines(language: str, name: str) -> tuple[str, ...]:
    """Return the lines of a list without its comments, nothing where a language has none."""
    source = _HERE.joinpath(language, f"{name}.txt")
    lines = source.read_text(encoding="utf-8").split("\n") if source.is_file() else []
    return tuple(line for line in lines if line and not line.startswith("# "))


@cache
def _topic(language: str, topic: str) -> dict[str, Any]:
    source = _HERE.joinpath(language, f"{topic}.toml")
    if not source.is_file():
        raise KeyError(topic)
    return tomllib.loads(source.read_text(encoding="utf-8"))
