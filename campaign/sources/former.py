"""A new edition of an old campaign: its structure, texts, calendar and brand; no people, no dates.

What may be taken over is listed here field by field; whatever is not listed stays behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from campaign.core.cards import Brand
from campaign.sources.answers_file import FILE as ANSWERS
from campaign.sources.calendar_file import FILE as CALENDAR
from campaign.sources.campaign_file import FILE as CAMPAIGN
from campaign.sources.fields import SHAPES, Form
from campaign.sources.former_calendar import FormerCalendar
from campaign.sources.people import People, words_of
from campaign.sources.programme_file import FILE as PROGRAMME
from campaign.sources.starter import IGNORED
from campaign.sources.yaml_writing import written
from campaign.sources.yamldoc import Items, Pairs, Scalar, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from campaign.core.folder import Folder
    from campaign.ports.phrases import Phrases
    from campaign.sources.fields import Field
    from campaign.sources.yamldoc import Node

COPIED: Final[Mapping[str, tuple[str, ...]]] = {
    "campaign": (
        *("format", "name", "title", "zone", "languages", "organisers", "partners", "hashtags"),
        "session",
        *("channels", "team", "approval", "quiet_hours", "max_per_day", "closest", "x_budget"),
    ),
    "member": ("role",),
    "partner": ("id", "name", "tier", "short", "url", "logo"),
    "programme": ("where", "audience", "accessibility", "panels", "partners", "publication"),
    "panel": (
        *("id", "kind", "title", "minutes", "talk_minutes", "question_minutes", "summary"),
        *("capacity", "accessibility"),
    ),
    "publication": ("title", "subtitle", "summary", "launch_panel"),
}
OPENED: Final[Mapping[str, tuple[str, ...]]] = {
    "member": ("name",),
    "panel": ("start", "stream", "recording", "note"),
    "publication": ("url",),
}
NAMES_NOBODY: Final = frozenset(
    {Form.NUMBER, Form.ZONE, Form.LANGUAGE, Form.HOURS, Form.MONEY, Form.FILE, Form.LINK}
)
"""Forms of values in which a word that is also a name means something else."""

_USUAL: Final = Brand()

TEXTS: Final = "posts/texts/"

Value = str | None | list["Value"] | dict[str, "Value"]


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a person has to look at: a message of ``imports.former``, its values."""

    message: str
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Edition:
    """The files of the new folder, and what is worth a look in them."""

    files: Mapping[str, bytes]
    notes: tuple[Note, ...]


def new_edition(tree: Mapping[str, bytes], folder: Folder, name: str, phrases: Phrases) -> Edition:
    """Return a campaign called ``name`` made of an old one.

    ``tree`` are the files of the old folder, ``folder`` what they say.
    """
    return _Renewal(tree, folder, phrases).edition(name)


