"""What people can want; the names are fixed, so that answers can be checked from outside."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class Intent(StrEnum):
    """The wishes that the bot knows; a campaign adds its own by ``answers.yaml``."""

    GREET = "greet"
    HELP = "help"
    NEXT_PANEL = "next_panel"
    PANEL_TIME = "panel_time"
    PROGRAMME = "programme"
    DAY_SCHEDULE = "day_schedule"
    WHERE_WATCH = "where_watch"
    TOPIC = "topic"
    SPEAKERS = "speakers"
    SIGN_UP = "sign_up"
    CANCEL = "cancel"
    MY_SIGNUPS = "my_signups"
    REMINDERS_ON = "reminders_on"
    REMINDERS_OFF = "reminders_off"
    RECORDING = "recording"
    NOTE = "note"
    PUBLICATION = "publication"
    ASK_PANEL = "ask_panel"
    MY_QUESTIONS = "my_questions"
    CALENDAR_FILE = "calendar_file"
    CERTIFICATE = "certificate"
    COST = "cost"
    LANGUAGE = "language"
    WHO_ORGANISES = "who_organises"
    CONTACT_HUMAN = "contact_human"
    PRIVACY_INFO = "privacy_info"
    MY_DATA = "my_data"
    ERASE_ME = "erase_me"
    UNSUBSCRIBE = "unsubscribe"
    ACCESSIBILITY = "accessibility"
    THANKS = "thanks"
    FAREWELL = "farewell"
    RUDE = "rude"
    WHO_ARE_YOU = "who_are_you"
    FOR_ANOTHER = "for_another"
    DISTRESS = "distress"
    AUDIENCE = "audience"
    LIVE_NOW = "live_now"
    STILL_ON = "still_on"
    CLOCK = "clock"
    TROUBLE = "trouble"
    PANEL_LANGUAGE = "panel_language"
    SMALL_TALK = "small_talk"
    OUT_OF_SCOPE = "out_of_scope"


CHANGE, INSTEAD = "change", "instead"
"""Names of cues for a change of panel: what is understood are two wishes of other names."""

CHANGES = frozenset({CHANGE, INSTEAD})

AGREED_AS: Mapping[str, Intent] = MappingProxyType(
    {
        Intent.FAREWELL: Intent.THANKS,
        Intent.RUDE: Intent.OUT_OF_SCOPE,
        Intent.WHO_ARE_YOU: Intent.HELP,
        Intent.FOR_ANOTHER: Intent.OUT_OF_SCOPE,
        Intent.DISTRESS: Intent.CONTACT_HUMAN,
        Intent.AUDIENCE: Intent.SIGN_UP,
        Intent.LIVE_NOW: Intent.WHERE_WATCH,
        Intent.STILL_ON: Intent.PANEL_TIME,
        Intent.CLOCK: Intent.OUT_OF_SCOPE,
        Intent.TROUBLE: Intent.WHERE_WATCH,
        Intent.PANEL_LANGUAGE: Intent.LANGUAGE,
        Intent.SMALL_TALK: Intent.OUT_OF_SCOPE,
        Intent.MY_QUESTIONS: Intent.ASK_PANEL,
    }
)
"""Wishes that have a sentence of their own, by the agreed names that ``ask`` tells of them."""

OF_A_PANEL = frozenset(
    {
        Intent.PANEL_TIME,
        Intent.WHERE_WATCH,
        Intent.TOPIC,
        Intent.SPEAKERS,
        Intent.SIGN_UP,
        Intent.CANCEL,
        Intent.REMINDERS_ON,
        Intent.REMINDERS_OFF,
        Intent.RECORDING,
        Intent.NOTE,
        Intent.ASK_PANEL,
        Intent.CALENDAR_FILE,
        Intent.ACCESSIBILITY,
        Intent.STILL_ON,
        Intent.LIVE_NOW,
    },
)
"""Wishes that may concern one panel."""

OF_A_DAY = frozenset(
    {
        Intent.NEXT_PANEL,
        Intent.PANEL_TIME,
        Intent.WHERE_WATCH,
        Intent.TOPIC,
        Intent.SPEAKERS,
        Intent.SIGN_UP,
        Intent.CALENDAR_FILE,
        Intent.STILL_ON,
    }
)
"""Wishes for which it matters that there is no panel on the day that was named."""

AT_A_TIME = OF_A_DAY | {Intent.DAY_SCHEDULE, Intent.PROGRAMME}
"""Wishes for which it matters that no panel begins at the time that was named."""

OF_PANELS = OF_A_PANEL | {Intent.NEXT_PANEL, Intent.PROGRAMME}
"""Wishes that are answered by telling of panels."""

IN_CONTEXT = frozenset(
    {
        Intent.PANEL_TIME,
        Intent.STILL_ON,
        Intent.WHERE_WATCH,
        Intent.TOPIC,
        Intent.SPEAKERS,
        Intent.SIGN_UP,
        Intent.CANCEL,
        Intent.RECORDING,
        Intent.NOTE,
        Intent.REMINDERS_ON,
    }
)
"""Wishes that mean the panel just spoken of where they name none."""

QUESTIONS = frozenset(
    {
        Intent.PANEL_TIME,
        Intent.WHERE_WATCH,
        Intent.SPEAKERS,
        Intent.RECORDING,
        Intent.NOTE,
        Intent.CALENDAR_FILE,
        Intent.STILL_ON,
    }
)
"""Wishes that choose no panel where one is asked for; *¿y el 3?* asks them of another panel."""

REQUESTS = frozenset(
    {
        Intent.CANCEL,
        Intent.UNSUBSCRIBE,
        Intent.ERASE_ME,
        Intent.MY_SIGNUPS,
        Intent.MY_QUESTIONS,
        Intent.MY_DATA,
        Intent.SIGN_UP,
        Intent.REMINDERS_ON,
        Intent.REMINDERS_OFF,
        Intent.CONTACT_HUMAN,
        Intent.LANGUAGE,
        Intent.CALENDAR_FILE,
    }
)
"""What is asked of the bot and of nobody on a panel."""

ONE_PANEL = frozenset(
    {Intent.PANEL_TIME, Intent.WHERE_WATCH, Intent.SIGN_UP, Intent.CANCEL, Intent.CALENDAR_FILE},
)
"""Wishes that need to know which panel where several fit."""

PAST = frozenset({Intent.NOTE, Intent.RECORDING})
"""What is asked for of panels that are over: *the one on Monday* was last Monday's."""

