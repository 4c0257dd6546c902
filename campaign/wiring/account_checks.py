"""``doctor`` and the accounts: each is asked whose it is, all at once, and nothing is written."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from campaign.core.errors import PregoneroError
from campaign.core.ledger_kind import Kind
from campaign.core.outcomes import Account, Handed, Lost, MayNotPost, NotSent, Refused, Stopped
from campaign.wiring.account_names import LAST_MOMENT, PATIENCE, in_haste
from campaign.wiring.finding import Finding
from campaign.wiring.team import CHAT_NUMBER

if TYPE_CHECKING:
    from campaign.core.outcomes import ChannelSheet, Who
    from campaign.core.settings import Campaign
    from campaign.ports.channels import Channel
    from campaign.wiring.finding import Patient

TEAM_CHAT: Final = "TELEGRAM_TEAM_CHAT"
CHANNEL: Final = "TELEGRAM_CHANNEL"
SOON: Final = timedelta(days=14)


def accounts(campaign: Campaign, patient: Patient) -> list[Finding]:
    """Look at the account of each channel, in the campaign's order."""
    from campaign import channels  # noqa: PLC0415

    sheets = channels.sheets()
    return asyncio.run(_all([sheets[name] for name in campaign.channels], patient))


def team_chat(patient: Patient) -> Finding | None:
    """See whether what calls the team reaches its chat; ``None`` where none is set.

    A chat is asked about as a channel is: there the bot has to be, and may write.
    """
    from campaign import channels  # noqa: PLC0415

    values = patient.settings.all()
    chat = values.get(TEAM_CHAT, "").strip()
    if not chat or not values.get("TELEGRAM_TOKEN"):
        return None
    if not CHAT_NUMBER.fullmatch(chat):
        return Finding("team", "no-number", ok=False)
    there = replace(patient, settings=replace(patient.settings, values={**values, CHANNEL: chat}))
    (found,) = asyncio.run(_all([channels.sheets()["telegram"]], there))
    said = found.said if found.said in {"ok-place", "in-place"} else "unsure"
    return replace(found, check="team", subject="", said=said)


async def _all(sheets: list[ChannelSheet], patient: Patient) -> list[Finding]:
    # Libraries are read in before the first question, which would wait for them otherwise.
    begun = [(sheet, _begin(sheet, patient)) for sheet in sheets]
    return [*await asyncio.gather(*(_look(*one, patient) for one in begun))]


def _begin(sheet: ChannelSheet, patient: Patient) -> Channel | Finding:
    """Return the account, or why there is none."""
    here = _here(sheet)
    lacking = patient.settings.missing(sheet.settings)
    if lacking and patient.kind is Kind.SANDBOX:
        return replace(here, said="not-emulated")
    if lacking and patient.afar is not None:  # others may have it
        return _with(replace(here, said="missing-here"), names=", ".join(lacking))
    if lacking:
        return _wrong(here, "missing", names=", ".join(lacking))
    try:
        return _connect(sheet.name, patient)
    except PregoneroError as wrong:
        return replace(here, said="wrong", ok=False, failure=wrong)
    except Exception as broken:  # noqa: BLE001 -- a channel from elsewhere may raise anything
        return _away(here, "broken", words=_words(broken))


async def _look(sheet: ChannelSheet, channel: Channel | Finding, patient: Patient) -> Finding:
    """Look at one account; whatever it does, the others are looked at, too."""
    if isinstance(channel, Finding):
        return channel
    here = _here(sheet)
    try:
        async with asyncio.timeout(PATIENCE):
            return _found(here, await channel.whoami(), sheet, patient)
    except TimeoutError:
        return _away(here, "silent", seconds=str(int(PATIENCE)))
    except Exception as broken:  # noqa: BLE001 -- the same
        return _away(here, "broken", words=_words(broken))
    finally:
        await _close(channel)


def _here(sheet: ChannelSheet) -> Finding:
    return Finding("channel", subject=sheet.name, params={"channel": sheet.label})


def _connect(name: str, patient: Patient) -> Channel:
    from campaign import channels  # noqa: PLC0415

    return channels.connect(name, in_haste(patient.settings), lambda: patient.now)


async def _close(channel: Channel) -> None:
    with suppress(Exception):  # it is not needed any more
        async with asyncio.timeout(LAST_MOMENT):
            await channel.close()


def _found(here: Finding, who: Who, sheet: ChannelSheet, patient: Patient) -> Finding:
    if isinstance(who, Account):
        return _fine(here, who, patient)
    if isinstance(who, Handed):
        return replace(here, said="by-hand")
    if isinstance(who, MayNotPost):
        named = {"name": who.account.name, "place": who.account.place}
        return _wrong(here, "in-place" if who.account.place else "mute", words=who.words, **named)
    names = ", ".join(f"PREGONERO_{name}" for name in sheet.settings)
    if isinstance(who, Stopped):
        return _wrong(here, f"stopped-{who.why}", words=who.words, names=names)
    if isinstance(who, Refused):
        return _wrong(here, "refused", words=who.words, names=names)
    return _not_asked(here, who)


def _fine(here: Finding, account: Account, patient: Patient) -> Finding:
    """Tell the name: whoever pasted the keys of another account sees it."""
    here = _with(here, name=account.name, place=account.place)
    if account.expires is not None and account.expires - patient.now < SOON:
        over = account.expires <= patient.now
        here = replace(here, params={**here.params, "until": account.expires})
        return replace(here, said="expired" if over else "expires", ok=not over)
    return replace(here, said="ok-place" if account.place else "ok")


def _not_asked(here: Finding, who: NotSent | Lost) -> Finding:
    """Say that nothing is known of the account: the network, or what is before it, failed."""
    from campaign.channels.support.causes import was_silent  # noqa: PLC0415

    if isinstance(who, Lost) and was_silent(who.words):
        return _away(here, "no-answer", words=who.words)
    if isinstance(who, Lost):
        return _away(here, "unclear", words=who.words)
    if who.hold_until is None:
        return _away(here, "away", words=who.words)
    return _away(replace(here, params={**here.params, "until": who.hold_until}), "wait")


def _wrong(here: Finding, said: str, **params: str) -> Finding:
    return replace(_with(here, **params), said=said, ok=False)


def _away(here: Finding, said: str, **params: str) -> Finding:
    return replace(_wrong(here, said, **params), ours=False)


def _with(here: Finding, **params: str) -> Finding:
    return replace(here, params={**here.params, **params})


def _words(broken: Exception) -> str:
    from campaign.channels.support.causes import brief  # noqa: PLC0415

    return brief(f"{type(broken).__name__}: {broken}")
