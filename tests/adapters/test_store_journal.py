"""The emergency journal: what it acknowledged is there, whatever a crash or a full disk left."""

from __future__ import annotations

import os
import resource
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from campaign.core.deliveries import Receipt
from campaign.core.reasons import because
from campaign.store.journal import Journal, Rescued, Unread

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2031, 5, 13, 14, 0, tzinfo=UTC)


def rescued(number: int) -> Rescued:
    receipt = Receipt(str(number), f"https://x.com/i/status/{number}", AT)
    return Rescued("uid", number, 1, receipt, AT, "otra máquina")


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "ledger.sqlite")


def drained(journal: Journal) -> list[int]:
    """Return the numbers of what could be read; of what could not, how long it is."""
    with journal.drained() as found:
        return [-len(one.words) if isinstance(one, Unread) else one.delivery for one in found]


def test_what_it_took_is_there_once(journal: Journal) -> None:
    journal.reserve()
    assert not journal.waiting()
    for number in (1, 2):
        journal.append(rescued(number))
    assert journal.waiting()
    assert drained(journal) == [1, 2]
    assert (journal.waiting(), drained(journal)) == (False, [])


@pytest.mark.parametrize("reserved", [True, False])
@pytest.mark.parametrize("length", [1, 40, 150])
def test_a_line_behind_a_torn_one_is_kept(journal: Journal, length: int, *, reserved: bool) -> None:
    """The power failed in the second: it was never acknowledged, the third was."""
    if reserved:
        journal.reserve()
    journal.append(rescued(1))
    raw = journal.path.read_bytes()
    written = raw.rstrip(b"\0") + rescued(2).to_json().encode()[:length]
    journal.path.write_bytes(written + raw[len(written) :])
    journal.append(rescued(3))
    torn = [] if length == 1 else [-length]
    assert drained(journal) == [1, *torn, 3], "a single bracket may be of any line"


def test_what_the_disk_took_in_part_is_not_acknowledged(journal: Journal) -> None:
    """A write that meets the end of the room takes a part and raises nothing."""
    journal.append(rescued(1))
    child = os.fork()
    if child == 0:
        room = journal.path.stat().st_size + 30
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        try:
            journal.append(rescued(2))
        except OSError:
            os._exit(7)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 7
    journal.append(rescued(3))
    assert [one for one in drained(journal) if one > 0] == [1, 3]


def test_programs_of_both_versions_read_each_others_lines() -> None:
    now = replace(rescued(1), why=because("confirmed", who="Rocío"))
    assert Rescued.from_json(now.to_json()) == now
    earlier = {name: value for name, value in now.to_values().items() if name != "why"}
    assert Rescued.from_values(earlier) == rescued(1)
    later = {**now.to_values(), "more": "what a later program writes"}
    assert Rescued.from_values(later) == now
