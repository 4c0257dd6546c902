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
    from collections.abc import Callable, Container
    from datetime import datetime

    from campaign.core.dates import DateWords
    from campaign.core.programme import Panel, Partner, Programme, Publication, Quote, Speaker
    from campaign.core.settings import Campaign


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

    def later(self, name: str, value: str | None) -> Any:
        """Return what the programme says, or what waits where the programme does not say it."""
        return self._missing(FactName(PROGRAMME, name)) if value is None else value

    def facts(self) -> tuple[FactRead, ...]:
        """Return what was looked at, in a stable order."""
        return tuple(FactRead(f.subject, f.name, v) for f, v in sorted(self._seen.items()))


class View:
    """An object that a template may look into: its public names and nothing else."""

    __slots__ = ("_names",)

    def __init__(self, names: dict[str, Callable[[], Any]]) -> None:
        self._names = names

    def __getattr__(self, name: str) -> Any:
        try:
            return self._names[name]()
        except KeyError:
            raise AttributeError(name) from None


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


def panel_view(panel: Panel, reads: Reads) -> View:
    """Return a panel as templates see it."""

    def fact(name: str) -> Callable[[], Any]:
        return lambda: reads.note(panel.id, name, getattr(panel, name))

    def moment(say: Callable[[datetime], Any], *, end: bool = False) -> Callable[[], Any]:
        def told() -> Any:
            begins = panel.begins
            known = reads.note(panel.id, "start", begins)
            moment = panel.ends if end else begins
            return say(moment) if moment is not None and known is begins else known

        return told

    words = reads.words
    return View(
        {
            **{n: fact(n) for n in ("title", *PANEL_LINKS)},
            "start": moment(lambda m: m),
            "ends": moment(lambda m: m, end=True),
            "when": moment(words.say),
            "day": moment(words.say_day),
            "time": moment(words.say_time),
            "id": lambda: panel.id,
            "number": lambda: panel.number,
            "minutes": lambda: panel.minutes,
            "talk_minutes": lambda: panel.talk_minutes,
            "question_minutes": lambda: panel.question_minutes,
            **{n: fact(n) for n in ("window", "summary", "capacity")},
            "kind": lambda: panel.kind,
            "accessibility": lambda: panel.accessibility,
            "speakers": lambda: [speaker_view(s, panel, reads) for s in panel.speakers],
        },
    )


def speaker_view(speaker: Speaker, panel: Panel | None, reads: Reads) -> View:
    """Return a speaker as templates see it."""

    def fact(name: str) -> Callable[[], Any]:
        return lambda: reads.note(speaker.id, name, getattr(speaker, name))

    return View(
        {
            **{n: fact(n) for n in ("name", "role", "organisation", "topic")},
            "id": lambda: speaker.id,
            "panel": lambda: panel_view(panel, reads) if panel else None,
        },
    )


def quote_view(quote: Quote, reads: Reads) -> View:
    """Return a quotation as templates see it."""

    def fact(name: str) -> Callable[[], Any]:
        return lambda: reads.note(quote.id, name, getattr(quote, name))

    return View({n: fact(n) for n in ("id", "text", "source", "emphasis")})


def publication_view(publication: Publication, reads: Reads) -> View:
    """Return the publication as templates see it."""

    def fact(name: str) -> Callable[[], Any]:
        return lambda: reads.note(PUBLICATION, name, getattr(publication, name))

    return View(
        {n: fact(n) for n in ("title", "url", "subtitle", "summary")},
    )


def partner_view(partner: Partner, reads: Reads) -> View:
    """Return a partner as templates see it."""
    return View(
        {
            "name": lambda: partner.name,
            "short": lambda: partner.short or partner.name,
            "tier": lambda: partner.tier.value,
            "url": lambda: reads.note(partner.id, "url", partner.url),
        },
    )


def campaign_view(campaign: Campaign) -> View:
    """Return the campaign as templates see it."""
    names = ("name", "title", "organisers", "hashtags", "languages", "language")
    return View({n: lambda n=n: getattr(campaign, n) for n in names})  # type: ignore[misc]


def links_view(programme: Programme, reads: Reads) -> View:
    """Return the links, each a fact of its own."""
    return View(
        {
            name: lambda name=name, url=url: reads.note("links", name, url)  # type: ignore[misc]
            for name, url in programme.links.items()
        },
    )


def context(
    campaign: Campaign,
    programme: Programme,
    subject: Subject,
    channel: str,
    reads: Reads,
) -> dict[str, Any]:
    """Return the names of a template for one subject on one channel."""
    names: dict[str, Any] = {
        "campaign": campaign_view(campaign),
        "panels": Lazy(lambda: [panel_view(panel, reads) for panel in programme.panels]),
        "partners": Lazy(lambda: [partner_view(partner, reads) for partner in programme.partners]),
        "links": links_view(programme, reads),
        "hashtags": " ".join(campaign.hashtags),
        CHANNEL: channel,
        **{n: reads.later(n, getattr(programme, n)) for n in ("audience", "where")},
    }
    if programme.publication is not None:
        names["publication"] = publication_view(programme.publication, reads)
    if subject.panel is not None:
        names["panel"] = panel_view(subject.panel, reads)
    if subject.speaker is not None:
        names["speaker"] = speaker_view(subject.speaker, subject.panel, reads)
    if subject.quote is not None:
        names["quote"] = quote_view(subject.quote, reads)
    return names
