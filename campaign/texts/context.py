"""What a template sees of the programme, and a note of every fact that it looks at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from jinja2 import Undefined

from campaign.core.fact_values import PANEL_LINKS
from campaign.core.facts import FactName, FactRead
from campaign.core.rendering import CHANNEL
from campaign.core.subjects import PUBLICATION, Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping
    from datetime import datetime

    from campaign.core.dates import DateWords
    from campaign.core.programme import Panel, Programme, Speaker
    from campaign.core.settings import Campaign

    Teller = Callable[[Any, "Reads"], Any]

PROGRAMME = "programme"


class FactIsMissing(Exception):
    """A template needs a fact that nobody knows yet: the post waits for it."""


class Unknown(Undefined):
    """A fact that nobody knows yet: false in a condition, and a reason to wait when printed."""

    __slots__ = ("_fact",)

    def __init__(self, fact: FactName) -> None:
        super().__init__(name=fact.name)
        self._fact = fact

    def _needed(self, *_: object, **__: object) -> Any:
        raise FactIsMissing(self._fact)

    __str__ = __iter__ = __len__ = __call__ = __getitem__ = _needed
    __add__ = __radd__ = __mod__ = __rmod__ = __eq__ = __lt__ = _needed
    __hash__ = Undefined.__hash__

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise FactIsMissing(self._fact)


class Gap(str):
    """A fact that nobody knows yet, printed as a mark; false in a condition, too."""

    __slots__ = ()

    def __new__(cls, fact: FactName) -> Self:
        """Return the mark of ``fact``."""
        return super().__new__(cls, f"\ue000{fact}\ue001")

    def __bool__(self) -> bool:
        return False


class Reads:
    """The facts that one rendering looked at; with ``gaps`` what is missing is marked.

    What is ``masked`` counts as missing, whatever is known of it.
    """

    def __init__(
        self,
        words: DateWords,
        *,
        gaps: bool = False,
        masked: Container[FactName] = (),
    ) -> None:
        self.words = words
        self._masked = masked
        self._missing: Callable[[FactName], object] = Gap if gaps else Unknown
        self._seen: dict[FactName, str] = {}

    def note(self, subject: str, name: str, value: object) -> Any:
        """Write down a fact and return its value, or :class:`Unknown`."""
        fact = FactName(subject, name)
        text = value.isoformat() if hasattr(value, "isoformat") else str(value or "")
        self._seen[fact] = text
        return self._missing(fact) if value is None or fact in self._masked else value

    def note_day(self, subject: str, name: str, moment: datetime) -> None:
        """Write down that of a moment the day alone was told, unless all of it was told."""
        day = moment.date().isoformat()
        fact = FactName(subject, name)
        if not self._seen.get(fact, "").startswith(f"{day}T"):
            self._seen[fact] = day

    def later(self, name: str, value: str | None) -> Any:
        """Return what the programme says, or what waits where the programme does not say it."""
        return self._missing(FactName(PROGRAMME, name)) if value is None else value

    def hides(self, fact: FactName) -> bool:
        """Tell whether a fact counts as unknown, whatever is known of it."""
        return fact in self._masked

    def facts(self) -> tuple[FactRead, ...]:
        """Return what was looked at, in a stable order."""
        return tuple(FactRead(f.subject, f.name, v) for f, v in sorted(self._seen.items()))


class View:
    """An object that a template may look into: the names of its kind and nothing else.

    ``names`` leads from a name to what tells it of ``of``, noting what was read.
    """

    __slots__ = ("_names", "_of", "_reads")

    def __init__(self, names: Mapping[str, Teller], of: Any, reads: Reads) -> None:
        self._names = names
        self._of = of
        self._reads = reads

    def __getattr__(self, name: str) -> Any:
        try:
            tell = self._names[name]
        except KeyError:
            raise AttributeError(name) from None
        return tell(self._of, self._reads)


class Lazy(Sequence[View]):
    """A list that is made only when a template looks at it."""

    def __init__(self, make: Callable[[], list[View]]) -> None:
        self._make = make

    def __len__(self) -> int:
        return len(self._make())

    def __getitem__(self, index: Any) -> Any:
        return self._make()[index]


def fields_of(thing: object) -> tuple[str, ...]:
    """Return what a template may ask of something; of a list, of what is in it."""
    if isinstance(thing, Lazy) and thing:
        return fields_of(thing[0])
    return tuple(thing._names) if isinstance(thing, View) else ()  # noqa: SLF001 -- its own module


def _fact(name: str) -> Teller:
    """Return what tells a fact of a panel, a speaker or another thing with an id."""
    return lambda of, reads: reads.note(of.id, name, getattr(of, name))


def _plain(name: str) -> Teller:
    """Return what tells a value that is no fact: it cannot be missing."""
    return lambda of, _: getattr(of, name)


def _of_publication(name: str) -> Teller:
    return lambda of, reads: reads.note(PUBLICATION, name, getattr(of, name))


def _begin(say: Callable[[Reads, datetime], Any]) -> Teller:
    """Return what says when a panel begins."""

    def told(panel: Panel, reads: Reads) -> Any:
        begins = panel.begins
        known = reads.note(panel.id, "start", begins)
        return say(reads, begins) if begins is not None and known is begins else known

    return told


def _day(panel: Panel, reads: Reads) -> Any:
    """Say the day on which a panel begins: who reads no hour knows none that can be old."""
    fact = FactName(panel.id, "start")
    begins = panel.begins
    if begins is None or reads.hides(fact):
        return reads.note(panel.id, "start", begins)
    reads.note_day(panel.id, "start", begins)
    return reads.words.say_day(begins)


def _end(panel: Panel, reads: Reads) -> Any:
    """Tell when a panel ends, which follows from when it begins."""
    begins = panel.begins
    known = reads.note(panel.id, "start", begins)
    ends = panel.ends
    return ends if ends is not None and known is begins else known


_LENGTHS = ("minutes", "talk_minutes", "question_minutes")
_PANEL: Mapping[str, Teller] = {
    **{n: _fact(n) for n in ("title", *PANEL_LINKS, "window", "summary", "capacity")},
    **{n: _plain(n) for n in ("id", "number", *_LENGTHS, "kind", "accessibility")},
    "start": _begin(lambda _, moment: moment),
    "ends": _end,
    "when": _begin(lambda reads, moment: reads.words.say(moment)),
    "day": _day,
    "time": _begin(lambda reads, moment: reads.words.say_time(moment)),
    "speakers": lambda panel, reads: [speaker_view(s, panel, reads) for s in panel.speakers],
}
_SPEAKER: Mapping[str, Teller] = {
    **{n: _fact(n) for n in ("name", "role", "organisation", "topic")},
    "id": _plain("id"),
}
_QUOTE: Mapping[str, Teller] = {n: _fact(n) for n in ("id", "text", "source", "emphasis")}
_PUBLICATION: Mapping[str, Teller] = {
    n: _of_publication(n) for n in ("title", "url", "subtitle", "summary")
}
_PARTNER: Mapping[str, Teller] = {
    "name": _plain("name"),
    "short": lambda partner, _: partner.short or partner.name,
    "tier": lambda partner, _: partner.tier.value,
    "url": _fact("url"),
}
_CAMPAIGN: Mapping[str, Teller] = {
    n: _plain(n) for n in ("name", "title", "organisers", "hashtags", "languages", "language")
}


def panel_view(panel: Panel, reads: Reads) -> View:
    """Return a panel as templates see it."""
    return View(_PANEL, panel, reads)


def speaker_view(speaker: Speaker, panel: Panel | None, reads: Reads) -> View:
    """Return a speaker as templates see it."""
    return View({**_SPEAKER, "panel": _within(panel)}, speaker, reads)


def _within(panel: Panel | None) -> Teller:
    return lambda _, reads: panel_view(panel, reads) if panel else None


def links_view(programme: Programme, reads: Reads) -> View:
    """Return the links, each a fact of its own."""
    return View({n: _link(n) for n in programme.links}, programme.links, reads)


def _link(name: str) -> Teller:
    return lambda links, reads: reads.note("links", name, links[name])


def context(
    campaign: Campaign,
    programme: Programme,
    subject: Subject,
    channel: str,
    reads: Reads,
) -> dict[str, Any]:
    """Return the names of a template for one subject on one channel."""
    names: dict[str, Any] = {
        "campaign": View(_CAMPAIGN, campaign, reads),
        "panels": Lazy(lambda: [panel_view(panel, reads) for panel in programme.panels]),
        "partners": Lazy(lambda: [View(_PARTNER, one, reads) for one in programme.partners]),
        "links": links_view(programme, reads),
        "hashtags": " ".join(campaign.hashtags),
        CHANNEL: channel,
        **{n: reads.later(n, getattr(programme, n)) for n in ("audience", "where")},
    }
    if programme.publication is not None:
        names["publication"] = View(_PUBLICATION, programme.publication, reads)
    if subject.panel is not None:
        names["panel"] = panel_view(subject.panel, reads)
    if subject.speaker is not None:
        names["speaker"] = speaker_view(subject.speaker, subject.panel, reads)
    if subject.quote is not None:
        names["quote"] = View(_QUOTE, subject.quote, reads)
    return names
