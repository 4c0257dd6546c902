"""``doctor`` asks every account, whatever one of them does, and never waits for ever."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from campaign import channels
from campaign.core.outcomes import Account, Lost, MayNotPost, NotSent, Refused, Stopped
from campaign.core.outcomes import Blocked as Why
from campaign.core.own_words import own_words
from campaign.languages import Catalogue
from campaign.sandbox import credentials
from campaign.sandbox.server import serving
from campaign.sandbox.world import World
from campaign.settings import Settings
from campaign.testing import FakeChannel, fake_sheet
from campaign.wiring import account_checks
from campaign.wiring.account_checks import accounts, team_chat
from campaign.wiring.account_names import in_haste
from campaign.wiring.desk import read_campaign
from campaign.wiring.finding import Finding, Patient

if TYPE_CHECKING:
    from campaign.core.outcomes import Who

NOW = datetime(2031, 5, 1, tzinfo=UTC)
CAMPAIGN = b"""format: 1
name: lago
title: El lago
zone: Europe/Madrid
languages: [es]
channels: [x, telegram, mastodon, bluesky, whatsapp]
"""
SET = {
    name: "valor" for sheet in channels.sheets().values() for name in sheet.settings
}  # fmt: skip


class Never(FakeChannel):
    """A network that neither answers nor lets go."""

    async def whoami(self) -> Who:
        """Wait for ever."""
        await asyncio.Event().wait()
        raise AssertionError

    async def close(self) -> None:
        """Wait for ever."""
        await asyncio.Event().wait()


class Broken(FakeChannel):
    """A channel that does what no channel should."""

    async def whoami(self) -> Who:
        """Raise."""
        msg = "no such table"
        raise KeyError(msg)


def fake(who: Who) -> FakeChannel:
    return FakeChannel(fake_sheet(), who=who)


def looked(monkeypatch: pytest.MonkeyPatch, **given: FakeChannel) -> dict[str, tuple[str, bool]]:
    """Return what is said of each channel, and whether it is for the campaign to mend."""
    served = {name: fake(Account(f"@{name}")) for name in channels.sheets()} | given
    monkeypatch.setattr(channels, "connect", lambda name, *_: served[name])
    monkeypatch.setattr(account_checks, "PATIENCE", 0.2)
    monkeypatch.setattr(account_checks, "LAST_MOMENT", 0.1)
    files = {"posts/campaign.yaml": CAMPAIGN}
    patient = Patient(Path(), files, Settings(SET), NOW, Catalogue("es"))
    found = accounts(read_campaign(files), patient)
    for one in found:
        for language in ("es", "en"):
            phrases, sentence = Catalogue(language), f"doctor.channel.{one.said}"
            assert phrases.text(sentence, **one.params)
            assert one.ok or phrases.text(f"{sentence}-hint", **one.params)
    return {one.subject: (one.said, one.ours) for one in found}


def test_one_that_never_answers_and_one_that_breaks_hide_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = looked(monkeypatch, x=Never(), telegram=Broken())
    assert list(found) == ["x", "telegram", "mastodon", "bluesky", "whatsapp"]
    assert found["x"] == ("silent", False)
    assert found["telegram"] == ("broken", False)
    assert found["mastodon"] == ("ok", True)


@pytest.mark.parametrize(
    ("who", "found"),
    [
        (Account("@l", "El lago"), ("ok-place", True)),
        (Account("@l", expires=NOW + timedelta(days=15)), ("ok", True)),
        (Account("@l", expires=NOW + timedelta(days=13)), ("expires", True)),
        (Account("@l", expires=NOW), ("expired", True)),
        (MayNotPost(Account("@l"), "read"), ("mute", True)),
        (MayNotPost(Account("@l", "El lago"), "left"), ("in-place", True)),
        (Stopped(Why.CREDENTIALS, "401"), ("stopped-credentials", True)),
        (Stopped(Why.CREDIT, "402"), ("stopped-credit", True)),
        (Stopped(Why.SETTINGS, "409"), ("stopped-settings", True)),
        (Refused("403"), ("refused", True)),
        (NotSent("no route"), ("away", False)),
        (NotSent("429", NOW + timedelta(minutes=1)), ("wait", False)),
        (Lost("<html>"), ("unclear", False)),
        (Lost(own_words("unreadable", said="200")), ("unclear", False)),
        (Lost(own_words("silent", detail="ReadTimeout")), ("no-answer", False)),
        (Lost(own_words("late")), ("no-answer", False)),
    ],
)
def test_each_answer_has_its_sentence_and_its_way_out(
    monkeypatch: pytest.MonkeyPatch, who: Who, found: tuple[str, bool]
) -> None:
    assert looked(monkeypatch, bluesky=fake(who))["bluesky"] == found


def test_a_team_chat_that_the_bot_is_not_in_is_noticed() -> None:
    """Without it every alarm would be lost, and nobody would know."""
    files, world = {"posts/campaign.yaml": CAMPAIGN}, World()
    with serving(world) as url:
        values = credentials.settings(url)
        patient = Patient(Path(), files, Settings(values), NOW, Catalogue("es"))
        fine = team_chat(patient)
        assert fine is not None
        assert (fine.said, fine.params["place"]) == ("ok-place", world.accounts.team_title)
        world.expel(credentials.TEAM)
        lost = team_chat(patient)
        assert lost is not None
        assert (lost.said, lost.ok, lost.ours) == ("in-place", False, True)
        world.set_standing("revoked", "telegram")
        unsure = team_chat(patient)
        assert unsure is not None
        assert (unsure.said, unsure.ok) == ("unsure", False)
        for one in (fine, lost, unsure):
            assert one.check == "team"
            assert Catalogue("en").text(f"doctor.team.{one.said}", **one.params)
        named = replace(patient, settings=Settings({**values, "TELEGRAM_TEAM_CHAT": "@equipo"}))
        assert team_chat(named) == Finding("team", "no-number", ok=False)
        without = {**values, "TELEGRAM_TEAM_CHAT": ""}
        assert team_chat(replace(patient, settings=Settings(without))) is None


def test_limits_of_requests_are_short_here_unless_they_are_shorter() -> None:
    given = {"READ_TIMEOUT": "300", "CONNECT_TIMEOUT": "1.5"}
    haste = in_haste(Settings(given))
    assert (float(haste["READ_TIMEOUT"]), float(haste["CONNECT_TIMEOUT"])) == (10.0, 1.5)
    odd = in_haste(replace(Settings(given), values={"READ_TIMEOUT": "pronto"}))
    assert odd["READ_TIMEOUT"] == "pronto"
