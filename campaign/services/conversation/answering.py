"""Answers to questions: everything comes from the loaded revision, nothing is remembered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.services.conversation import buttons, personal, saying, tongue
from campaign.services.conversation.afterwards import note, notes, recording, recordings
from campaign.services.conversation.calendars import calendar_reply
from campaign.services.conversation.elsewhere import elsewhere
from campaign.services.conversation.overview import (
    about,
    day,
    last_panel,
    naming,
    next_one,
    whole_programme,
)
from campaign.services.conversation.question_words import QUESTIONS
from campaign.services.conversation.timing import (
    begun,
    changes,
    clock,
    link_of,
    live,
    still_on,
    time_of,
)
from campaign.services.conversation.turns import Reply, Turn
from campaign.services.understanding import Intent, next_panel, panel_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from campaign.core.programme import Panel, Speaker
    from campaign.services.conversation.view import View
    from campaign.services.understanding import Wish


def answer(wish: Wish, view: View) -> Turn | None:
    """Return the answer to a question, ``None`` where nobody has given one yet.

    The campaign's own answers come first; a question of a panel comes from the programme.
    """
    own = next((a for a in view.content.answers if a.id == wish.intent), None)
    if own is not None and wish.intent == Intent.WHERE_WATCH:
        return Turn((_with_link(tongue.campaigns_own(own.answer, view), wish, view),))
    if own is not None and wish.subject is None:
        joining = wish.intent == Intent.AUDIENCE
        wanted = (buttons.of_wish("sign_up", view),) if joining else ()
        return Turn((Reply(tongue.campaigns_own(own.answer, view), wanted),))
    if wish.places and wish.intent in {Intent.NEXT_PANEL, Intent.PROGRAMME}:
        wish = replace(wish, intent=Intent.PANEL_TIME)
    if wish.intent in _ANSWERS:
        return _turn(_ANSWERS[wish.intent](view))
    if wish.intent == Intent.DAY_SCHEDULE:
        return _turn(day(wish, view))
    if wish.intent in _OF_PANEL:
        return _turn(_of_panels(wish, view))
    return None if own is None else Turn((Reply(tongue.campaigns_own(own.answer, view)),))


def _with_link(text: str, wish: Wish, view: View) -> Reply:
    """Return the campaign's own words, and what is known of the panel's link."""
    named = (wish.subject, *wish.choices)
    found = (panel_of(name, view.content.programme) for name in named)
    panel = next((p for p in found if p), None) or next_panel(view.content.programme, view.now)
    if panel is None:
        return Reply(text)
    link = _watch(panel, view)
    if panel.cancelled or view.is_over(panel):
        return link
    return Reply(f"{text}\n{link_of(panel, view)}", link.buttons)


def _turn(reply: Reply | None) -> Turn | None:
    return None if reply is None else Turn((reply,))


def _of_panels(wish: Wish, view: View) -> Reply | None:
    tell = _OF_PANEL[wish.intent]
    chosen = [view.content.programme.panel(panel) for panel in wish.choices]
    panels = [panel for panel in chosen if panel is not None]
    panel = panel_of(wish.subject, view.content.programme)
    if panel is None and len(panels) > 1:
        replies = [reply for one in panels if (reply := tell(one, view))]
        return Reply("\n".join(reply.text for reply in replies)) if replies else None
    tell_all = _OF_NO_PANEL.get(wish.intent) if panel is None and not panels else None
    unnamed = tell_all(view) if tell_all else None
    if unnamed is not None:
        return unnamed
    panel = panel or next_panel(view.content.programme, view.now) or last_panel(view)
    if panel is None:
        return Reply(view.say("nothing-next"))
    told = _on_another_day(tell(panel, view), panel, wish, view)
    return elsewhere(told, panel, wish.places, view) if told and wish.places else told


def _on_another_day(told: Reply | None, panel: Panel, wish: Wish, view: View) -> Reply | None:
    """Say first that a panel is not on the day on which somebody asks whether it is."""
    begins, day = panel.begins, wish.day
    if told is None or begins is None or panel.cancelled or wish.intent not in _ON_A_DAY:
        return told
    if day is None or wish.subject is None or wish.until not in {None, day} or wish.days:
        return told
    if day == begins.astimezone(view.content.campaign.zone).date():
        return told
    denied = view.say("not-that-day", day=saying.day(day, view.phrases))
    return replace(told, text=f"{denied} {told.text}")


_ON_A_DAY = frozenset({Intent.PANEL_TIME, Intent.STILL_ON, Intent.TOPIC})
"""What may ask whether a panel is on some day."""


def _series(view: View) -> Reply:
    """Tell what the whole series is about: its title, who organises it, and its panels."""
    if not view.panels:
        return Reply(view.say("programme-empty"))
    title = view.content.campaign.title
    text = view.say("series", title=title, lines=saying.lines(view.panels, view))
    organisers = _organisers(view)
    pieces = [text, *([organisers.text] if organisers else [])]
    return Reply("\n".join(pieces), (buttons.of_wish("sign_up", view),))


def _watch(panel: Panel, view: View) -> Reply:
    named = naming(panel, view)
    if panel.cancelled:
        return Reply(view.say("time-cancelled", **named))
    if view.is_over(panel):
        text = view.say("watch-over", **named)
        told = recording(panel, view)
        return Reply(f"{text} {told.text}", told.buttons)
    where = view.content.programme.where if not panel.stream else None
    pieces = [view.say("watch-where", where=where)] if where else []
    wanted = () if panel.stream else about(panel, view)
    return Reply("\n".join([*pieces, link_of(panel, view)]), wanted)


def _audience(view: View) -> Reply:
    audience = view.content.programme.audience
    pieces = [view.say("audience", audience=audience.rstrip("."))] if audience else []
    pieces.append(view.say("open-to-all"))
    return Reply("\n".join(pieces), (buttons.of_wish("sign_up", view),))


def _panel_language(view: View) -> Reply:
    names = [view.word(f"language-in.{code}") for code in view.content.campaign.languages
             if view.phrases.has(f"bot.language-in.{code}")]  # fmt: skip
    known = saying.listed(names, view.phrases)
    text = view.say("panel-language", languages=known) if names else view.say("topic-later")
    return Reply(text, (buttons.of_wish("language", view),))


def described(panel: Panel, view: View) -> list[str]:
    """Return what is known of a panel, a line for each: when, what about, who speaks."""
    pieces = [view.say("topic", **naming(panel, view))]
    pieces += [panel.summary] if panel.summary else []
    known = [_speaker(s, view) for s in panel.speakers if s.name]
    return [*pieces, _speakers(panel, view).text] if known else pieces


def _topic(panel: Panel, view: View) -> Reply:
    pieces = described(panel, view)
    if not panel.summary:
        pieces.append(view.say("topic-later"))
    seen = view.content.team_chat is not None and not panel.cancelled
    asked = (buttons.of_wish(QUESTIONS, view, panel.id),) if seen else ()
    return Reply("\n".join(pieces), (*about(panel, view), *asked))


def _speakers(panel: Panel, view: View) -> Reply:
    known = [_speaker(s, view) for s in panel.speakers if s.name]
    if not known:
        return Reply(view.say("speakers-later", **naming(panel, view)))
    people = saying.listed(known, view.phrases)
    kind = "speakers" if len(known) > 1 else "speakers-one"
    return Reply(view.say(kind, people=people, **naming(panel, view)))


def _speaker(speaker: Speaker, view: View) -> str:
    kind = "speaker-of" if speaker.organisation else "speaker"
    return view.word(kind, name=speaker.name, organisation=speaker.organisation)


def _accessibility(panel: Panel, view: View) -> Reply | None:
    if not panel.accessibility:
        return None
    measures = saying.listed(panel.accessibility, view.phrases)
    return Reply(view.say("accessibility", measures=measures, **naming(panel, view)))


def _calendar(panel: Panel, view: View) -> Reply:
    return calendar_reply(panel, view)


def _publication(view: View) -> Reply:
    publication = view.content.programme.publication
    if publication is None:
        return Reply(view.say("publication-none"))
    if publication.url:
        return Reply(view.say("publication", title=publication.title, url=publication.url))
    text = view.say("publication-later", title=publication.title)
    launch = panel_of("launch", view.content.programme)
    if launch is None:
        return Reply(text)
    return Reply(
        f"{text} {view.say('publication-launch', **naming(launch, view))}", about(launch, view)
    )


def _organisers(view: View) -> Reply | None:
    names = view.content.campaign.organisers
    partners = [p.name for p in view.content.programme.partners if p.name not in names]
    pieces = []
    if names:
        pieces.append(view.say("organisers", names=saying.listed(names, view.phrases)))
    if partners:
        pieces.append(view.say("partners", names=saying.listed(partners, view.phrases)))
    return Reply(" ".join(pieces)) if pieces else None


def help_text(view: View) -> Reply:
    """Return what the bot can do, with its commands."""
    commands = "\n".join(
        view.say("command-line", name=name, about=about) for name, about in commands_of(view)
    )
    return Reply(view.say("help", commands=commands), buttons.menu(view))


def commands_of(view: View) -> tuple[tuple[str, str], ...]:
    """Return the commands of the person's language with what they do."""
    return tuple(
        (view.word(f"command.{intent}"), view.say(f"menu.{intent}"))
        for intent in _COMMANDS
        if view.content.team_chat is not None or intent not in _ASKING
    )


