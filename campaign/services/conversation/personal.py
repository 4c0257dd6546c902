"""What is held of a person: to be seen, corrected, ended and erased by themselves."""

from __future__ import annotations

import json
from datetime import UTC
from functools import partial
from typing import TYPE_CHECKING

from campaign.core.attendees import Seat
from campaign.core.questions import LEFT, shortened
from campaign.ports.messages import Message, Priority
from campaign.services.conversation import buttons, consent, saying
from campaign.services.conversation.turns import Asks, Document, Reply, Turn
from campaign.services.leads import LEADS, reminded_at
from campaign.services.listing import iso
from campaign.services.understanding import Intent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from campaign.ports.held import Held, HeldMessage, HeldQuestion, HeldSignUp, HeldVote
    from campaign.services.conversation.hearing import Heard
    from campaign.services.conversation.view import View

FORMAT = 1
"""Of the file; raise it when a field changes its meaning."""


def privacy(view: View) -> Reply:
    """Say what is stored and why, and what somebody can do about it."""
    told = view.content.team_chat is not None
    wanted = (buttons.of_wish("my_data", view), buttons.of_wish("erase_me", view))
    pieces = [view.say("privacy-team" if told else "privacy", consent=consent.text(view))]
    if told:
        shown = {"question": view.say("privacy-question"), "vote": view.say("consent-vote")}
        pieces.append(view.say("privacy-questions", **shown))
    pieces.append(view.say("privacy-news", consent=consent.text(view, consent.NEWS)))
    return Reply("\n\n".join([*pieces, view.say("privacy-rights")]), wanted)


def my_data(view: View) -> Turn:
    """Tell everything that is held of the person, in words and as a file."""
    return Turn(tell=(partial(_told, view=view),))


def correcting(view: View) -> Turn:
    """Say what is held that can be wrong, and how it is put right."""
    choices = tuple(
        (view.say(f"language-name.{code}"), buttons.data(buttons.LANGUAGE, code))
        for code in view.tongues.codes
    )
    text = view.say("correct", language=view.word(f"language-in.{view.language}"))
    return Turn((Reply(text, choices, asks=Asks.WHICH),))


def ask_erase(view: View) -> Turn:
    """Say what goes, and ask before it does."""
    names = [_called(sign_up.panel, view) for sign_up in view.sign_ups]
    listed = saying.listed(names, view.phrases)
    mine = view.say("erase-sign-ups", panels=listed) if names else view.say("erase-none")
    mine += f" {view.say('erase-seats')}" if _leaves_a_seat(view) else ""
    yes = (view.say("button.yes-erase"), buttons.ERASE)
    no = (view.say("button.no"), buttons.NOTHING)
    text = view.say("erase-sure", sign_ups=mine)
    return Turn((Reply(text, (yes, no), asks=Asks.WHETHER),))


def _leaves_a_seat(view: View) -> bool:
    """Tell whether somebody waits for one of the seats that the person has."""
    mine = {one.panel for one in view.sign_ups if one.state is Seat.SEATED}
    wanted = (p for p in view.panels if p.id in mine and p.capacity is not None)
    return any(view.crowd(p).waiting and not view.is_over(p) for p in wanted)


def erase(heard: Heard, view: View) -> Turn:
    """Erase after the person confirmed; the receipt counts what there was."""
    return Turn(tell=(partial(_receipt, heard=heard, view=view),), erase=True)


def _receipt(held: Held, heard: Heard, view: View) -> Turn:
    local = view.now.astimezone(view.content.campaign.zone)
    when = view.word(
        "local-moment",
        moment=view.phrases.dates.say(local),
        zone=saying.zone(view.content.campaign, view.phrases),
    )
    if not held.is_remembered and not held.messages:
        return Turn((Reply(view.say("erased-nothing", when=when)),))
    counts = {
        "sign_ups": sum(one.state is not Seat.CANCELLED for one in held.sign_ups),
        "consents": len(held.consents),
        "messages": len(held.messages),
        "questions": len(held.questions),
        "votes": sum(one.counts for one in held.votes),
    }
    team = view.content.team_chat
    left = view.say(_left(held, view))
    stay = sum(one.standing in LEFT for one in held.questions)
    left += f" {view.say('erased-left-questions', n=stay)}" if stay else ""
    text = view.say("erased", when=when, left=left, **counts)
    passed_on = any(one.to_team and not one.nameless for one in held.messages)
    return Turn((Reply(text),), to_team=_ask_team(team, heard, view) if passed_on else ())


def _left(held: Held, view: View) -> str:
    """Return the sentence about what remains: words passed on are known for some days only."""
    if view.content.team_chat is None:
        return "erased-left"
    passed_on = held.questions or any(one.to_team for one in held.messages)
    return "erased-left-team" if passed_on else "erased-left-perhaps"


def _ask_team(team: int | None, heard: Heard, view: View) -> tuple[Message, ...]:
    """Ask the team to take away from its chat what was passed on to it."""
    if team is None:
        return ()
    phrases = view.tongues.phrases_of(view.content.campaign.language)
    body = Reply(phrases.text("bot.erased-to-team", who=heard.who or "?")).body()
    return (Message(team, body, Priority.TEAM),)


