"""Templates rendered with gaps: what is missing is marked, what is known stays as it is."""

from __future__ import annotations

import pytest

from campaign.core.rendering import GAP, RenderJob
from campaign.languages import Catalogue
from campaign.texts.template import Templates, Writer
from tests.core.factories import campaign, panel, programme

SERIES = programme(
    panel("tides", "2027-10-30 18:00", title="Tides"),
    panel("delta"),
    links={"signup": None},
)


def text(template: str, subject: str = "delta", *, gaps: bool = True) -> str:
    writer = Writer(campaign(), SERIES, Templates(Catalogue("en").dates))
    rendered = writer.write(RenderJob(template, "x", subject, gaps=gaps))
    assert rendered.fault is None
    return GAP.sub(r"[\1]", "".join(rendered.parts))


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("Sign up: {{ links.signup }}.", "Sign up: [links.signup]."),
        ("{{ panel.when|capitalize }}!", "[delta.start]!"),
        ("{{ panel.start|time }} on {{ panel.start|date }}", "[delta.start] on [delta.start]"),
        ("{% if panel.stream %}Live{% else %}Soon{% endif %}", "Soon"),
        (
            "{% if panel.id %}{{ panel.stream }}{% endif %} {{ panel.title }}",
            "[delta.stream] Title of delta",
        ),
        ("{{ panel.stream or 'later' }}", "later"),
    ],
)
def test_a_missing_fact_is_marked(template: str, shown: str) -> None:
    assert text(template) == shown


def test_without_gaps_a_missing_fact_leaves_no_text_at_all() -> None:
    assert text("Sign up: {{ links.signup }}.", gaps=False) == ""


def test_where_nothing_is_missing_gaps_change_nothing() -> None:
    template = "{{ panel.title }}, {{ panel.start|time }}{% if panel.stream %}!{% endif %}"
    assert text(template, "tides") == text(template, "tides", gaps=False) == "Tides, 18:00"
