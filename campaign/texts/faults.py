"""What went wrong in a template, in terms of what somebody wrote there.

The names of reasons are those below ``problems.template-….because`` in the catalogues.
Jinja's own words stand beside them, for what nobody foresaw.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from jinja2 import TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from campaign.core.problems import Code
from campaign.core.rendering import RenderFault
from campaign.likeness import nearest
from campaign.texts.context import fields_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

FILTERS: Final = {
    **dict.fromkeys(("hora", "time"), "say_time"),
    **dict.fromkeys(("fecha", "date", "dia", "day"), "say_day"),
    **dict.fromkeys(("momento", "moment"), "say"),
    **dict.fromkeys(("fecha_larga", "long_date"), "say_long_day"),
}
"""What can stand behind a moment, to the method of the language's words that says it."""

LISTS: Final = ("panels", "partners")
SUBJECTS: Final = ("panel", "speaker", "quote")
_LONGEST: Final = 200

_SYNTAX: Final = tuple(
    (re.compile(pattern), reason)
    for pattern, reason in (
        (r"No filter named '(.+?)'", "unknown-filter"),
        (r"Encountered unknown tag '(?:end(.+?)|elif|else)'", "end-alone"),
        (r"Encountered unknown tag '(.+?)'", "unknown-tag"),
        (r"innermost block that needs to be closed is '(.+?)'", "open-block"),
        (r"Expected an expression, got 'end of", "nothing"),
        (r"'end of statement block', got '='", "equals"),
        (r"'end of \w+ \w+', got '(.+?)'", "too-much"),
        (r"unexpected char '([^'\"])'", "odd-sign"),
        (r"unexpected char", "unclosed"),
        (r"unexpected '[}\])]'|unexpected end of template|tag name expected|got '}'", "unclosed"),
        (r"end of comment", "comment"),
    )
)
_OUTSIDE = re.compile(r"\{%[-+]?\s*(include|import|from|extends)\b")
"""Tags that take in another template: a text stands alone."""
_PATH = r"[\w\[\]]+(?:\.[\w\[\]]+)*"


class NotText(TypeError):
    """Something with parts was to be printed."""


class NotAMoment(TypeError):
    """A filter for moments was put behind something else; its name."""


def fault_of(wrong: Exception, source: str, line: int, names: Mapping[str, Any]) -> RenderFault:
    """Return the fault of an exception that ``source`` raised; ``names`` are the template's."""
    if isinstance(wrong, TemplateSyntaxError):
        return RenderFault(Code.TEMPLATE_SYNTAX, _syntax(wrong), line)
    if isinstance(wrong, (UndefinedError, SecurityError)):
        return RenderFault(Code.TEMPLATE_UNKNOWN_NAME, _unknown(wrong, source, names), line)
    outside = _OUTSIDE.search(source)
    if isinstance(wrong, TypeError) and "no loader" in str(wrong) and outside:
        told = {"because": "unknown-tag", "value": outside[1], "reason": str(wrong), "known": ""}
        return RenderFault(Code.TEMPLATE_SYNTAX, told, line)
    reason = f"{type(wrong).__name__}: {wrong}"[:_LONGEST]
    params = {"reason": reason}
    if isinstance(wrong, NotText):
        params.update(because="not-text", name=_printed(source))
    elif isinstance(wrong, NotAMoment):
        params.update(because="not-a-moment", name=str(wrong))
    return RenderFault(Code.TEMPLATE_FAILED, params, line)


def _syntax(wrong: TemplateSyntaxError) -> dict[str, str]:
    words = wrong.message or ""
    params = {"reason": words}
    for pattern, reason in _SYNTAX:
        found = pattern.search(words)
        if found is not None:
            value = next((group for group in found.groups() if group), "") or _tag(words)
            known = nearest(value, FILTERS)
            return {**params, "because": reason, "value": value, "known": known}
    return params


def _tag(words: str) -> str:
    found = re.search(r"tag '(\w+)'", words)
    return found[1] if found else ""


def _unknown(wrong: Exception, source: str, names: Mapping[str, Any]) -> dict[str, str]:
    """Return the whole name as it is written, ``links.signup``, and what is most like it."""
    last = _missing_name(wrong)
    found = re.search(rf"[\w.]*\w\[{last}\]", source) if last.isdigit() else None
    found = found or re.search(rf"(?<![\w.])(?:{_PATH}\.)?{re.escape(last)}(?!\w)", source)
    name = found[0] if found else last
    known = nearest(name, _known(name, names))
    params = {"name": name, "known": known, "reason": last}
    if isinstance(wrong, SecurityError):
        params["because"] = "forbidden"
    elif name.startswith("links."):
        params["because"] = "no-link"
    elif name.partition(".")[0] in SUBJECTS and name.partition(".")[0] not in names:
        asked = name.partition(".")[0]
        params["because"] = "no-subject" if asked == "panel" else f"no-{asked}"
    return params


def _missing_name(wrong: Exception) -> str:
    """Return the name that there is not, without the names of our classes."""
    found = re.search(r"(?:attribute |element )'?(\w+)'?|^'(\w+)' is undefined", str(wrong))
    return (found[1] or found[2]) if found else str(wrong)


def _known(name: str, names: Mapping[str, Any]) -> Collection[str]:
    """Return what stands beside ``name`` in the template: fields of the same thing, or things."""
    owner = name.rpartition(".")[0]
    root = re.sub(r"\[\d+\]", "[0]", owner.partition(".")[0])
    here = {key: fields_of(thing) for key, thing in names.items() if key not in LISTS}
    here |= {f"{key}[0]": fields_of(names[key]) for key in LISTS if key in names}
    if owner and (here.get(root) or root == "links"):
        return [f"{owner}.{field}" for field in here[root]]
    return [*names, *(f"{key}.{field}" for key, fields in here.items() for field in fields)]


def _printed(source: str) -> str:
    found = re.search(rf"\{{\{{\s*({_PATH})", source)
    return found[1] if found else "panel"
