"""Signing up and cancelling: consent at the moment of asking, confirmation before losing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.attendees import Seat
from campaign.services.conversation import buttons, consent, news, saying
from campaign.services.conversation.overview import about
from campaign.services.conversation.turns import Asks, Reply, Turn
from campaign.services.leads import SOON, reminders_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.core.programme import Panel
    from campaign.services.conversation.view import View


def ask_which(view: View, panels: Sequence[Panel] = ()) -> Turn:
    """Ask to which panel; the panels are those that are open."""
    choices = tuple(panels) or tuple(p for p in view.panels if obstacle(p, view) is None)
    if not choices:
        return Turn((Reply(view.say("sign-up-none")),))
    text = view.say("sign-up-which", lines=saying.lines(choices, view))
    return Turn((Reply(text, buttons.of_panels(buttons.SIGN_UP, choices, view), asks=Asks.WHICH),))


def sign_up(panel: Panel, view: View, agreed: str | None = None) -> Turn:
    """Sign up, or ask for consent first.

    ``agreed`` is the mark of the consent text that was shown; an old one is asked again.
    Who has a sign-up has agreed before.
    """
    refused = obstacle(panel, view)
    if refused is not None:
        return Turn((Reply(view.say(refused, **_named(panel, view)), buttons.menu(view)),))
    if view.sign_up_of(panel) is not None:
        return Turn((_already(panel, view),))
    given = consent.agreed_to(agreed, view)
    if given is not None:
        return Turn((_confirmed(panel, view),), (panel.id,), consent=given)
    if view.sign_ups and agreed is None:
        return Turn((_confirmed(panel, view),), (panel.id,))
    told = consent.text(view)
    if is_full(panel, view):
        told = f"{view.say('sign-up-full', place=place(panel, view))}\n\n{told}"
    text = view.say("sign-up-consent", consent=told, **_named(panel, view))
    return Turn((_whether(text, "yes-sign-up", _agreeing((panel,), view), view),))


def offer(panel: Panel, known: Sequence[str], view: View) -> Reply:
    """Ask whether to sign up somebody who was told of a panel; with consent, where it is new."""
    pieces = ["\n".join(known)]
    if is_full(panel, view):
        pieces.append(view.say("sign-up-full", place=place(panel, view)))
    if not view.sign_ups:
        pieces.append(consent.text(view))
    agreed = buttons.data(buttons.SIGN_UP, buttons.short(panel.id))
    yes = agreed if view.sign_ups else _agreeing((panel,), view)
    text = "\n\n".join([*pieces, view.say("sign-up-sure")])
    return _whether(text, "yes-sign-up", yes, view)


def sign_up_all(panels: Sequence[Panel], view: View, agreed: str | None = None) -> Turn:
    """Sign up for several panels; consent is asked once for all that are open to the person."""
    fresh = [p for p in panels if obstacle(p, view) is None and view.sign_up_of(p) is None]
    turn = sum((sign_up(p, view) for p in panels if p not in fresh), Turn())
    if len(fresh) <= 1:
        return sum((sign_up(panel, view, agreed) for panel in fresh), turn)
    given = consent.agreed_to(agreed, view)
    if given is not None or (view.sign_ups and agreed is None):
        names = tuple(panel.id for panel in fresh)
        return turn + Turn((_confirmed_all(fresh, view),), names, consent=given)
    return turn + _ask_consent(fresh, view)


def _ask_consent(panels: Sequence[Panel], view: View) -> Turn:
    now = panels[: buttons.MOST_AT_ONCE]
    said = _rows(now, view) + _later(panels, view)
    text = view.say("sign-up-consent-all", lines=said, consent=consent.text(view))
    return Turn((_whether(text, "yes-sign-up", _agreeing(now, view), view),))


def _later(panels: Sequence[Panel], view: View) -> str:
    """Return the panels that do not fit into one question, and how to go on with them."""
    rest = panels[buttons.MOST_AT_ONCE :]
    return "\n\n" + view.say("others-later", lines=saying.lines(rest, view)) if rest else ""


def _agreeing(panels: Sequence[Panel], view: View) -> str:
    mark = consent.mark(view)
    room = buttons.MOST_BYTES - len(f"{buttons.CONSENT}::{mark}")
    return buttons.data(buttons.CONSENT, buttons.many(panels, room), mark)


def _confirmed_all(panels: Sequence[Panel], view: View) -> Reply:
    waiting = [panel for panel in panels if is_full(panel, view)]
    seated = [panel for panel in panels if panel not in waiting]
    told = [view.say("signed-up-waiting", place=place(p, view), **_named(p, view)) for p in waiting]
    told += [view.say("seat-promised")] if waiting else []
    if seated:
        reminders = reminders_told(seated, view)
        lines = saying.lines(seated, view)
        told.insert(0, view.say("signed-up-all", lines=lines, reminders=reminders))
    text = "\n\n".join(told)
    wanted = (buttons.of_wish("calendar_file", view), buttons.of_wish("my_signups", view))
    return Reply(text, wanted)


def _rows(panels: Sequence[Panel], view: View) -> str:
    """Return a line for each panel that somebody joins, with the place where it is full."""
    rows = (
        view.say("waiting", line=saying.line(panel, view), place=place(panel, view))
        if is_full(panel, view)
        else saying.line(panel, view)
        for panel in panels
    )
    return "\n".join(rows)


def reminders_told(panels: Sequence[Panel], view: View) -> str:
    """Return when reminders will come: not a day before what begins sooner, if at all.

    Where none comes any more, the links that it would bring are told at once.
    """
    if all(view.is_live(panel) for panel in panels):
        return view.say("reminders-none")
    kind = reminders_kind((panel.begins for panel in panels), view.now)
    links = [panel.stream for panel in panels if panel.stream and kind == SOON]
    return " ".join([view.say(kind), *(view.say("reminder-link", url=url) for url in links)])


def _whether(text: str, label: str, yes: str, view: View) -> Reply:
    """Return a question with the buttons yes and no."""
    return Reply(text, ((view.say(f"button.{label}"), yes), no(view)), asks=Asks.WHETHER)


def is_full(panel: Panel, view: View) -> bool:
    """Tell whether all seats of a panel are taken, or others wait for the one that is free."""
    return panel.capacity is not None and free_seats(panel, view) == 0


def free_seats(panel: Panel, view: View) -> int:
    """Return how many could still sign up for a panel with a limit and get a seat."""
    crowd = view.crowd(panel)
    return max((panel.capacity or 0) - crowd.seated - crowd.waiting, 0)


def place(panel: Panel, view: View) -> int:
    """Return the person's place on a waiting list, or that of whoever comes next."""
    mine, crowd = view.sign_up_of(panel), view.crowd(panel)
    unfilled = max((panel.capacity or 0) - crowd.seated, 0)
    return (mine.place if mine else None) or max(crowd.waiting - unfilled, 0) + 1