_COMMANDS = (
    "next_panel", "programme", "sign_up", "my_signups", "cancel", "ask_panel", "questions",
    "my_questions", "calendar_file", "news", "language", "privacy_info", "help",
)  # fmt: skip
_ASKING = frozenset({"ask_panel", "questions", "my_questions"})
"""Without the team's chat nobody reads a question: there is nothing to ask, nor to see."""


def _who_am_i(view: View) -> Reply:
    """Say what the bot is; a person is only promised where messages reach one."""
    pieces = [view.say("who-are-you", title=view.content.campaign.title)]
    pieces += [view.say("who-are-you-person")] if view.content.team_chat is not None else []
    return Reply(" ".join(pieces), buttons.menu(view))


_ANSWERS: Mapping[str, Callable[[View], Reply | None]] = {
    Intent.GREET: lambda view: Reply(view.say("greet"), buttons.menu(view)),
    Intent.THANKS: lambda view: Reply(view.say("thanks")),
    Intent.FAREWELL: lambda view: Reply(view.say("farewell")),
    Intent.RUDE: lambda view: Reply(view.say("rude"), buttons.menu(view)),
    Intent.WHO_ARE_YOU: _who_am_i,
    Intent.FOR_ANOTHER: lambda view: Reply(
        f"{view.say('open-to-all')} {view.say('for-another')}", (buttons.of_wish("sign_up", view),)
    ),
    Intent.HELP: help_text,
    Intent.NEXT_PANEL: next_one,
    Intent.PROGRAMME: whole_programme,
    Intent.PUBLICATION: _publication,
    Intent.WHO_ORGANISES: _organisers,
    Intent.PRIVACY_INFO: personal.privacy,
    Intent.CLOCK: clock,
    Intent.AUDIENCE: _audience,
    Intent.PANEL_LANGUAGE: _panel_language,
    Intent.SMALL_TALK: lambda view: Reply(view.say("fine")),
    Intent.OUT_OF_SCOPE: lambda view: Reply(
        view.say("out-of-scope", title=view.content.campaign.title), buttons.menu(view)
    ),
}
_OF_NO_PANEL: Mapping[str, Callable[[View], Reply | None]] = {
    Intent.TOPIC: _series,
    Intent.STILL_ON: changes,
    Intent.LIVE_NOW: live,
    Intent.RECORDING: recordings,
    Intent.NOTE: notes,
}
"""What is told where no panel was named, instead of the same of the next one."""

_OF_PANEL: Mapping[str, Callable[[Panel, View], Reply | None]] = {
    Intent.PANEL_TIME: time_of,
    Intent.STILL_ON: still_on,
    Intent.LIVE_NOW: begun,
    Intent.WHERE_WATCH: _watch,
    Intent.TOPIC: _topic,
    Intent.SPEAKERS: _speakers,
    Intent.RECORDING: recording,
    Intent.NOTE: note,
    Intent.ACCESSIBILITY: _accessibility,
    Intent.CALENDAR_FILE: _calendar,
}
