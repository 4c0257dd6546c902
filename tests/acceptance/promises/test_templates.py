"""A hostile template gets at nothing: neither files, nor environment, nor the program's memory."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from riverbank import files, moment

if TYPE_CHECKING:
    from program import Place

SECRET = "known-only-to-the-environment-4711"
HOSTILE = [
    "{{ ''.__class__.__mro__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ lipsum.__globals__['os'].environ }}",
    "{{ joiner.__init__.__globals__.os.popen('id').read() }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ self }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{% include '/etc/passwd' %}",
    "{% include 'posts/campaign.yaml' %}",
    "{% import 'os' as os %}{{ os.environ }}",
    "{% extends '/etc/passwd' %}",
    "{{ campaign.__dict__ }}",
    "{{ campaign.__class__ }}",
    "{{ campaign._names }}",
    "{{ campaign.__getattr__.__globals__ }}",
    "{{ panels.__init__.__globals__ }}",
    "{{ panels._make.__globals__ }}",
    "{{ panels.index.__func__ }}",
    "{{ panels.0.start.__class__.__mro__ }}",
    "{{ panels[0].start.tzinfo.__class__ }}",
    "{{ panels[0].start.tzinfo.from_file }}",
    "{{ ('a'|attr('__class__')) }}",
    "{{ [campaign]|map(attribute='__class__')|list }}",
    "{{ [campaign]|map(attribute='_names')|list }}",
    "{{ [{}]|groupby('__class__') }}",
    "{{ {}|attr('pop').__self__ }}",
    "{{ '{0.__class__}'.format(campaign) }}",
    "{{ '{0._names}'.format(campaign) }}",
    "{{ '%s'|format(campaign.__init__) }}",
    "{{ '{x.__class__}'.format_map({'x': campaign}) }}",
    "{{ request.application }}",
    "{{ config }}",
    "{{ get_flashed_messages }}",
    "{{ range.__self__ }}",
    "{{ dict.__base__ }}",
    "{{ (1).__class__ }}",
    "{{ open('/etc/passwd').read() }}",
    "{{ __import__('os') }}",
    "{{ loop }}",
    "{{ caller.__globals__ }}",
    "{{ campaign.organisers.append('x') }}",
    "{% macro m() %}{% endmacro %}{{ m.__init__.__globals__ }}",
    "{% macro m() %}{% endmacro %}{{ m._environment }}",
    "{% for _ in () %}{% endfor %}{{ ''|tojson|safe|attr('__class__') }}",
    "{{ channel.encode().__class__ }}",
]
FOUND = {"template-unknown-name", "template-failed", "template-syntax"}
LEAKS = (SECRET, "root:", "<module", "<class ", "<function", "object at 0x", "<Template")


def campaign() -> dict[str, str]:
    """Return a folder with a text for each of the templates, on its third line."""
    entries = [
        f"- {{post: hostile-{n}, when: start - {n + 1}h, for: bridge, "
        f"channels: [telegram], text: hostile-{n}}}\n"
        for n in range(len(HOSTILE))
    ]
    copy = {
        f"posts/texts/hostile-{n}.md": f"A good line.\n\nAnd: {template}\n"
        for n, template in enumerate(HOSTILE)
    }
    return files(["".join(entries)]) | copy


def test_a_hostile_template_is_a_problem_with_its_place_and_gives_no_text(place: Place) -> None:
    place.settings["X_CONSUMER_SECRET"] = SECRET
    place.write(campaign())
    checked = place.call("--now", moment(-60), "check", "--format", "json", code=1)
    errors = [p for p in json.loads(checked.stdout) if p["severity"] == "error"]
    told = {p["file"]: p for p in errors}
    assert set(told) == {f"posts/texts/hostile-{n}.md" for n in range(len(HOSTILE))}
    assert {p["line"] for p in errors} == {3}
    assert {p["code"] for p in errors} <= FOUND
    plan = place.call("--now", moment(-60), "plan", "--format", "json", code=1)
    assert [row["text"] for row in json.loads(plan.stdout)["deliveries"] if row["text"]] == []
    said = checked.stdout + checked.stderr + plan.stdout + plan.stderr
    assert [leak for leak in LEAKS if leak in said] == []


HARMLESS = (
    "{{ panels[0].title|upper }} {{ 2 + 2 }} {{ panels[0].start|time }} {{ channel.title() }} "
    "{% for panel in panels %}{{ loop.index }}{% endfor %}"
)


def test_a_harmless_template_still_gives_its_text(place: Place) -> None:
    calendar = f"- {{post: fine, when: 2033-04-11 10:00, channels: [x], text: '{HARMLESS}'}}\n"
    place.write(files([calendar]))
    (row,) = place.json("--now", moment(-60), "plan")["deliveries"]
    assert row["text"] == "BRIDGES THAT HOLD 4 17:45 X 1"
