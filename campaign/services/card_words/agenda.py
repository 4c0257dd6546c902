"""The whole programme in lines: what takes place, when it is, and what is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.cards import AgendaRow
from campaign.services.card_words.moments import window

if TYPE_CHECKING:
    from campaign.core.programme import Panel
    from campaign.services.card_words.told import Told


def rows(told: Told) -> tuple[AgendaRow, ...]:
    """Return a line for every panel that takes or took place, in the programme's order."""
    return tuple(_row(panel, told) for panel in told.programme.panels if not panel.cancelled)


def _row(panel: Panel, told: Told) -> AgendaRow:
    text = told.phrases.text
    title, number = told.title_of(panel), _number(panel)
    called = told.name_of(panel) if told.session and number else ""
    if panel.begins is not None and told.is_past(panel.begins):
        return AgendaRow(number, title, text("cards.agenda.over"), over=True, called=called)
    begins = told.start_of(panel)
    if begins is not None:
        words = told.phrases.dates
        brief = words.say_briefly(begins, begins.year)
        return AgendaRow(number, title, words.say(begins), brief=brief, called=called)
    said = window(panel, told)
    return AgendaRow(number, title, said or text("cards.agenda.undated"), called=called)


def _number(panel: Panel) -> str:
    return "" if panel.kind == "launch" else str(panel.number)
