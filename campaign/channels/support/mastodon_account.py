"""An account on a Mastodon server, by Mastodon.py, and what its server says of itself: import
it lazily.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from mastodon import Mastodon

from campaign.channels.support.answers import Answer
from campaign.channels.support.causes import brief
from campaign.channels.support.once import OnceAccount, OnceSession
from campaign.channels.support.verdicts import verdict
from campaign.core.outcomes import Account, Certainty, MayNotPost
from campaign.core.own_words import own_words

if TYPE_CHECKING:
    from datetime import datetime

    from campaign.channels.support.address import Address
    from campaign.channels.support.verdicts import Marks
    from campaign.core.deliveries import Image, Payload
    from campaign.core.outcomes import ChannelSheet, Limits, Who

_VERSION = "4.5.0"
"""Which API the library shall use: it would ask the server otherwise, when it is made."""
_REAL = re.compile(r"(?:[3-9]|\d\d)\.\d+\.\d+(?!.*compatible)")
"""The versions of Mastodon itself and of its forks, which keep keys. Other software that
speaks its language says "2.7.2 (compatible; …)" or counts from 0.
"""


class _Client(Mastodon):
    """Leaves answers as the server wrote them: :class:`OnceSession` has read them. The
    library's types for a page of statuses cost some three hundred times the time of its JSON.
    """

    def _Mastodon__try_cast_to_type(  # noqa: N802 -- the library's name, as Python mangles it
        self, value: object, override_type: object = None
    ) -> tuple[object, None]:
        del override_type
        return value, None


class MastodonAccount(OnceAccount):
    """One account: the library's client, in one thread, as once as its session.

    Args:
        name: how the thread is called.
        address: where the server is.
        token: of the account, with the rights to read and to write.
    """

    def __init__(self, name: str, address: Address, token: str) -> None:
        super().__init__(name, OnceSession(address))
        self.client = _Client(
            api_base_url=address.base,
            session=self.session,
            request_timeout=address.read,
            ratelimit_method="throw",
            mastodon_version=_VERSION,
            version_check_mode="created",
            user_agent="pregonero",
        )
        # Given to the constructor, it would be tried as the name of a file.
        self.client.access_token = token


@dataclass(frozen=True, slots=True)
class Terms:
    """What one server takes. ``pixels`` is the largest area of a picture, ``None`` for any."""

    sheet: ChannelSheet
    pixels: int | None = None

    def against(self, payload: Payload) -> str | None:
        """Return why the server would refuse a post, ``None`` if it takes it."""
        limits, units = self.sheet.limits, self.sheet.count(payload.text)
        if units > limits.text:
            return own_words("long-text", most=limits.text, size=units)
        if len(payload.images) > limits.images:
            return own_words("many-images", most=limits.images, size=len(payload.images))
        return None

    def against_picture(self, image: Image, size: int) -> str | None:
        """Return why the server would refuse a picture of so many bytes."""
        limits = self.sheet.limits
        area = image.width * image.height
        if size > limits.image_bytes:
            return own_words("big-image", most=limits.image_bytes, size=size)
        if self.pixels is not None and area > self.pixels:
            return own_words("wide-image", most=self.pixels, size=area)
        if len(image.alt) > limits.alt:
            return own_words("long-alt", most=limits.alt, size=len(image.alt))
        return None


def terms(sheet: ChannelSheet, answer: Answer) -> Terms:
    """Return the terms of a server, from what it tells of itself. What it does not tell is as
    the data sheet has it; that it keeps keys is believed only of Mastodon itself.
    """
    certainty = sheet.certainty
    if not _REAL.match(str(answer.get("version") or "")):
        certainty = Certainty.READBACK
    limits = _limits(sheet.limits, answer)
    pixels = _number(answer, "media_attachments", "image_matrix_limit")
    return Terms(replace(sheet, certainty=certainty, limits=limits), pixels)


def _limits(known: Limits, answer: Answer) -> Limits:
    told: dict[str, Any] = {
        "text": _number(answer, "statuses", "max_characters"),
        "caption": _number(answer, "statuses", "max_characters"),
        "images": _number(answer, "statuses", "max_media_attachments"),
        "image_bytes": _number(answer, "media_attachments", "image_size_limit"),
        "alt": _number(answer, "media_attachments", "description_limit"),
    }
    return replace(known, **{name: value for name, value in told.items() if value is not None})


def _number(answer: Answer, *path: str) -> int | None:
    found = answer.get("configuration", *path)
    return found if isinstance(found, int) and found > 0 else None


async def whose(account: MastodonAccount, now: datetime, marks: Marks) -> Who:
    """Return the account that the token opens, or why it does not.

    What the token may do no server tells; newer ones tell what its application was made for,
    and no token may do more.
    """
    answer = await account.ask(account.client.account_verify_credentials)
    name = answer.get("acct") if isinstance(answer, Answer) and answer.is_fine else None
    if not isinstance(answer, Answer) or not isinstance(name, str):
        return verdict(answer, now, marks)
    host = urlsplit(str(answer.get("url") or "")).netloc
    server = urlsplit(str(account.client.api_base_url)).netloc
    hosts = frozenset({brief(host).casefold(), server.casefold()}) if host else frozenset[str]()
    told = brief(f"@{name}@{host}" if host else f"@{name}")
    mine = Account(told, called=frozenset({brief(name).casefold()}), hosts=hosts)
    made = await account.ask(account.client.app_verify_credentials)
    scopes = made.get("scopes") if isinstance(made, Answer) and made.is_fine else None
    if not isinstance(scopes, list) or all(_NEEDED[part] & {*map(str, scopes)} for part in _NEEDED):
        return mine
    return MayNotPost(mine, brief(f"scopes: {' '.join(map(str, scopes))}"))


_NEEDED = {one: {"write", f"write:{one}"} for one in ("statuses", "media")}
