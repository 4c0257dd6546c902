"""The alternative text says all that a card says."""

from __future__ import annotations

import pytest

from campaign.cards import LAYOUTS
from campaign.core import card_errors
from campaign.core.alt_text import alt_text
from campaign.core.cards import LANDSCAPE, AgendaRow, CardPartner, CardPerson, CardSpec
from campaign.languages import Catalogue


def spec(layout: str, **changes: object) -> CardSpec:
    fields: dict[str, object] = {
        "layout": layout,
        "size": LANDSCAPE,
        "language": "es",
        "series": "Foro de Ríos",
        "headline": "¿De quién es el agua?",
        "alt": "",
        "kicker": "Sesión 2",
        "when": "martes 4 de junio, 18:30 h",
        "where": "Casa Consistorial",
        "people": (CardPerson("Ana Soto", "alcaldesa", "Rengo"), CardPerson("Li Wu")),
        "partners": (CardPartner("Rengo"), CardPartner("Aguas Libres")),
    }
    return CardSpec(**(fields | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_everything_on_the_card_is_said_once(layout: str, language: str) -> None:
    said = alt_text(spec(layout, language=language), Catalogue(language).text)
    for words in (
        "Foro de Ríos",
        "Sesión 2",
        "¿De quién es el agua?",
        "martes 4 de junio, 18:30 h",
        "Casa Consistorial",
        "Ana Soto, alcaldesa, Rengo",
        "Li Wu",
    ):
        assert said.count(words) >= 1, said
    assert "{" not in said
    assert ".." not in said
    assert "?." not in said


def test_a_photo_of_what_the_card_is_about_makes_nobody_take_part() -> None:
    putre = (CardPerson("Putre", photo="putre.jpg"),)
    said = alt_text(spec("score", headline="Putre", people=putre), Catalogue("es").text)
    assert said.count("Putre") == 1
    assert "Participa" not in said


@pytest.mark.parametrize("source", [None, "Luis Mamani"])
def test_who_said_a_quote_is_named_once(source: str | None) -> None:
    luis = (CardPerson("Luis Mamani", "pastor", "Putre"),)
    said = alt_text(spec("quote", people=luis, source=source), Catalogue("es").text)
    assert "Fuente: Luis Mamani, pastor, Putre." in said
    assert said.count("Luis Mamani") == 1


@pytest.mark.parametrize("layout", ["announcement", "live", "speaker"])
def test_who_else_takes_part_is_read_out_once(layout: str) -> None:
    said = alt_text(spec(layout, others="y una persona más"), Catalogue("es").text)
    assert said.count("y una persona más") == 1
    assert ".." not in said


def test_partners_are_read_out_on_the_card_of_the_series_alone() -> None:
    words = Catalogue("es").text
    assert "Aguas Libres" not in alt_text(spec("announcement"), words)
    whole = alt_text(spec("announcement", kicker=None, people=(), overview=True), words)
    assert whole.endswith("Con: Rengo, Aguas Libres.")


def test_a_quote_is_given_in_full_with_its_marks_and_its_source() -> None:
    long = "Hay que compartir los datos. " * 12
    card = spec("quote", headline=f"«{long.strip()}»", source="Informe, 2022", people=())
    said = alt_text(card, Catalogue("es").text)
    assert f"«{long.strip().removesuffix('.')}»" in said
    assert "Informe, 2022" in said
    assert "««" not in said


def test_what_is_missing_is_not_mentioned() -> None:
    bare = spec("announcement", kicker=None, when=None, where=None, people=(), partners=())
    said = alt_text(bare, Catalogue("es").text)
    assert said == "Anuncio, Foro de Ríos. ¿De quién es el agua?"


def test_every_layout_has_its_own_sentence_and_every_refusal_its_reason() -> None:
    for language in ("es", "en"):
        words = Catalogue(language)
        assert all(words.has(f"cards.alt.{layout}") for layout in LAYOUTS)
        for error in (card_errors.CardError, *card_errors.CardError.__subclasses__()):
            assert words.has(error.__doc__ or "")


def test_one_person_takes_part_and_several_take_part() -> None:
    words = Catalogue("es").text
    assert "Participan: Ana Soto, alcaldesa, Rengo; Li Wu." in alt_text(spec("live"), words)
    alone = spec("live", people=(CardPerson("Li Wu"),))
    assert "Participa: Li Wu." in alt_text(alone, words)
    assert "Participan: Li Wu, y otra" in alt_text(
        spec("live", people=alone.people, others="y otra"), words
    )


def test_what_the_headline_begins_with_is_not_said_before_it() -> None:
    said = alt_text(
        spec("announcement", kicker="Estreno", headline="Estreno del atlas"), Catalogue("es").text
    )
    assert said.startswith("Anuncio, Foro de Ríos. Estreno del atlas.")


def test_a_quote_ends_before_its_source() -> None:
    words = Catalogue("es").text
    plain = alt_text(spec("quote", headline="Hay que compartir.", source="Informe"), words)
    assert "«Hay que compartir». Fuente: Informe." in plain
    asked = alt_text(spec("quote", headline="¿De quién es?", source="Informe"), words)
    assert "«¿De quién es?» Fuente: Informe." in asked


OWN = {
    "countdown": {"lead": "Faltan", "figure": "3", "unit": "días"},
    "change": {"before": "martes 4 de junio, 17:00 h"},
    "thanks": {"figure": "Gracias"},
    "overview": {
        "agenda": (
            AgendaRow("1", "El agua", "Ya se realizó", over=True),
            AgendaRow("", "La fiesta", "martes 4 de junio, 18:30 h"),
        )
    },
}


@pytest.mark.parametrize(
    ("layout", "told"),
    [
        (
            "countdown",
            "Cuenta regresiva, Foro de Ríos, Sesión 2. ¿De quién es el agua? Faltan 3 días.",
        ),
        ("change", "Antes: martes 4 de junio, 17:00 h. Ahora: martes 4 de junio, 18:30 h."),
        ("note", "Nueva nota, Foro de Ríos, Sesión 2. ¿De quién es el agua?"),
        ("recording", "Para ver cuando quieras, Foro de Ríos, Sesión 2. ¿De quién es el agua?"),
        ("cover", "Tapa de un libro, Foro de Ríos, Sesión 2. ¿De quién es el agua?"),
        ("thanks", "Agradecimiento de Foro de Ríos, Sesión 2. ¿De quién es el agua? Gracias."),
        (
            "overview",
            "Paneles: Panel 1, «El agua», ya se realizó; «La fiesta», martes 4 de junio, 18:30 h.",
        ),
    ],
)
def test_what_only_one_layout_shows_is_said(layout: str, told: str) -> None:
    said = alt_text(spec(layout, **OWN.get(layout, {})), Catalogue("es").text)
    assert told in said
    english = alt_text(spec(layout, language="en", **OWN.get(layout, {})), Catalogue("en").text)
    assert english.split(",")[0] != said.split(",")[0]
    for text in (said, english):
        assert "{" not in text
        assert ".." not in text


def test_what_the_sentence_says_is_not_said_after_it() -> None:
    whole = spec("overview", kicker="Programa", **OWN["overview"])
    assert alt_text(whole, Catalogue("es").text).startswith("Programa de Foro de Ríos. ¿De")


@pytest.mark.parametrize(
    ("written", "es", "en"),
    [
        ("«Filmar» era un verbo raro.", "«“Filmar” era un verbo raro».", "“\u2018Filmar’ era un"),
        ('"Filmar" era un verbo.', "«“Filmar” era un verbo».", "“\u2018Filmar’ era un verbo”."),
        ("Lo llamó «agua».", "«Lo llamó “agua”».", "“Lo llamó \u2018agua’”."),
        ("«Agua» y «tierra»", "«“Agua” y “tierra”».", "“\u2018Agua’ y \u2018tierra’”."),
        ("«Todo es agua.»", "«Todo es agua».", "“Todo es agua”."),
        ("«Todo es agua».", "«Todo es agua».", "“Todo es agua”."),
        ('"Todo es agua"', "«Todo es agua».", "“Todo es agua”."),
        ("«¿Y “esto”?»", "«¿Y “esto”?»", "“¿Y \u2018esto’?”"),
    ],
)
def test_a_quote_keeps_the_marks_inside_it(written: str, es: str, en: str) -> None:
    for language, told in (("es", es), ("en", en)):
        card = spec("quote", headline=written, people=(), language=language)
        said = alt_text(card, Catalogue(language).text)
        assert f"Sesión 2. {told}" in said


def programme(count: int, length: int = 60, language: str = "es") -> CardSpec:
    when = {"es": "jueves 12 de noviembre de 2031, 18:30 h", "en": "Thursday 12 November, 18:30"}
    brief = {"es": "jue 12 nov, 18:30", "en": "Thu 12 Nov, 18:30"}
    rows = tuple(
        AgendaRow(str(n), f"Tema {n:02} ".ljust(length, "a"), when[language], brief=brief[language])
        for n in range(1, count + 1)
    )
    partners = tuple(CardPartner(f"Fundación {n}") for n in range(6))
    return spec(
        "overview",
        language=language,
        agenda=rows,
        people=(),
        kicker=None,
        partners=partners,
        overview=True,
        when=None,
    )


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("count", [1, 4, 7, 9, 11, 14, 40])
def test_a_long_programme_is_told_with_less_of_it_and_never_cut(count: int, language: str) -> None:
    card = programme(count, language=language)
    said = alt_text(card, Catalogue(language).text)
    assert len(said) <= 1000
    assert said.endswith(".")
    titles = [row.title for row in card.agenda]
    found = [title for title in titles if title in said]
    assert found in (titles, [titles[0], titles[-1]])
    assert len(found) == count or str(count) in said


def test_what_is_left_unsaid_first_is_what_matters_least() -> None:
    told = [alt_text(programme(count), Catalogue("es").text) for count in (7, 9, 13, 40)]
    assert ["Fundación 5" in said for said in told] == [True, True, False, False]
    assert ["jueves 12 de noviembre" in said for said in told] == [True, False, False, False]
    assert ["jue 12 nov, 18:30" in said for said in told] == [False, True, False, True]


def test_days_keep_the_capital_that_their_language_gives_them() -> None:
    assert "”, Thursday 12" in alt_text(programme(2, language="en"), Catalogue("en").text)
    assert "», jueves 12" in alt_text(programme(2), Catalogue("es").text)
