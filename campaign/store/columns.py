"""Kinds of columns that every table uses, and the names that constraints get.

Times are ISO text in UTC with a fixed width (``2022-02-23T20:00:00.000000Z``): text order
is time order, and a person with the ``sqlite3`` shell can read and compare it. On other
databases the same column is a ``TIMESTAMP WITH TIME ZONE``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import DateTime, MetaData, Table, Text, false, true
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Dialect
    from sqlalchemy.types import TypeEngine

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""The naming convention: without names, batch mode cannot drop a constraint later."""


@lru_cache(256)  # what one transaction writes, it writes with one or two times
def instant_text(moment: datetime) -> str:
    """Return an aware time as it is stored; raises ValueError for a naive one."""
    there = moment if moment.tzinfo is UTC else _aware(moment).astimezone(UTC)
    return there.isoformat(timespec="microseconds")[:-6] + "Z"


class Instant(TypeDecorator[datetime]):
    """An aware time, in UTC when it is read back."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite, the database's own type elsewhere."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(DateTime(timezone=True))

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        """Write the fixed form, so that comparing text compares instants."""
        return _optional_text if dialect.name == "sqlite" else _optional_aware

    def result_processor(
        self, dialect: Dialect, _coltype: object
    ) -> Callable[[Any], datetime | None] | None:
        """Read the fixed form."""
        return _optional_instant if dialect.name == "sqlite" else _optional_utc


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        msg = "the ledger stores instants: a time needs its zone"
        raise ValueError(msg)
    return moment


def _optional_aware(value: datetime | None) -> datetime | None:
    return None if value is None else _aware(value)


def _optional_utc(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


def _optional_text(value: datetime | None) -> str | None:
    return None if value is None else instant_text(value)


def _optional_instant(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


class Row(SQLModel):
    """What all tables share: their own metadata, with the naming convention."""

    metadata = MetaData(naming_convention=NAMES)


def table_of(model: type[SQLModel]) -> Table:
    """Return the Core table behind a model, for statements that must be fast."""
    return cast("Table", model.__table__)  # type: ignore[attr-defined]


def number() -> Any:
    """Return the column of a row's own number."""
    return Field(default=None, primary_key=True)


def counted() -> Any:
    """Return a column of a number that begins at 0."""
    return Field(default=0, sa_column_kwargs={"server_default": "0"})


def no() -> Any:
    """Return a column of yes or no that begins with no."""
    return Field(default=False, sa_column_kwargs={"server_default": false()})


def yes() -> Any:
    """Return a column of yes or no that begins with yes."""
    return Field(default=True, sa_column_kwargs={"server_default": true()})


def listed() -> Any:
    """Return a column of words with spaces between them that begins with none."""
    return Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})


def of_campaign(*, key: bool = False) -> Any:
    """Return the column that says which campaign a row belongs to."""
    return Field(foreign_key="campaign.id", primary_key=key)


def word_key() -> Any:
    """Return a column of text that is part of the row's key."""
    return Field(primary_key=True, sa_type=Text)


def words(*, null: bool = False) -> Any:
    """Return a column of text."""
    return Field(default=None, sa_type=Text, nullable=null)


def instant(*, null: bool = False) -> Any:
    """Return a column of :class:`Instant`."""
    return Field(default=None, sa_type=Instant, nullable=null)
