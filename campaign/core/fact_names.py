"""What people call a fact: *enlace*, *comenzó* and *atraso* are stream, started and delay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.folding import folded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


class FactNames:
    """Knows the names of facts in some languages; ``tables`` give what each fact is called."""

    def __init__(self, tables: Iterable[Mapping[str, Iterable[str]]]) -> None:
        self._called: dict[str, dict[str, None]] = {}
        for table in tables:
            for name, called in table.items():
                plain = (_spaced(one) for one in (name, *called))
                self._called.setdefault(name, {}).update(dict.fromkeys(plain))

    def meant(self, said: str, names: Collection[str]) -> tuple[str, ...]:
        """Return those of ``names``, in their order, that somebody may mean who says ``said``.

        Accents count where they tell two apart: *inicio* is the start, *inició* that it started.
        """
        if said in names:
            return (said,)
        meant = tuple(name for name in names if _spaced(said) in self._called.get(name, {}))
        return meant or tuple(name for name in names if self._sounds_like(said, name))

    def _sounds_like(self, said: str, name: str) -> bool:
        return folded(_spaced(said)) in map(folded, self._called.get(name, {}))

    def called(self, names: Collection[str]) -> dict[str, str]:
        """Return everything that ``names`` are called, each with the name that it means first."""
        found: dict[str, str] = {}
        for name in names:
            for one in (name, *self._called.get(name, {})):
                found.setdefault(one, name)
        return found


def _spaced(said: str) -> str:
    return " ".join(said.casefold().replace("_", " ").replace("-", " ").split())
