"""What is out though it was no longer to go out, and what no ledger knows: each has its words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from campaign.core.deliveries import Key, Receipt
from campaign.core.life import NEVER_SENT
from campaign.core.proofs import told_as
from campaign.core.reasons import CONFIRMED_THOUGH, OUT_THOUGH, because
from campaign.languages import Catalogue, available
from campaign.ports.history import Stray

AT = datetime(2031, 5, 13, 14, tzinfo=UTC)


@pytest.mark.parametrize("language", available())
@pytest.mark.parametrize("params", [{}, {"who": "Rocío"}])
def test_every_reason_why_something_is_out_has_its_sentence(
    language: str, params: dict[str, str]
) -> None:
    phrases = Catalogue(language)
    known = [name for name in phrases.table("reasons") if name.startswith(OUT_THOUGH)]
    assert {f"{OUT_THOUGH}{state}" for state in NEVER_SENT} <= {*known}
    for name in known:
        told = told_as(because(name, **params))
        assert phrases.has(f"alarms.{told}"), told
        # Where a person said so, nobody is told at the terminal: that is where they said it.
        assert name == CONFIRMED_THOUGH or phrases.has(f"cli.run.{told}"), told


def test_two_strays_with_one_number_on_two_channels_are_two() -> None:
    receipt = Receipt("7", None, AT)
    names = {
        Stray(receipt, "journal-aside", Key("aviso", channel, 1), 1).name
        for channel in ("x", "telegram")
    }
    assert len(names) == 2
