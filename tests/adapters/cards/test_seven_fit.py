"""A card of which ``check`` does not try the drawing can always be drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from campaign.cards.card import Proof
from campaign.cards.engine import compose
from campaign.core.cards import LANDSCAPE, PORTRAIT, AgendaRow, CardPerson, CardSpec
from campaign.services.rules.cards import is_risky
from tests.adapters.cards.conftest import named

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = (
    "la", "de", "y", "los", "municipio", "internacionalización", "datos", "gobernanza", "para",
    "participación", "en", "institucionalidad", "región", "abiertos", "innovación", "una",
)  # fmt: skip


def line(most: int, least: int = 1) -> st.SearchStrategy[str]:
    """Return strategies for a line of so many characters."""
    words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=most // 3)
    return words.map(lambda chosen: " ".join(chosen)[:most].strip()).filter(
        lambda text: len(text) >= least
    )


ROWS = st.builds(AgendaRow, st.sampled_from(["1", "12", ""]), line(60), line(40), st.booleans())
OWN = st.one_of(
    st.fixed_dictionaries(
        {
            "layout": st.just("countdown"),
            "lead": st.sampled_from([None, "Faltan"]),
            "figure": st.sampled_from(["3", "365", "Hoy", "Mañana", "Tomorrow"]),
            "unit": st.sampled_from([None, "días", "minutos"]),
        }
    ),
    st.fixed_dictionaries(
        {
            "layout": st.just("change"),
            "before": st.one_of(st.none(), line(60)),
            "when": st.one_of(line(60), st.just("miércoles 23 de septiembre, 17:00 h")),
        }
    ),
    st.fixed_dictionaries(
        {
            "layout": st.just("overview"),
            "agenda": st.lists(ROWS, min_size=1, max_size=6).map(tuple),
        }
    ),
    st.fixed_dictionaries(
        {
            "layout": st.just("thanks"),
            "figure": st.sampled_from(["Gracias", "Thank you"]),
            "people": st.lists(st.builds(CardPerson, line(50), line(40), line(40)), max_size=6).map(
                tuple
            ),
        }
    ),
    st.fixed_dictionaries({"layout": st.sampled_from(["note", "recording", "cover"])}),
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(
    own=OWN,
    size=st.sampled_from([LANDSCAPE, PORTRAIT]),
    headline=line(100),
    series=line(60),
    kicker=line(50),
    subtitle=st.one_of(st.none(), line(90)),
    where=st.one_of(st.none(), line(60)),
    partners=st.lists(line(44), max_size=6),
)
def test_what_is_not_tried_can_be_drawn(  # noqa: PLR0913, PLR0917 - hypothesis varies each
    card: Callable[..., CardSpec],
    own: dict[str, object],
    size: tuple[int, int],
    headline: str,
    series: str,
    kicker: str,
    subtitle: str | None,
    where: str | None,
    partners: list[str],
) -> None:
    told = {"headline": headline, "series": series, "kicker": kicker, "subtitle": subtitle}
    fields = {"when": None, "where": where, "partners": named(partners), "size": size}
    layout = str(own["layout"])
    rest = {name: value for name, value in own.items() if name != "layout"}
    spec = card(layout, **{**told, **fields, **rest})
    assume(not is_risky(spec))
    compose(spec, {}, Proof)
