"""Every field of every file of a campaign folder, in one table.

The readers refuse what is not in it, and the reference is generated from it: what a
field is for stands in ``languages/<lang>/fields.toml`` under ``<shape>.<field>``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from campaign.core.cards import CORNERS, MOTIFS


class Form(StrEnum):
    """How a value looks; the sign is shown where a value does not look so."""

    TEXT = "…"
    NAME = "panel-1"
    NUMBER = "15"
    FLAG = "yes | no"
    LOCAL = "2022-02-23 17:00"
    WHEN = "start - 7d 10:00"
    DURATION = "90m | 2h | 1d"
    HOURS = "22:00-08:00"
    LINK = "https://…"
    COLOUR = '"#12223a"'
    ZONE = "America/Santiago"
    LANGUAGE = "es"
    HASHTAG = "DatosAbiertos"
    MONEY = "12.50"
    FILE = "photo.jpg"
    FONT = "fraunces | source-serif | inter | font.ttf"
    FOCUS = "[0.5, 0.3]"
    TEXTS = "[a, b]"
    GROUP = "a: b"
    GROUPS = "- a: b"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, its form, and the shape of what is below it.

    ``choices`` are the values that it can have, where these are few.
    """

    name: str
    form: Form = Form.TEXT
    required: bool = False
    shape: str | None = None
    choices: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        """Return what a value looks like, for a message."""
        return " | ".join(self.choices) if self.choices else self.form.value