class _Renewal:
    def __init__(self, tree: Mapping[str, bytes], folder: Folder, phrases: Phrases) -> None:
        self.tree = tree
        self.folder = folder
        self.phrases = phrases
        self.campaign = _mapping(tree, CAMPAIGN)
        self.programme = _mapping(tree, PROGRAMME)
        self.people = people_in(self.campaign, self.programme)
        self.notes: list[Note] = []

    def edition(self, name: str) -> Edition:
        texts = dict(self._texts())
        gaps = {path.removeprefix(TEXTS)[: -len(".md")] for path in texts if self._noted(path)}
        files = {
            CAMPAIGN: self._yaml(
                "campaign", {**self._copied(self.campaign, "campaign"), "name": name}
            ),
            PROGRAMME: self._yaml("programme", self._programme()),
            CALENDAR: self._calendar(frozenset(gaps)),
            **texts,
            **self._answers(),
            "assets/brand.yaml": self._brand(),
            **{path: self.tree[path] for path in self._pictures()},
        }
        return Edition({**IGNORED, **files}, tuple(self.notes))

    def _programme(self) -> dict[str, Value]:
        links: dict[str, Value] = dict.fromkeys(_names(_at(self.programme, "links")))
        made = self._copied(self.programme, "programme")
        return {**made, "links": links} if links else made

    def _calendar(self, gaps: frozenset[str]) -> bytes:
        calendar = FormerCalendar(self.folder, self.people, gaps)
        text = self._yaml("calendar", calendar.entries()).decode()
        self.notes += [Note(message, {"post": post}) for post, message in calendar.notes]
        return self._cleaned(text).encode()

    def _texts(self) -> Iterator[tuple[str, bytes]]:
        for path in self.tree:
            if path.startswith(TEXTS) and path.endswith(".md"):
                text = self.tree[path].decode("utf-8-sig", errors="replace")
                yield path, self._clean("person", path, text)

    def _answers(self) -> dict[str, bytes]:
        answers = [
            {"id": one.id, "questions": list(one.questions), "answer": one.answer}
            for one in self.folder.answers
        ]
        if not answers:
            return {}
        text = self._yaml("answers", answers).decode()
        return {ANSWERS: self._clean("answer", ANSWERS, text)}

    def _brand(self) -> bytes:
        brand = self.folder.brand
        told: dict[str, Value] = {"colours": dict(brand.colours)} if brand.colours else {}
        chosen = {name: getattr(brand, name) for name in ("motif", "corners", "logo")}
        faces = {"voices": brand.voices, "facts": brand.facts}
        unusual: dict[str, Value] = {
            name: value for name, value in chosen.items() if value != getattr(_USUAL, name)
        }
        if faces != {name: getattr(_USUAL, name) for name in faces}:
            unusual["type"] = dict(faces)
        return self._yaml("brand", {**told, **unusual, "monogram": brand.monogram})

    def _pictures(self) -> list[str]:
        """Return the files that the cards of any edition are drawn with."""
        named = [partner.logo for partner in self.folder.programme.partners]
        brand = self.folder.brand
        named += [brand.logo, brand.voices, brand.facts]
        return [path for path in named if path is not None and path in self.tree]

    def _yaml(self, topic: str, value: dict[str, Value] | list[Any]) -> bytes:
        title = self._cleaned(self.folder.campaign.title)
        return written(value, self.phrases.text(f"imports.former.{topic}", title=title))

    def _copied(self, node: Pairs, shape: str) -> dict[str, Value]:
        """Return the fields of :data:`COPIED`, those of :data:`OPENED` empty."""
        made: dict[str, Value] = {}
        for name in (*COPIED[shape], *OPENED.get(shape, ())):
            value = _at(node, name)
            if name in OPENED.get(shape, ()):
                made[name] = None
            elif value is not None:
                made[name] = self._value(value, SHAPES[shape].field(name))
        if shape == "panel":
            made["speakers"] = _seats(node)
        return made

    def _value(self, node: Node, field: Field) -> Value:
        if isinstance(node, Scalar):
            return node.text if field.form in NAMES_NOBODY else self._cleaned(node.text or "")
        if isinstance(node, Items):
            return [self._value(child, field) for child in node.nodes]
        if field.shape is not None:
            return self._copied(node, field.shape)
        return {self._cleaned(name): self._value(value, field) for name, value in _pairs(node)}

    def _cleaned(self, text: str) -> str:
        return self.people.without(text)[0]

    def _clean(self, message: str, path: str, text: str) -> bytes:
        cleaned, lines = self.people.without(text)
        if lines:
            told = ", ".join(map(str, lines))
            self.notes.append(Note(message, {"file": path, "lines": told}))
        return cleaned.encode()

    def _noted(self, path: str) -> bool:
        return any(note.params.get("file") == path for note in self.notes)


def people_in(campaign: Pairs, programme: Pairs) -> People:
    """Return everybody whom the two files name, invited speakers and open roles too."""
    team = list(_groups(campaign, "team"))
    speakers = [one for panel in _groups(programme, "panels") for one in _groups(panel, "speakers")]
    names = [_text(one, "name") for one in (*team, *speakers)]
    credits_ = [_text(one, "photo_credit") for one in speakers]
    sources = [_text(one, "source") for one in _groups(programme, "quotes")]
    ids = [_own_id(one) for one in speakers]
    numbers = [_text(one, "telegram") for one in team]
    return People(
        frozenset(filter(None, (*names, *credits_))),
        frozenset(filter(None, (*sources, *ids))),
        frozenset(filter(None, numbers)),
    )


def _own_id(speaker: Pairs) -> str | None:
    """Return a speaker's id where it is made of their name."""
    own, name = _text(speaker, "id") or "", _text(speaker, "name") or ""
    return own if own and set(words_of(own)) <= set(words_of(name)) else None


def _seats(panel: Pairs) -> str | None:
    """Return how many speakers a panel has, for as many open seats."""
    speakers = _at(panel, "speakers")
    if isinstance(speakers, Items):
        return str(len(speakers.nodes)) if speakers.nodes else None
    return speakers.text if isinstance(speakers, Scalar) else None


def _mapping(tree: Mapping[str, bytes], file: str) -> Pairs:
    node, _ = parse(file, tree.get(file, b""))
    return node if isinstance(node, Pairs) else Pairs(1)


def _pairs(node: Node | None) -> Iterator[tuple[str, Node]]:
    for key, value in node if isinstance(node, Pairs) else ():
        if isinstance(key, Scalar) and key.text:
            yield key.text, value


def _at(node: Node | None, name: str) -> Node | None:
    return next((value for key, value in _pairs(node) if key == name), None)


def _names(node: Node | None) -> list[str]:
    return [name for name, _ in _pairs(node)]


def _groups(node: Node, name: str) -> Iterator[Pairs]:
    found = _at(node, name)
    for child in found.nodes if isinstance(found, Items) else ():
        if isinstance(child, Pairs):
            yield child


def _text(node: Node, name: str) -> str | None:
    found = _at(node, name)
    return (found.text or "").strip() if isinstance(found, Scalar) else None