def _told(held: Held, view: View) -> Turn:
    if not held.is_remembered and not held.messages:
        return Turn((Reply(view.say("my-data-none"), wish=Intent.MY_DATA),))
    file = json.dumps(_file(held, view), ensure_ascii=False, indent=2)
    document = Document(view.word("my-data-file"), "application/json", file)
    wanted = (buttons.of_wish("erase_me", view),)
    text = "\n".join(_lines(held, view))
    return Turn((Reply(text, wanted, document, wish=Intent.MY_DATA),))


def _lines(held: Held, view: View) -> Iterator[str]:
    chats = saying.listed([str(chat) for chat in held.chats], view.phrases)
    yield view.say("my-data", chats=chats)
    if held.language is not None:
        yield view.say("my-data-language", language=view.say(f"language-name.{held.language}"))
    for mine in held.sign_ups:
        state = view.word(f"my-data-{mine.state.value}")
        yield view.say("my-data-sign-up", panel=_called(mine.panel, view), state=state)
    for agreed in held.consents:
        kind = "" if agreed.given else "-ended"
        version = agreed.version.partition("-")[0]
        known = {"when": _day(agreed.at, view), "version": version}
        yield view.say(f"my-data-consent-{agreed.purpose}{kind}", **known)
    for panel, at in _reminders(held.sign_ups, view):
        yield view.say("my-data-reminder", panel=_called(panel, view), when=_moment(at, view))
    yield from _questions(held, view)
    waiting = sum(one.state in {"queued", "taken"} for one in held.messages)
    yield view.say("my-data-messages", stored=len(held.messages), waiting=waiting)
    yield view.say("my-data-rights")


def _questions(held: Held, view: View) -> Iterator[str]:
    for asked in held.questions:
        text = shortened(asked.text) or view.say("question-without-words")
        how = view.say(f"standing.{asked.standing}", votes=asked.votes)
        panel = _called(asked.panel, view)
        line = view.say("my-data-question", panel=panel, text=text, standing=how)
        named = view.say("my-data-question-named", name=asked.name) if asked.name else ""
        yield f"{line} {named}".rstrip()
    for vote in held.votes:
        kind = "my-data-vote" if vote.counts else "my-data-unvoted"
        yield view.say(kind, panel=_called(vote.panel, view), text=shortened(vote.text))


def _file(held: Held, view: View) -> dict[str, object]:
    """Return everything as it stands in the file; its fields are documented and stable."""
    return {
        "format": FORMAT,
        "campaign": view.content.campaign.name,
        "made": _utc(view.now),
        "chats": list(held.chats),
        "language": held.language,
        "since": _utc(held.since),
        "reachable": held.reachable,
        "sign_ups": [_sign_up(one, view) for one in held.sign_ups],
        "consents": [
            {
                "purpose": c.purpose,
                "given": c.given,
                "version": c.version or None,
                "sha256": c.hash or None,
                "at": _utc(c.at),
            }
            for c in held.consents
        ],
        "reminders": [
            {"panel": panel, "at": _utc(at)} for panel, at in _reminders(held.sign_ups, view)
        ],
        "questions": [_question(one) for one in held.questions],
        "votes": [_vote(one) for one in held.votes],
        "messages": [_message(one) for one in held.messages],
    }


def _sign_up(one: HeldSignUp, view: View) -> dict[str, object]:
    panel = view.content.programme.panel(one.panel)
    begins = panel.begins.isoformat() if panel and panel.begins else None
    title = panel.title if panel else None
    known = {"panel": one.panel, "title": title, "begins": begins}
    return {**known, "state": one.state.value, "at": _utc(one.at)}


def _question(one: HeldQuestion) -> dict[str, object]:
    known = {"panel": one.panel, "text": one.text, "state": one.standing.value}
    return {**known, "name": one.name, "votes": one.votes, "at": _utc(one.at)}


def _vote(one: HeldVote) -> dict[str, object]:
    return {"panel": one.panel, "text": one.text, "counts": one.counts, "at": _utc(one.at)}


def _message(one: HeldMessage) -> dict[str, object]:
    text = json.loads(one.body).get("text")
    to = "team" if one.to_team else "you"
    return {"to": to, "state": one.state, "at": _utc(one.at), "text": text}


def _reminders(sign_ups: Iterable[HeldSignUp], view: View) -> list[tuple[str, datetime]]:
    """Return the reminders that are to come, as they would be now."""
    found = []
    for mine in sign_ups:
        panel = view.content.programme.panel(mine.panel)
        if panel is None or panel.begins is None or panel.cancelled or mine.state != Seat.SEATED:
            continue
        moments = (reminded_at(panel.begins, lead) for lead in LEADS.values())
        found += [(mine.panel, moment) for moment in moments if moment > view.now]
    return found


def _called(panel_id: str, view: View) -> str:
    panel = view.content.programme.panel(panel_id)
    return saying.name(panel, view.phrases) if panel else panel_id


def _day(moment: datetime, view: View) -> str:
    return saying.day(moment.astimezone(view.content.campaign.zone), view.phrases)


def _moment(moment: datetime, view: View) -> str:
    return view.phrases.dates.say(moment.astimezone(view.content.campaign.zone))


def _utc(moment: datetime | None) -> str | None:
    return iso(moment.astimezone(UTC)) if moment is not None else None