def obstacle(panel: Panel, view: View) -> str | None:
    """Return the sentence that says why nobody can sign up."""
    if panel.cancelled:
        return "sign-up-cancelled"
    return "sign-up-past" if view.is_over(panel) else None


def _already(panel: Panel, view: View) -> Reply:
    mine = view.sign_up_of(panel)
    if mine is not None and mine.state is Seat.WAITING:
        return Reply(waits(panel, view, "already-waiting"), _give_up(panel, view))
    return Reply(view.say("already-signed-up", **_named(panel, view)), about(panel, view))


def _confirmed(panel: Panel, view: View) -> Reply:
    kind = "signed-up" if panel.begins else "signed-up-undated"
    if is_full(panel, view):
        return Reply(waits(panel, view, "signed-up-waiting"), _give_up(panel, view))
    known = {**_named(panel, view), "reminders": reminders_told([panel], view)}
    text = view.say(kind, **known)
    cancel = (view.say("button.cancel"), buttons.data(buttons.CANCEL, buttons.short(panel.id)))
    calendar = [buttons.of_wish("calendar_file", view, panel.id)] if panel.begins else []
    return Reply(text, (*calendar, buttons.of_wish("my_signups", view), cancel, *_ask_news(view)))


def _ask_news(view: View) -> tuple[buttons.Button, ...]:
    """Return the button for news, for somebody who was never asked."""
    return (news.button(view),) if view.news is None else ()


def waits(panel: Panel, view: View, kind: str) -> str:
    """Say that somebody waits for a seat, and in which place."""
    told = view.say(kind, place=place(panel, view), **_named(panel, view))
    return f"{told} {view.say('seat-promised')}"


def _give_up(panel: Panel, view: View) -> tuple[buttons.Button, ...]:
    leave = buttons.data(buttons.CANCEL, buttons.short(panel.id))
    return (buttons.of_wish("my_signups", view), (view.say("button.leave-list"), leave))


def my_sign_ups(view: View) -> Turn:
    """Tell what the person is signed up for."""
    mine = _mine(view)
    if not mine:
        text = f"{view.say('my-signups-none')} {view.say('open-to-all')}"
        return Turn((Reply(text, (buttons.of_wish("sign_up", view),)),))
    text = view.say("my-signups", lines=_my_lines(view))
    return Turn((Reply(text, (*_cancels(mine, view), buttons.of_wish("calendar_file", view))),))


