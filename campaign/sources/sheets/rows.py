"""One row of a sheet as an entry, with every problem at its cell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from campaign.core.calendar import ALL_CHANNELS, Entry, Status, reads_as_words
from campaign.core.layouts import OF_POSTS
from campaign.core.problems import Code, Place, error
from campaign.core.when import NEVER, UNKNOWN, Never, When, WhenError
from campaign.likeness import is_like_any, nearest
from campaign.sources.sheets.layout_names import layouts_like
from campaign.sources.sheets.matching import Print
from campaign.sources.sheets.moments import (
    Moment,
    MomentReader,
    TimeMissing,
    TimeUnclear,
    read_distance,
)
from campaign.sources.sheets.networks import NetworkReader, Networks
from campaign.sources.sheets.pictures import NotAFile, Picture, PictureReader, UnknownLayout
from campaign.sources.sheets.plain import one_line, plain
from campaign.sources.sheets.row_cells import SHOWN, RowCells
from campaign.sources.sheets.row_ids import NewRow, is_id
from campaign.sources.sheets.statuses import read_status
from campaign.sources.sheets.subjects import NoSuchPanel
from campaign.sources.sheets.vocabulary import words

if TYPE_CHECKING:
    from campaign.sources.sheets.cells import Grid, Row
    from campaign.sources.sheets.header import Header
    from campaign.sources.sheets.vocabulary import Vocabulary

_LONGEST_TITLE = 200
_BEGINNING = 40
_MARKS = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)
_SUBJECT_LOST = frozenset({Code.UNKNOWN_SUBJECT, Code.SHEET_UNCLEAR_SUBJECT})
_REQUIRED = ("when", "channels", "text")


@dataclass(slots=True)
class Draft:
    """A row as far as it could be read; ``post`` is the id that the team wrote, ``also`` the
    further rows that are read with it.
    """

    cells: RowCells
    post: str | None = None
    title: str | None = None
    text: str = ""
    literal: bool = False
    moment: Moment | None = None
    networks: Networks = field(default_factory=Networks)
    picture: Picture = field(default_factory=Picture)
    subject: str | None = None
    expires: When | Never | None = None
    status: Status = Status.READY
    alt: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    spread: timedelta = timedelta()
    repeat: bool = False
    also: tuple[Place, ...] = ()

    @property
    def is_good(self) -> bool:
        """Tell whether nothing keeps the row from being an entry."""
        return not any(problem.is_error for problem in self.cells.problems)


class RowReader:
    """Reads the rows of one sheet under its header."""

    def __init__(
        self,
        grid: Grid,
        header: Header,
        vocabulary: Vocabulary,
        moments: MomentReader,
    ) -> None:
        self.grid = grid
        self.header = header
        self.vocabulary = vocabulary
        self.moments = moments
        self.subjects = moments.subjects
        self.networks = NetworkReader(vocabulary)
        self.pictures = PictureReader(vocabulary, moments.subjects)
        self.texts = {plain(name): name for name in vocabulary.texts}
        self.width = max(len(row.values) for row in grid.rows if row.number == header.row)
        self.language = vocabulary.campaign.language

    def read(self, row: Row) -> Draft:
        """Return everything that the row says, and everything that is wrong with it."""
        cells = RowCells(self.grid, self.header, row, self.language)
        draft = Draft(cells, title=one_line(cells.text("title"), _LONGEST_TITLE) or None)
        cells.formulas()
        self._width(cells, row)
        self._post(draft)
        self._moment(draft)
        self._channels(draft)
        self._copy(draft)
        self._picture(draft)
        self._status(draft)
        self._others(draft)
        self._subject(draft)
        for name in _REQUIRED:
            if not cells.text(name) and not cells.is_broken(name):
                cells.missing(name, name)
        return draft

    def _width(self, cells: RowCells, row: Row) -> None:
        """Refuse a CSV row with more cells than titles: a sign in its text has cut it in two."""
        beyond = [value for value in row.values[self.width :] if value is not None]
        if beyond and self.grid.where.file.endswith(".csv"):
            place = self.grid.place(row, self.width)
            shown = one_line(str(beyond[0]), SHOWN)
            cells.problems.append(error(Code.SHEET_ROW_TOO_WIDE, place, value=shown))

    def new_row(self, draft: Draft) -> NewRow:
        """Return what the row is known by."""
        said = draft.cells.text
        when = str(draft.moment.when) if draft.moment else f"{said('when')} {said('time')}"
        about = [draft.subject, draft.picture.card, *draft.picture.images]
        known_by = Print(
            title=one_line(draft.title or ""),
            text=one_line(said("text")),
            when=one_line(when),
            channels=" ".join(sorted(draft.networks.channels)) or one_line(said("channels")),
            about=one_line(" ".join(piece for piece in about if piece)),
        )
        return NewRow(known_by, draft.post, " ".join(said("text").split()[:5]))

    def entry(self, draft: Draft, post: str) -> Entry:
        """Return the entry of a good row."""
        if draft.moment is None:
            msg = "only a good row is an entry"
            raise ValueError(msg)
        return self._entry(draft, post, draft.moment.when)

    def unfinished(self, draft: Draft, post: str) -> Entry | None:
        """Return a bad row as far as its words can be looked at; ``None`` where they cannot."""
        lost = any(problem.code in _SUBJECT_LOST for problem in draft.cells.problems)
        # What a date cannot be read from may have named the panel that the text speaks of.
        unsure = draft.moment is None and draft.subject is None
        if not draft.text or lost or (unsure and (not draft.literal or "{" in draft.text)):
            return None
        entry = self._entry(draft, post, draft.moment.when if draft.moment else UNKNOWN)
        return entry if entry.channels else replace(entry, channels=(ALL_CHANNELS,))

    def _entry(self, draft: Draft, post: str, when: When) -> Entry:
        return Entry(
            id=post,
            when=when,
            channels=draft.networks.channels,
            text=draft.text,
            literal=draft.literal,
            subject=draft.subject,
            card=draft.picture.card,
            images=draft.picture.images,
            alt=draft.alt,
            expires=draft.expires,
            needs=draft.needs,
            spread=draft.spread,
            status=draft.status,
            repeat=draft.repeat,
            title=draft.title or _beginning(draft),
            place=draft.cells.place,
            places=_places(draft.cells),
            also=draft.also,
        )

    def _post(self, draft: Draft) -> None:
        post = draft.cells.text("post")
        if post and not is_id(post):
            draft.cells.bad_value("post", "panel-1-anuncio")
        elif post:
            draft.post = post

    def _moment(self, draft: Draft) -> None:
        cells = draft.cells
        if not cells.text("when") or cells.is_broken("when", "time"):
            return
        value = cells.value("when")
        try:
            draft.moment = self.moments.read(
                cells.text("when") if isinstance(value, str) else value, cells.value("time")
            )
        except TimeMissing:
            cells.missing("time" if "time" in cells.places else "when", "time")
        except TimeUnclear:
            cells.bad_value("time", "17:00")
        except NoSuchPanel as wrong:
            self._no_such_panel(cells, "when", wrong)
        except WhenError as wrong:
            params = {key: one_line(text, SHOWN) for key, text in wrong.params.items()}
            cells.say(wrong.code, "when", **params)

    def _no_such_panel(self, cells: RowCells, name: str, wrong: NoSuchPanel) -> None:
        """Report what a cell names and the programme has not: by its number, if it has one."""
        said, number = cells.short(name), str(wrong)
        params = {"value": said, "known": nearest(said, self.subjects.known())}
        if number.isdigit():
            known = nearest(f"panel-{number}", self.subjects.panels())
            params = {"value": number, "known": known, "because": "no-panel"}
        cells.say(Code.UNKNOWN_SUBJECT, name, **params)

    def _channels(self, draft: Draft) -> None:
        cells = draft.cells
        draft.networks = self.networks.read(cells.text("channels"))
        every = words().write(self.language, "all", "all")
        for word in draft.networks.unknown:
            meant = self.networks.meant(word)
            params = {
                "value": one_line(word, SHOWN),
                "known": meant or self.networks.like(word, every),
                "because": "slip" if meant else "",
            }
            cells.say(Code.UNKNOWN_CHANNEL, "channels", **params)
        report = cells.warn if draft.networks.channels else cells.say
        for word, name in draft.networks.without:
            report(Code.CHANNEL_NOT_SET_UP, "channels", value=one_line(word, SHOWN), channel=name)

    def _copy(self, draft: Draft) -> None:
        text = draft.cells.text("text")
        said = plain(text)
        usual = words().tables["texts"]
        name = self.texts.get(said) or self.texts.get(usual.get(said, ""))
        spaced = any(sign.isspace() for sign in text)
        if name is not None and not spaced:
            draft.text = name
        elif spaced or (
            reads_as_words(text) and not is_like_any(text, (*self.texts.values(), *usual))
        ):
            draft.text, draft.literal = text, True
        elif text:
            params = {"value": one_line(text, SHOWN), "known": nearest(text, self.texts.values())}
            draft.cells.say(Code.UNKNOWN_TEXT, "text", **params)

    def _picture(self, draft: Draft) -> None:
        for name in ("image", "card"):
            try:
                found = self.pictures.read(draft.cells.text(name))
            except UnknownLayout:
                said = draft.cells.short(name)
                layouts = self.vocabulary.known.layouts or OF_POSTS
                known = layouts_like(said, layouts, self.language)
                draft.cells.say(Code.UNKNOWN_LAYOUT, name, value=said, known=known)
            except NotAFile:
                draft.cells.bad_value(name, "assets/photos/foto.jpg")
            except NoSuchPanel as wrong:
                self._no_such_panel(draft.cells, name, wrong)
            else:
                draft.picture = draft.picture.with_more(found)

    def _status(self, draft: Draft) -> None:
        text = draft.cells.text("status")
        if not text and not draft.cells.is_broken("status"):
            return
        status = read_status(text)
        draft.status = status or Status.DRAFT
        if status is None and text:
            options = ", ".join(words().write(self.language, "statuses", s.value) for s in Status)
            params = {**draft.cells.misfit("status", options), "because": "status"}
            draft.cells.warn(Code.BAD_VALUE, "status", **params)

    def _others(self, draft: Draft) -> None:
        said = draft.cells.text
        draft.alt = tuple(piece.strip() for piece in said("alt").split("\n") if piece.strip())
        facts = words().tables["facts"]
        draft.needs = tuple(
            facts.get(plain(word), word)
            for piece in said("needs").replace(";", ",").split(",")
            if (word := piece.strip())
        )
        self._expiry(draft)
        spread = read_distance(said("spread")) if said("spread") else timedelta()
        if spread is None:
            draft.cells.bad_value("spread", "90m")
        draft.spread = spread or timedelta()
        answer = words().tables["yes"].get(plain(said("repeat")), "")
        draft.repeat = answer == "yes"
        if said("repeat") and not answer:
            draft.cells.bad_value("repeat", words().write(self.language, "yes", "yes"))

    def _expiry(self, draft: Draft) -> None:
        value = draft.cells.value("expires")
        if value is None or not draft.cells.text("expires"):
            return
        if plain(draft.cells.text("expires")) in words().tables["never"]:
            draft.expires = NEVER
            return
        try:
            draft.expires = self.moments.read(value, None).when
        except (TimeMissing, NoSuchPanel):
            draft.cells.bad_value("expires", "2022-02-23 17:00")
        except WhenError as wrong:
            draft.cells.say(wrong.code, "expires", **wrong.params)

    def _subject(self, draft: Draft) -> None:
        """Bring together what the cells say the row is about; contradictions are errors."""
        told = draft.cells.text("subject")
        column = "subject" if told else "title"
        try:
            draft.subject = self.subjects.subject(told) if told else None
            title = self.subjects.mentions("" if told else draft.title or "")
        except NoSuchPanel as wrong:
            self._no_such_panel(draft.cells, column, wrong)
            return
        if told:
            sources = [frozenset({draft.subject})] if draft.subject else []
        else:
            sources = [title.ids, draft.picture.about]
        moment = draft.moment.about if draft.moment else frozenset()
        sources = [ids for ids in (*sources, moment) if ids]
        common = frozenset.intersection(*sources) if sources else frozenset()
        if not told:
            draft.subject = self._settled(draft, common, launch=title.launch)
        if (sources and not common) or (moment and draft.subject not in moment):
            self._unclear(draft, column)
        elif draft.moment and draft.moment.own and draft.subject is None:
            self._unclear(draft, "when")

    def _settled(self, draft: Draft, common: frozenset[str], *, launch: bool) -> str | None:
        if common:
            return next(iter(common)) if len(common) == 1 else None
        if launch or (draft.moment is not None and draft.moment.launch):
            return self.subjects.launch
        return self.subjects.quoted(draft.text) if draft.literal else None

    def _unclear(self, draft: Draft, name: str) -> None:
        said = draft.cells.short(name) or draft.cells.short("when")
        known = nearest(said, self.subjects.known())
        draft.cells.say(Code.SHEET_UNCLEAR_SUBJECT, name, value=said, known=known)


def _beginning(draft: Draft) -> str | None:
    """Return what people can call a row to which nobody gave a name: how its text begins."""
    if draft.post is not None or not draft.literal:
        return None
    words = one_line(_MARKS.sub("…", draft.text), _LONGEST_TITLE)
    if len(words) <= _BEGINNING:
        return words or None
    return words[:_BEGINNING].rsplit(" ", 1)[0].rstrip(" ,.;:…") + "…"


def _places(cells: RowCells) -> dict[str, Place]:
    """Name the places by the fields of an entry."""
    places = dict(cells.places)
    for column, name in (("image", "images"), ("image", "card"), ("card", "card")):
        if column in cells.places:
            places[name] = cells.places[column]
    places.setdefault("subject", cells.place_of("title"))
    places["id"] = cells.places.get("post") or cells.place_of("title")
    return places
