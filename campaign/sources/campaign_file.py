"""``posts/campaign.yaml``: how this campaign is run."""

from __future__ import annotations

import re
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from campaign.core.cards import SIZES
from campaign.core.folding import folded
from campaign.core.problems import Code
from campaign.core.settings import ANYBODY, UNSET_ZONE, Campaign, QuietHours, TeamMember
from campaign.likeness import nearest, slip_of
from campaign.sources.localtime import hours

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.core.folder import Known
    from campaign.sources.reader import Reader

FILE = "posts/campaign.yaml"
FORMAT = "1"
_NOBODY = "—"
_UNSAID = ("es",)
"""The languages of a campaign that names none."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)
"""A language, and perhaps its script or country, which change nothing here: ``es-CL``."""
_HASHTAG = re.compile(r"#?(\w*[^\W\d]\w*)")
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*")
_NOWHERE = frozenset({"Factory"})
"""What the zone data has for machines that nobody has set up."""
_MOST_PER_DAY = 1000
_DAY_MINUTES = 24 * 60
_LARGEST_ACCOUNT = (1 << 52) - 1


def read_campaign(reader: Reader, known: Known) -> Campaign:
    """Return the campaign, its channels and languages as far as they are ``known``."""
    _check_format(reader)
    zone_name, zone = _zone(reader)
    channels = _channels(reader, known.channels)
    team = tuple(_members(reader))
    return Campaign(
        name=_matching(reader, "name", _NAME) or "",
        title=reader.text("title") or "",
        zone_name=zone_name,
        zone=zone,
        languages=_languages(reader, known.languages),
        channels=channels,
        organisers=reader.texts("organisers"),
        hashtags=_hashtags(reader),
        session=reader.text("session") or "",
        team=team,
        approval=_approval(reader, team),
        loads=_loads(reader, team),
        quiet_hours=_quiet_hours(reader),
        max_per_day=reader.number("max_per_day", 1, _MOST_PER_DAY),
        closest=_or(reader.number("closest", 0, _DAY_MINUTES), 10),
        x_budget=reader.money("x_budget"),
        card_sizes=_card_sizes(reader, channels, known.channels),
        place=reader.findings.place(reader.line),
    )


def _check_format(reader: Reader) -> None:
    value = reader.text("format")
    if value is not None and value != FORMAT:
        line = reader.line_of("format")
        reader.wrong(Code.BAD_FORMAT_VERSION, line, value=value, supported=FORMAT)


def _or(value: int | None, default: int) -> int:
    return default if value is None else value


def _matching(reader: Reader, name: str, pattern: re.Pattern[str]) -> str | None:
    value = reader.text(name)
    if value is not None and not pattern.fullmatch(value):
        reader.misfit(name, value)
        return None
    return value


def _zone(reader: Reader) -> tuple[str, tzinfo]:
    name = _matching(reader, "zone", _ZONE)
    if name is None:
        return UNSET_ZONE, UTC
    if name == UNSET_ZONE:
        line = reader.line_of("zone")
        reader.findings.warning(Code.PLACEHOLDER, line, value=name, because="zone")
    try:
        zone = None if name in _NOWHERE else ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        zone = None
    if zone is None:
        reader.misfit("zone", name)
        return UNSET_ZONE, UTC
    return name, zone


def _languages(reader: Reader, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return the languages: those first in which dates and cards can be written.

    The writing takes the first one, and so never a language that nobody listed.
    """
    said = reader.lined_texts("languages", ", ")
    found: dict[str, None] = {}
    foreign: list[tuple[str, int]] = []
    for text, line in said:
        match = _LANGUAGE.fullmatch(text)
        language = match[1].lower() if match else text
        if match:
            found[language] = None
        if language not in known:
            foreign.append((text, line))
    own = [language for language in found if language in known]
    _tell_foreign(reader, foreign, known, own)
    rest = [language for language in found if language not in known]
    return (*own, *rest) if own else _UNSAID