def ask_cancel(view: View, panel: Panel | None) -> Turn:
    """Ask whether to cancel, or which."""
    mine = _mine(view)
    if panel is None and len(mine) == 1:
        panel = mine[0]
    if panel is None and not mine:
        return Turn((Reply(view.say("cancel-none"), buttons.menu(view)),))
    if panel is None:
        text = view.say("cancel-which", lines=_my_lines(view))
        return Turn((Reply(text, buttons.of_panels(buttons.CANCEL, mine, view), asks=Asks.WHICH),))
    if view.sign_up_of(panel) is None:
        return Turn((Reply(view.say("not-signed-up", **_named(panel, view)), buttons.menu(view)),))
    yes = buttons.data(buttons.CANCEL_SURE, buttons.short(panel.id))
    text = view.say("cancel-sure", **_named(panel, view))
    return Turn((_whether(text, "yes-cancel", yes, view),))


def ask_other_cancel(told: str, view: View) -> Turn:
    """Ask which sign-up to cancel after saying that the one meant is none; nothing is guessed."""
    mine = _mine(view)
    if not mine:
        return ask_cancel(view, None)
    text = f"{told}\n\n{view.say('cancel-which', lines=_my_lines(view))}"
    return Turn((Reply(text, buttons.of_panels(buttons.CANCEL, mine, view), asks=Asks.WHICH),))


def ask_cancel_several(panels: Sequence[Panel], view: View) -> Turn:
    """Ask once whether to cancel several sign-ups."""
    held = [panel for panel in panels if view.sign_up_of(panel) is not None]
    if len(held) <= 1:
        return ask_cancel(view, next(iter(held), panels[0]))
    now = held[: buttons.MOST_AT_ONCE]
    room = buttons.MOST_BYTES - len(f"{buttons.CANCEL_SURE}:")
    yes = buttons.data(buttons.CANCEL_SURE, buttons.many(now, room))
    lines = saying.lines(now, view) + _later(held, view)
    text = view.say("cancel-several-sure", lines=lines)
    return Turn((_whether(text, "yes-cancel", yes, view),))


def cancel(panels: Sequence[Panel], view: View) -> Turn:
    """Cancel after the person confirmed; a second tap changes nothing."""
    return sum((_cancel(panel, view) for panel in panels), Turn())


def _cancel(panel: Panel, view: View) -> Turn:
    if view.sign_up_of(panel) is None:
        return Turn((Reply(view.say("not-signed-up", **_named(panel, view))),))
    return Turn((Reply(view.say("cancelled", **_named(panel, view))),), cancel=(panel.id,))


def ask_cancel_all(view: View) -> Turn:
    """Ask whether to cancel everything."""
    if not view.sign_ups:
        text = view.say("unsubscribed-news" if view.news else "unsubscribed-none")
        return Turn((Reply(text),), silence=True, withdraw=_news(view))
    text = view.say("cancel-all-sure", lines=_my_lines(view))
    return Turn((_whether(text, "yes-cancel", buttons.CANCEL_ALL, view),))


def cancel_all(view: View) -> Turn:
    """Cancel everything after the person confirmed; what waits to be told is not any more."""
    mine = tuple(sign_up.panel for sign_up in view.sign_ups)
    told = (Reply(view.say("cancelled-all-news" if view.news else "cancelled-all")),)
    return Turn(told, cancel=mine, silence=True, withdraw=_news(view))


def _news(view: View) -> str | None:
    """Return the purpose that ends with all sign-ups, for somebody who had agreed to it."""
    return consent.NEWS.name if view.news else None


def reminders_on(view: View, panel: Panel | None) -> Turn:
    """Say how reminders come, and offer the sign-up that brings them."""
    said = Turn((Reply(view.say("reminders-on")),))
    if panel is not None:
        return said + sign_up(panel, view)
    return said + (my_sign_ups(view) if view.sign_ups else ask_which(view))


def reminders_off(view: View) -> Turn:
    """Say how reminders end, and offer that."""
    mine = _mine(view)
    if not mine:
        return Turn((Reply(view.say("reminders-off-none")),))
    return Turn((Reply(view.say("reminders-off"), _cancels(mine, view)),))


def _mine(view: View) -> list[Panel]:
    found = (view.content.programme.panel(sign_up.panel) for sign_up in view.sign_ups)
    return [panel for panel in found if panel is not None]


def _my_lines(view: View) -> str:
    said = []
    for panel in _mine(view):
        mine = view.sign_up_of(panel)
        row = saying.line(panel, view)
        queued = mine is not None and mine.state is Seat.WAITING
        told = view.say("waiting", line=row, place=place(panel, view)) if queued else row
        said.append(told)
    return "\n".join(said)


def _cancels(panels: Sequence[Panel], view: View) -> tuple[buttons.Button, ...]:
    label = view.say("button.cancel")
    return tuple(
        (
            buttons.clipped(f"{label}: {saying.title(panel, view.phrases)}"),
            buttons.data(buttons.CANCEL, buttons.short(panel.id)),
        )
        for panel in panels
    )


def no(view: View) -> buttons.Button:
    """Return the button that changes nothing."""
    return (view.say("button.no"), buttons.NOTHING)


def _named(panel: Panel, view: View) -> dict[str, str]:
    return saying.named(panel, view.content.campaign, view.phrases)
