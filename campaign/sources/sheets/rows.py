"""One row of a sheet as an entry, with every problem at its cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from campaign.core.calendar import Entry, Status
from campaign.core.problems import Code, Place, Problem, error, warning
from campaign.core.when import When, WhenError
from campaign.sources.sheets.cells import Broken, Grid, Row
from campaign.sources.sheets.matching import Print
from campaign.sources.sheets.moments import (
    Moment,
    MomentReader,
    TimeMissing,
    TimeUnclear,
    read_distance,
)
from campaign.sources.sheets.nearest import nearest
from campaign.sources.sheets.networks import NetworkReader, Networks
from campaign.sources.sheets.pictures import NotAFile, Picture, PictureReader, UnknownLayout
from campaign.sources.sheets.plain import cleaned, one_line, plain
from campaign.sources.sheets.row_ids import NewRow, is_id
from campaign.sources.sheets.statuses import read_status
from campaign.sources.sheets.subjects import NoSuchPanel, SubjectReader
from campaign.sources.sheets.vocabulary import words

if TYPE_CHECKING:
    from datetime import timedelta

    from campaign.sources.sheets.header import Header
    from campaign.sources.sheets.vocabulary import Vocabulary

_SHOWN = 120


@dataclass(slots=True)
class Draft:
    """A row as far as it could be read; ``post`` is the id that the team wrote."""

    row: Row
    place: Place
    places: dict[str, Place]
    problems: list[Problem] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    post: str | None = None
    title: str | None = None
    text: str = ""
    literal: bool = False
    moment: Moment | None = None
    networks: Networks = field(default_factory=Networks)
    picture: Picture = field(default_factory=Picture)
    subject: str | None = None
    expires: When | None = None
    status: Status = Status.READY
    alt: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    spread: timedelta | None = None
    repeat: bool = False

    @property
    def is_good(self) -> bool:
        """Tell whether nothing keeps the row from being an entry."""
        return not any(problem.is_error for problem in self.problems)


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
        self.subjects: SubjectReader = moments.subjects
        self.networks = NetworkReader(vocabulary)
        self.pictures = PictureReader(vocabulary, moments.subjects)
        self.texts = {plain(name): name for name in vocabulary.texts}
        self.language = vocabulary.campaign.language

    def read(self, row: Row) -> Draft:
        """Return everything that the row says, and everything that is wrong with it."""
        place = self.grid.place(row, self.header.columns.get("when", 0))
        places = {name: self.grid.place(row, col) for name, col in self.header.columns.items()}
        draft = Draft(row, place, places)
        self._formulas(draft)
        draft.title = one_line(self._text(draft, "title"), 200) or None
        self._post(draft)
        self._moment(draft)
        self._channels(draft)
        self._copy(draft)
        self._picture(draft)
        self._status(draft)
        self._others(draft)
        self._subject(draft)
        self._missing(draft)
        return draft

    def new_row(self, draft: Draft) -> NewRow:
        """Return what the row is known by."""
        when = str(draft.moment.when) if draft.moment else self._raw(draft, "when", "time")
        channels = " ".join(sorted(draft.networks.channels))
        about = [draft.subject, draft.picture.card, *draft.picture.images]
        prints = Print(
            title=one_line(draft.title or ""),
            text=one_line(self._text(draft, "text")),
            when=one_line(when),
            channels=channels or one_line(self._raw(draft, "channels")),
            about=one_line(" ".join(piece for piece in about if piece)),
        )
        hint = " ".join(self._text(draft, "text").split()[:5])
        return NewRow(prints, draft.post, hint)

    def entry(self, draft: Draft, post: str) -> Entry:
        """Return the entry of a good row."""
        if draft.moment is None:
            msg = "only a good row is an entry"
            raise ValueError(msg)
        return Entry(
            id=post,
            when=draft.moment.when,
            channels=draft.networks.channels,
            text=draft.text,
            literal=draft.literal,
            subject=draft.subject,
            card=draft.picture.card,
            images=draft.picture.images,
            alt=draft.alt,
            expires=draft.expires,
            needs=draft.needs,
            **({"spread": draft.spread} if draft.spread else {}),
            status=draft.status,
            repeat=draft.repeat,
            title=draft.title,
            place=draft.place,
            places=self._places(draft),
        )

    def _places(self, draft: Draft) -> dict[str, Place]:
        """Name the places by the fields of an entry."""
        places = dict(draft.places)
        for column, name in (("image", "images"), ("image", "card"), ("card", "card")):
            if column in draft.places:
                places[name] = draft.places[column]
        if "subject" not in places:
            places["subject"] = places.get("title", draft.place)
        places["id"] = places.get("post", places.get("title", draft.place))
        return places

    def _text(self, draft: Draft, name: str) -> str:
        """Return a cell as the text that a person reads there."""
        if name not in draft.said:
            draft.said[name] = self._as_text(draft, name)
        return draft.said[name]

    def _as_text(self, draft: Draft, name: str) -> str:
        value = draft.row.value(self.header.columns.get(name))
        if value is None or isinstance(value, Broken):
            return ""
        if isinstance(value, str):
            return cleaned(value)
        if isinstance(value, datetime | date | time):
            return value.isoformat()
        if isinstance(value, float) and value == int(value):
            return str(int(value))
        return str(value)

    def _raw(self, draft: Draft, *names: str) -> str:
        return " ".join(self._text(draft, name) for name in names)

    def _place(self, draft: Draft, name: str) -> Place:
        return draft.places.get(name, draft.place)

    def _say(self, draft: Draft, code: Code, name: str, **params: object) -> None:
        draft.problems.append(error(code, self._place(draft, name), **params))

    def _bad_value(self, draft: Draft, name: str, expected: str) -> None:
        self._say(
            draft,
            Code.BAD_VALUE,
            name,
            value=self._text(draft, name)[:_SHOWN],
            field=self.header.name(name, self.language),
            expected=expected,
        )

    def _formulas(self, draft: Draft) -> None:
        for name, column in self.header.columns.items():
            value = draft.row.value(column)
            if isinstance(value, Broken):
                formula = value.formula[:_SHOWN]
                self._say(draft, Code.SHEET_FORMULA_WITHOUT_VALUE, name, formula=formula)

    def _is_broken(self, draft: Draft, *names: str) -> bool:
        columns = self.header.columns
        return any(isinstance(draft.row.value(columns.get(name)), Broken) for name in names)

    def _post(self, draft: Draft) -> None:
        post = self._text(draft, "post")
        if post and not is_id(post):
            self._bad_value(draft, "post", "panel-1-anuncio")
        elif post:
            draft.post = post

    def _moment(self, draft: Draft) -> None:
        columns = self.header.columns
        value, clock = (draft.row.value(columns.get(name)) for name in ("when", "time"))
        value = cleaned(value) or None if isinstance(value, str) else value
        if value is None or self._is_broken(draft, "when", "time"):
            return
        try:
            draft.moment = self.moments.read(value, clock)
        except TimeMissing:
            missing = self.header.name("time", self.language)
            name = "time" if "time" in columns else "when"
            self._say(draft, Code.SHEET_ROW_INCOMPLETE, name, missing=missing)
        except TimeUnclear:
            self._bad_value(draft, "time", "17:00")
        except NoSuchPanel:
            self._no_such_panel(draft, "when")
        except WhenError as wrong:
            params = {key: one_line(text, _SHOWN) for key, text in wrong.params.items()}
            self._say(draft, wrong.code, "when", **params)

    def _no_such_panel(self, draft: Draft, name: str) -> None:
        said = one_line(self._text(draft, name), _SHOWN)
        known = nearest(said, self.subjects.known())
        self._say(draft, Code.UNKNOWN_SUBJECT, name, value=said, known=known)

    def _channels(self, draft: Draft) -> None:
        draft.networks = self.networks.read(self._text(draft, "channels"))
        known = (*self.networks.own, words().write(self.language, "all", "all"))
        for word in draft.networks.unknown:
            said = one_line(word, _SHOWN)
            params = {"value": said, "known": nearest(said, known)}
            self._say(draft, Code.UNKNOWN_CHANNEL, "channels", **params)
        place = self._place(draft, "channels")
        alone = not draft.networks.channels
        for word, name in draft.networks.without:
            make = error if alone else warning
            draft.problems.append(make(Code.CHANNEL_NOT_SET_UP, place, value=word, channel=name))

    def _copy(self, draft: Draft) -> None:
        text = self._text(draft, "text")
        name = self._text_name(text)
        if any(sign.isspace() for sign in text):
            draft.text, draft.literal = text, True
        elif name is not None:
            draft.text = name
        elif text:
            params = {"value": one_line(text, _SHOWN), "known": nearest(text, self.texts.values())}
            self._say(draft, Code.UNKNOWN_TEXT, "text", **params)

    def _text_name(self, text: str) -> str | None:
        said = plain(text)
        usual = words().tables["texts"].get(said, "")
        return self.texts.get(said) or self.texts.get(usual)

    def _picture(self, draft: Draft) -> None:
        for name in ("image", "card"):
            text = self._text(draft, name)
            try:
                found = self.pictures.read(text)
            except UnknownLayout:
                known = self.vocabulary.known.layouts or words().tables["layouts"].values()
                params = {"value": one_line(text, _SHOWN), "known": nearest(text, known)}
                self._say(draft, Code.UNKNOWN_LAYOUT, name, **params)
                continue
            except NotAFile:
                self._bad_value(draft, name, "assets/photos/foto.jpg")
                continue
            except NoSuchPanel:
                self._no_such_panel(draft, name)
                continue
            draft.picture = Picture(
                found.card or draft.picture.card,
                draft.picture.images + found.images,
                draft.picture.about | found.about,
            )

    def _status(self, draft: Draft) -> None:
        text = self._text(draft, "status")
        if not text:
            return
        status = read_status(text)
        draft.status = status or Status.DRAFT
        if status is None:
            options = [words().write(self.language, "statuses", s.value) for s in Status]
            draft.problems.append(
                warning(
                    Code.BAD_VALUE,
                    self._place(draft, "status"),
                    value=one_line(text, _SHOWN),
                    field=self.header.name("status", self.language),
                    expected=", ".join(options),
                )
            )

    def _others(self, draft: Draft) -> None:
        draft.alt = tuple(p.strip() for p in self._text(draft, "alt").split("\n") if p.strip())
        facts = words().tables["facts"]
        draft.needs = tuple(
            facts.get(plain(word), word)
            for piece in self._text(draft, "needs").replace(";", ",").split(",")
            if (word := piece.strip())
        )
        self._expiry(draft)
        spread = self._text(draft, "spread")
        if spread:
            draft.spread = read_distance(spread)
            if draft.spread is None:
                self._bad_value(draft, "spread", "90m")
        repeat = plain(self._text(draft, "repeat"))
        if repeat:
            answer = words().tables["yes"].get(repeat)
            draft.repeat = answer == "yes"
            if answer is None:
                self._bad_value(draft, "repeat", words().write(self.language, "yes", "yes"))

    def _expiry(self, draft: Draft) -> None:
        value = draft.row.value(self.header.columns.get("expires"))
        if value is None or isinstance(value, Broken):
            return
        try:
            draft.expires = self.moments.read(value, None).when
        except (TimeMissing, NoSuchPanel):
            self._bad_value(draft, "expires", "2022-02-23 17:00")
        except WhenError as wrong:
            self._say(draft, wrong.code, "expires", **wrong.params)

    def _subject(self, draft: Draft) -> None:
        """Bring together what the columns say the row is about; contradictions are errors."""
        told = self._text(draft, "subject")
        try:
            draft.subject = self.subjects.subject(told) if told else None
        except NoSuchPanel:
            self._no_such_panel(draft, "subject")
            return
        try:
            title = self.subjects.mentions(draft.title or "")
        except NoSuchPanel:
            self._no_such_panel(draft, "title")
            return
        moment = draft.moment.about if draft.moment else frozenset()
        sources = [ids for ids in (title.ids, draft.picture.about, moment) if ids]
        if told:
            sources = [moment] if moment and draft.subject else []
            sources += [frozenset({draft.subject})] if draft.subject and sources else []
        common = frozenset.intersection(*sources) if sources else frozenset()
        if sources and not common:
            self._unclear(draft, "subject" if told else "title")
        elif not told:
            draft.subject = self._settled(draft, common, launch=title.launch)
        if draft.moment and draft.moment.own and draft.subject is None:
            self._unclear(draft, "when")

    def _settled(self, draft: Draft, common: frozenset[str], *, launch: bool) -> str | None:
        if len(common) == 1:
            return next(iter(common))
        if common:
            return None
        if launch or (draft.moment is not None and draft.moment.launch):
            return self.subjects.launch
        if draft.literal:
            return self.subjects.quoted(draft.text)
        return None

    def _unclear(self, draft: Draft, name: str) -> None:
        said = one_line(self._text(draft, name) or self._text(draft, "when"), _SHOWN)
        known = nearest(said, self.subjects.known())
        self._say(draft, Code.SHEET_UNCLEAR_SUBJECT, name, value=said, known=known)

    def _missing(self, draft: Draft) -> None:
        """Report the empty cells of the columns that a post cannot do without."""
        for name in ("when", "channels", "text"):
            here = name in self.header.columns and not self._is_broken(draft, name)
            if here and not self._text(draft, name):
                missing = self.header.name(name, self.language)
                self._say(draft, Code.SHEET_ROW_INCOMPLETE, name, missing=missing)
