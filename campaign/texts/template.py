"""Templates in Jinja's sandbox: one text, its thread parts and its alternative texts."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, TemplateSyntaxError, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from campaign.core.problems import Code
from campaign.core.rendering import PART_LINE, Rendered, RenderFault, RenderJob
from campaign.core.subjects import Subject, subjects_of
from campaign.texts.context import FactIsMissing, Gap, Reads, context
from campaign.texts.faults import FILTERS, NotAMoment, NotText, fault_of
from campaign.texts.pieces import cut

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from jinja2 import Template
    from jinja2.runtime import Context

    from campaign.core.dates import DateWords
    from campaign.core.facts import FactName
    from campaign.core.programme import Programme
    from campaign.core.settings import Campaign

_ONLY_TAGS = re.compile(r"\s*(?:\{%.*?%\}\s*)*")
_LAST_TAG = re.compile(r"(?<![-+])%\}$")
LONGEST = 20_000
"""Characters that one text may have: more is a template gone wrong."""


MOST_COMPILED = 20_000


class Failed(Exception):
    """A template that gave nothing; carries its fault."""

    def __init__(self, fault: RenderFault) -> None:
        self.fault = fault
        super().__init__(fault)


class Templates:
    """Compiled templates of one language; they outlive the programme that fills them."""

    def __init__(self, words: DateWords) -> None:
        self.words = words
        self._environment = _environment(words)
        self._compiled: dict[str, Template] = {}

    def get(self, source: str) -> Template:
        """Return a compiled template; raises jinja2's TemplateSyntaxError."""
        if source not in self._compiled:
            if len(self._compiled) >= MOST_COMPILED:
                self._compiled.clear()
            self._compiled[source] = self._environment.from_string(with_line_ends(source))
        return self._compiled[source]

    def filled(self, template: Template, names: dict[str, Any]) -> Context:
        """Return the names for a template, and for the other expressions of the same text:
        they can change nothing in it, and making it anew is most of what one of them costs.
        """
        return template.new_context({**self._environment.globals, **names}, shared=True)


def _rendered(template: Template, filled: Context) -> str:
    """Return what a template gives, as its own ``render`` does."""
    try:
        return "".join(template.root_render_func(filled))
    except Exception:  # noqa: BLE001 -- raised again, with the template's lines
        return str(template.environment.handle_exception())


def with_line_ends(source: str) -> str:
    """Return a template that keeps the end of each line on which more than tags stands.

    Jinja would take the line break after every tag away, and with it the blank line that
    somebody wrote after a sentence with a condition at its end.
    """
    if "%}\n" not in source:
        return source
    lines = source.split("\n")
    return "\n".join(
        line if _ONLY_TAGS.fullmatch(line) else _LAST_TAG.sub("+%}", line) for line in lines
    )


class Writer:
    """Renders the texts of one campaign; a template that fails gives a fault."""

    def __init__(self, campaign: Campaign, programme: Programme, templates: Templates) -> None:
        self.campaign = campaign
        self.programme = programme
        self.words = templates.words
        self.templates = templates
        self._subjects: dict[str | None, Subject] = {}

    def write(self, job: RenderJob) -> Rendered:
        """Return what ``job`` gives."""
        reads = Reads(self.words, gaps=job.gaps, masked=job.masked)
        subject = self._subject(job.subject)
        names = context(self.campaign, self.programme, subject, job.channel, reads)
        missing: list[FactName] = []
        try:
            text = self._fill(job.template, names, missing)
            alts = tuple(self._fill(alt, names, missing).strip() for alt in job.alts)
        except Failed as wrong:
            return Rendered(facts=reads.facts(), fault=wrong.fault)
        if missing:
            known = tuple(dict.fromkeys(missing))
            outline = tuple(PART_LINE.split(text[:LONGEST]))
            return Rendered(facts=reads.facts(), missing=known, outline=outline)
        if len(text) > LONGEST:
            fault = _failed("too-long", f"{len(text)} > {LONGEST}")
            return Rendered(facts=reads.facts(), fault=fault)
        if not _is_text(text, *alts):
            fault = _failed("half-sign", "\\ud800…\\udfff")
            return Rendered(facts=reads.facts(), fault=fault)
        parts = tuple(tidy(part) for part in PART_LINE.split(text))
        return Rendered(parts, alts, reads.facts())

    def _fill(self, source: str, names: dict[str, Any], missing: list[FactName]) -> str:
        told: list[str] = []
        filled: Context | None = None
        for piece in cut(source):
            if piece.fixed:
                told.append(piece.source)
                continue
            try:
                template = self.templates.get(piece.source)
                if filled is None:
                    filled = self.templates.filled(template, names)
                told.append(_rendered(template, filled))
            except FactIsMissing as wait:
                missing.append(wait.args[0])
                told.append(str(Gap(wait.args[0])))
            except Exception as wrong:
                line = piece.line - 1 + (_line_of(wrong) or 1)
                raise Failed(fault_of(wrong, piece.source, line, names)) from wrong
        return "".join(told)

    def _subject(self, wanted: str | None) -> Subject:
        if wanted not in self._subjects:
            found = subjects_of(self.programme, wanted)
            self._subjects[wanted] = found[0] if found else Subject()
        return self._subjects[wanted]


def _is_text(*texts: str) -> bool:
    """Tell whether it can be written down: half a character, as templates can make, cannot."""
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        return False
    return True


def tidy(text: str) -> str:
    """Return the text without blank lines at its ends, with at most one between paragraphs."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _environment(words: DateWords) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
        keep_trailing_newline=False,
        finalize=_printable,
    )
    environment.filters["capitalize"] = _with_a_capital
    for name, method in FILTERS.items():
        environment.filters[name] = _unless_gap(name, getattr(words, method))
    return environment


def _with_a_capital(value: object) -> str:
    """Return a text with its first letter large and the others as they are.

    Jinja's own filter writes the others small: *wednesday* and *GovTech* lose theirs.
    """
    text = str(value)
    return text[:1].upper() + text[1:]


def _printable(value: Any) -> Any:
    """Let words, numbers and moments pass; no reader wants to see an object of the program."""
    if isinstance(value, (str, int, float, Decimal, date, time, Undefined)):
        return value
    raise NotText(type(value).__name__)


def _unless_gap(name: str, say: Callable[[datetime], str]) -> Callable[[Any], str]:
    """Return a filter of moments; what a fact that is missing lacks is told by itself."""

    def told(moment: Any) -> str:
        if isinstance(moment, Gap):
            return moment
        if isinstance(moment, (date, Undefined)):
            return say(moment)  # type: ignore[arg-type]
        raise NotAMoment(name)

    return told


def _failed(because: str, reason: str) -> RenderFault:
    return RenderFault(Code.TEMPLATE_FAILED, {"because": because, "reason": reason})


def _line_of(wrong: Exception) -> int | None:
    """Return the template's line, from the error or the traceback that Jinja rewrote."""
    if isinstance(wrong, TemplateSyntaxError):
        return wrong.lineno
    line, trace = None, wrong.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