def _tell_foreign(
    reader: Reader, foreign: list[tuple[str, int]], known: tuple[str, ...], own: list[str]
) -> None:
    """Tell of languages that there are not: an error where no other is listed to write in."""
    tell = reader.findings.warning if own else reader.wrong
    for value, line in foreign:
        params = {"field": "languages", "value": value, "expected": ", ".join(known)}
        why = {"because": "second-language", "used": own[0]} if own else {"because": "language"}
        tell(Code.BAD_VALUE, line, **params, **why)


def _channels(reader: Reader, known: Mapping[str, str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name, line in reader.lined_texts("channels", ",;"):
        channel = known.get(name.lower())
        if channel is None:
            meant = slip_of(name, known)
            near = meant or nearest(name, sorted(set(known.values())))
            because = "slip" if meant else "of-all"
            reader.wrong(Code.UNKNOWN_CHANNEL, line, because=because, value=name, known=near)
        else:
            found[channel] = None
    return tuple(found)


def _card_sizes(
    reader: Reader, channels: Sequence[str], known: Mapping[str, str]
) -> dict[str, tuple[int, int]]:
    """Return the size of the cards of each channel that wants another than its usual one."""
    found: dict[str, tuple[int, int]] = {}
    for name, (said, line) in reader.pairs("card_sizes").items():
        channel = known.get(name.lower())
        size = SIZES.get((said or "").replace("×", "x").replace(" ", "").lower())
        if channel is None or channel not in channels:
            near = nearest(name, sorted(channels))
            reader.wrong(Code.UNKNOWN_CHANNEL, line, value=name, known=near)
        elif size is None:
            expected = " | ".join(SIZES)
            reader.wrong(Code.BAD_VALUE, line, field=name, value=said or "", expected=expected)
        else:
            found[channel] = size
    return found


def _hashtags(reader: Reader) -> tuple[str, ...]:
    found: list[str] = []
    for text, line in reader.lined_texts("hashtags", ", "):
        match = _HASHTAG.fullmatch(text)
        if match is None:
            reader.misfit("hashtags", text, line)
        else:
            found.append(f"#{match[1]}")
    return tuple(found)


def _members(reader: Reader) -> list[TeamMember]:
    members: list[TeamMember] = []
    for one in reader.groups("team"):
        role = one.text("role")
        telegram = one.number("telegram", 1, _LARGEST_ACCOUNT)
        if role is not None:
            members.append(TeamMember(role, one.text("name"), telegram))
    return members


def _approval(reader: Reader, team: tuple[TeamMember, ...]) -> dict[str, str]:
    roles = [*dict.fromkeys(member.role for member in team), ANYBODY]
    rules: dict[str, str] = {}
    meant = {folded(role): role for role in reversed(roles)}
    for entry, (said, line) in reader.pairs("approval").items():
        role = said if said in roles else meant.get(folded(said or ""))
        if role is None:
            expected = " | ".join(roles)
            value = said or ""
            reader.wrong(Code.BAD_VALUE, line, field=entry, value=value, expected=expected)
        # A slip must let nothing out: until it is mended nobody can give this signature.
        rules[entry] = role or said or _NOBODY
    return rules


def _loads(reader: Reader, team: tuple[TeamMember, ...]) -> tuple[str, ...]:
    """Return the roles that load sheets; a slip lets nobody load any."""
    roles = tuple(dict.fromkeys(member.role for member in team))
    meant = {folded(role): role for role in reversed(roles)}
    found: dict[str, None] = {}
    for said, line in reader.lined_texts("loads", ","):
        role = said if said in roles else meant.get(folded(said))
        if role is None:
            expected = " | ".join(roles)
            reader.wrong(Code.BAD_VALUE, line, field="loads", value=said, expected=expected)
        found[role or _NOBODY] = None
    return tuple(found)


def _quiet_hours(reader: Reader) -> QuietHours | None:
    found = reader.parsed("quiet_hours", hours)
    return None if found is None else QuietHours(*found)