@dataclass(frozen=True, slots=True)
class Shape:
    """A group of fields that stand together. ``file`` says where, for the reference."""

    name: str
    file: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """Return the field with this name; raises KeyError."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(self.name, name)


def _required(name: str, form: Form = Form.TEXT, **more: str) -> Field:
    return Field(name, form, required=True, shape=more.get("shape"))


CAMPAIGN = Shape(
    "campaign",
    "posts/campaign.yaml",
    (
        _required("format", Form.NUMBER),
        _required("name", Form.NAME),
        _required("title"),
        _required("zone", Form.ZONE),
        Field("languages", Form.TEXTS),
        _required("channels", Form.TEXTS),
        Field("organisers", Form.TEXTS),
        Field("partners", Form.GROUPS, shape="partner"),
        Field("hashtags", Form.TEXTS),
        Field("session"),
        Field("team", Form.GROUPS, shape="member"),
        Field("approval", Form.GROUP),
        Field("loads", Form.TEXTS),
        Field("quiet_hours", Form.HOURS),
        Field("max_per_day", Form.NUMBER),
        Field("closest", Form.NUMBER),
        Field("x_budget", Form.MONEY),
        Field("card_sizes", Form.GROUP),
    ),
)
MEMBER = Shape(
    "member",
    "posts/campaign.yaml",
    (_required("role"), Field("name"), Field("telegram", Form.NUMBER)),
)
PARTNER = Shape(
    "partner",
    "posts/programme.yaml",
    (
        _required("id", Form.NAME),
        _required("name"),
        Field(
            "tier",
            required=True,
            choices=("organises", "convenes", "sponsors", "associates"),
        ),
        Field("short"),
        Field("url", Form.LINK),
        Field("logo", Form.FILE),
    ),
)
PROGRAMME = Shape(
    "programme",
    "posts/programme.yaml",
    (
        Field("panels", Form.GROUPS, shape="panel"),
        Field("partners", Form.GROUPS, shape="partner"),
        Field("quotes", Form.GROUPS, shape="quote"),
        Field("publication", Form.GROUP, shape="publication"),
        Field("links", Form.GROUP),
        Field("audience"),
        Field("where"),
        Field("accessibility", Form.TEXTS),
    ),
)
PANEL = Shape(
    "panel",
    "posts/programme.yaml",
    (
        _required("id", Form.NAME),
        _required("title"),
        Field("start", Form.LOCAL),
        Field("window"),
        Field("minutes", Form.NUMBER),
        Field("talk_minutes", Form.NUMBER),
        Field("question_minutes", Form.NUMBER),
        Field("kind", choices=("panel", "launch")),
        Field("summary"),
        Field("speakers", Form.GROUPS, shape="speaker"),
        Field("stream", Form.LINK),
        Field("recording", Form.LINK),
        Field("note", Form.LINK),
        Field("signup", Form.LINK),
        Field("capacity", Form.NUMBER),
        Field("cancelled", Form.FLAG),
        Field("accessibility", Form.TEXTS),
    ),
)
SPEAKER = Shape(
    "speaker",
    "posts/programme.yaml",
    (
        Field("id", Form.NAME),
        Field("name"),
        Field("status", choices=("confirmed", "invited")),
        Field("role"),
        Field("organisation"),
        Field("topic"),
        Field("photo", Form.FILE),
        Field("focus", Form.FOCUS),
        Field("photo_credit"),
    ),
)
PUBLICATION = Shape(
    "publication",
    "posts/programme.yaml",
    (
        _required("title"),
        Field("subtitle"),
        Field("summary"),
        Field("url", Form.LINK),
        Field("launch_panel", Form.NAME),
    ),
)
QUOTE = Shape(
    "quote",
    "posts/programme.yaml",
    (
        _required("id", Form.NAME),
        _required("text"),
        Field("emphasis"),
        Field("source"),
        Field("panel", Form.NAME),
    ),
)
ENTRY = Shape(
    "entry",
    "posts/calendar.yaml",
    (
        _required("post", Form.NAME),
        Field("title"),
        Field("for", Form.NAME),
        _required("when", Form.WHEN),
        _required("channels", Form.TEXTS),
        _required("text"),
        Field("card", Form.NAME),
        Field("images", Form.TEXTS),
        Field("alt", Form.TEXTS),
        Field("expires", Form.WHEN),
        Field("needs", Form.TEXTS),
        Field("spread", Form.DURATION),
        Field("status", choices=("ready", "draft")),
        Field("repeat", Form.FLAG),
    ),
)
TEXT = Shape("text", "posts/texts/NAME.md", (Field("alt"),))
ANSWER = Shape(
    "answer",
    "posts/answers.yaml",
    (
        _required("id", Form.NAME),
        _required("questions", Form.TEXTS),
        _required("answer"),
    ),
)
BRAND = Shape(
    "brand",
    "assets/brand.yaml",
    (
        Field("colours", Form.GROUP, shape="colours"),
        Field("type", Form.GROUP, shape="type"),
        Field("motif", choices=MOTIFS),
        Field("corners", choices=CORNERS),
        Field("logo", Form.FILE),
        Field("monogram"),
    ),
)
TYPE = Shape(
    "type",
    "assets/brand.yaml",
    (Field("voices", Form.FONT), Field("facts", Form.FONT)),
)
COLOURS = Shape(
    "colours",
    "assets/brand.yaml",
    tuple(
        Field(role, Form.COLOUR) for role in ("paper", "ink", "accent", "second", "disc", "muted")
    ),
)
REHEARSAL = Shape(
    "rehearsal",
    "posts/rehearsal.yaml",
    (
        _required("start", Form.LOCAL),
        _required("end", Form.LOCAL),
        Field("events", Form.GROUPS, shape="event"),
    ),
)
EVENT = Shape(
    "event",
    "posts/rehearsal.yaml",
    (
        _required("at", Form.LOCAL),
        Field("fact", Form.GROUP, shape="event_fact"),
        Field("approve", Form.GROUP, shape="event_approve"),
        Field("note", Form.GROUP, shape="event_note"),
        Field("says", Form.GROUP, shape="event_says"),
    ),
)
EVENT_FACT = Shape(
    "event_fact",
    "posts/rehearsal.yaml",
    (_required("subject", Form.NAME), _required("name", Form.NAME), _required("value")),
)
EVENT_APPROVE = Shape(
    "event_approve",
    "posts/rehearsal.yaml",
    (_required("keys", Form.TEXTS), _required("by"), _required("role")),
)
EVENT_NOTE = Shape(
    "event_note",
    "posts/rehearsal.yaml",
    (_required("panel", Form.NAME), _required("text")),
)
EVENT_SAYS = Shape("event_says", "posts/rehearsal.yaml", (_required("who"), _required("text")))

SHAPES = {
    shape.name: shape
    for shape in (
        CAMPAIGN,
        MEMBER,
        PROGRAMME,
        PANEL,
        SPEAKER,
        PARTNER,
        PUBLICATION,
        QUOTE,
        ENTRY,
        TEXT,
        ANSWER,
        BRAND,
        COLOURS,
        TYPE,
        REHEARSAL,
        EVENT,
        EVENT_FACT,
        EVENT_APPROVE,
        EVENT_NOTE,
        EVENT_SAYS,
    )
}
"""All shapes by name, in the order of the reference."""