OF_WHAT_WAS = frozenset({Intent.SPEAKERS, Intent.TOPIC, Intent.DAY_SCHEDULE, Intent.TROUBLE})
"""What may be asked of them: *who spoke on Monday?*"""

OPPOSED: Mapping[str, Intent] = {Intent.CANCEL: Intent.SIGN_UP, Intent.SIGN_UP: Intent.CANCEL}
"""Of two wishes that undo each other neither is meant for the other's panel."""

OF_ANY_PANEL = (Intent.PANEL_TIME, Intent.TOPIC, Intent.SIGN_UP)
"""What is likely wanted of a panel of which no more is understood."""

IN_AND_OUT = frozenset({Intent.SIGN_UP, Intent.CANCEL})
"""The halves of a change of panel; of both *también* asks once more."""

LESSER: Mapping[str, Intent] = MappingProxyType(
    {Intent.ERASE_ME: Intent.CANCEL, Intent.UNSUBSCRIBE: Intent.CANCEL}
)
"""Of a wish that one word may be (*no puedo ir, bórrenme*) the lesser is meant beside it."""

POLITE = frozenset(
    {
        Intent.GREET,
        Intent.THANKS,
        Intent.HELP,
        Intent.FAREWELL,
        Intent.RUDE,
        Intent.SMALL_TALK,
    }
)
"""Said on the way to something else, these are no wish of their own."""

COURTESY = POLITE - {Intent.HELP}
"""Said beside what is wanted; nobody wants it offered."""

SELDOM = frozenset({Intent.GREET, Intent.THANKS, Intent.HELP, Intent.OUT_OF_SCOPE})
"""What a message is sooner like than it is meant."""

EFFECTS = frozenset(
    {
        Intent.SIGN_UP,
        Intent.CANCEL,
        Intent.REMINDERS_ON,
        Intent.REMINDERS_OFF,
        Intent.ERASE_ME,
        Intent.UNSUBSCRIBE,
    }
)
"""What changes something for whoever asks."""

WEIGHED = frozenset(Intent) - POLITE - {Intent.DISTRESS, Intent.FOR_ANOTHER, Intent.MY_QUESTIONS}
"""Wishes of which likeness tells as much as cues."""


class Action(StrEnum):
    """What to do with what was understood: act only when sure, else offer, else ask the team."""

    ACT = "act"
    OFFER = "offer"
    HAND_OVER = "hand_over"


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing that somebody wants. ``subject`` is a panel's id, ``launch``, or ``None``.

    ``score`` is between 0 and 1. ``day`` is the day that was named, ``choices`` are the panels
    that were meant where several fit. ``asks`` tells that it is only asked about (*¿es
    obligatorio inscribirse?*): nothing may be done then. ``until`` is the last day where
    several were named (*esta semana*), ``days`` are the single ones that were named (*el 23 o
    el 24*), where they are more than one, ``places`` are those whose time is asked for, each with
    the name of its zone. ``unmet`` tells that a time of day was named, and at that no panel begins.
    ``beside`` is a day without a panel that an *and* joins to panels (*el 2 y el 3 de marzo*).
    """

    intent: str
    subject: str | None
    score: float
    day: date | None = None
    choices: tuple[str, ...] = ()
    asks: bool = False
    until: date | None = None
    places: tuple[tuple[str, str], ...] = ()
    days: tuple[date, ...] = ()
    unmet: bool = False
    beside: date | None = None


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was understood, in the order in which it was said, and in which language.

    ``likely`` are the next best readings, likeliest first, for buttons. ``missing`` is the
    number of a panel that was named and is not in the programme, where no other was named.
    ``bare`` tells that a panel or a day was named and nothing else said (*¿y el 3?*), ``also``
    that it is to be one more (*también al 3*): for what, only the talk before can tell.
    ``vetoed`` are the wishes that the message's words stand against.
    """

    intents: tuple[Wish, ...]
    action: Action
    language: str
    likely: tuple[Wish, ...] = ()
    missing: int | None = None
    bare: bool = False
    vetoed: frozenset[str] = frozenset()
    also: bool = False
