"""The words that teams use in sheets, and what a sheet may name.

The words stand in ``words/<language>.toml``; those of every language are understood
in every sheet.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.sources.sheets.plain import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.core.folder import Known
    from campaign.core.programme import Programme
    from campaign.core.settings import Campaign

FALLBACK = "es"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the cells of a sheet are read against.

    ``texts`` are the names of the files in ``posts/texts/``.
    """

    campaign: Campaign
    programme: Programme
    texts: frozenset[str]
    known: Known


@dataclass(frozen=True, slots=True)
class Words:
    """The word tables of all languages.

    ``tables`` leads from table and word (plain, see :func:`plain`) to what it means;
    ``written`` from language, table and meaning to how we write it; ``spoken`` from
    table and word to the languages that have it, ``spelt`` from language, table and word to
    the word with its accents.
    """

    tables: Mapping[str, Mapping[str, str]]
    written: Mapping[tuple[str, str, str], str]
    spoken: Mapping[tuple[str, str], frozenset[str]]
    spelt: Mapping[tuple[str, str, str], str]

    def meaning(self, table: str, word: str) -> str | None:
        """Return what ``word`` means in ``table``; case and accents do not count."""
        return self.tables[table].get(plain(word))

    def write(self, language: str, table: str, meaning: str) -> str:
        """Return how ``language`` writes a meaning."""
        own = self.written.get((language, table, meaning))
        return own or self.written.get((FALLBACK, table, meaning), meaning)

    def spelling(self, language: str, table: str, word: str) -> str:
        """Return how a plain word is spelt: as that language has it, or whichever has it."""
        languages = (language, *sorted(self.spoken[table, word]))
        return next(filter(None, (self.spelt.get((one, table, word)) for one in languages)))

    def of(self, table: str, meaning: str) -> tuple[str, ...]:
        """Return all plain words of a meaning, the longest first."""
        found = (word for word, means in self.tables[table].items() if means == meaning)
        return tuple(sorted(found, key=lambda word: (-len(word), word)))


@cache
def words() -> Words:
    """Return the words of every language beside this file."""
    tables: dict[str, dict[str, str]] = {}
    written: dict[tuple[str, str, str], str] = {}
    spoken: dict[tuple[str, str], frozenset[str]] = {}
    spelt: dict[tuple[str, str, str], str] = {}
    folder = Path(__file__).with_name("words")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        language = file.name.removesuffix(".toml")
        for table, meanings in tomllib.loads(file.read_text(encoding="utf-8")).items():
            for meaning, names in meanings.items():
                written[language, table, meaning] = names[0]
                for name, spelling in zip(map(plain, names), names, strict=True):
                    spelt.setdefault((language, table, name), spelling)
                    tables.setdefault(table, {}).setdefault(name, meaning)
                    heard = spoken.get((table, name), frozenset())
                    spoken[table, name] = heard | {language}
    return Words(tables, written, spoken, spelt)
