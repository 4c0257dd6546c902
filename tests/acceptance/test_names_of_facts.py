"""``fact`` in the team's own words: what each fact is called, and what is offered where unsure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.core.fact_names import FactNames
from campaign.core.fact_values import PANEL_FACTS, PUBLICATION_FACTS, SPEAKER_FACTS
from campaign.languages import Catalogue, available
from tests.acceptance.command_line import pregonero

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

FILES = {
    "campaign": "format: 1\nname: yerba\ntitle: Yerba\nzone: America/Asuncion\nlanguages: [es]\n"
    "channels: [x]\n",
    "programme": "panels:\n  - id: mate\n    title: El mate\n    start: 2034-08-10 18:00\n"
    "    speakers: [{id: luz}]\npublication: {title: Cuaderno}\n",
    "calendar": "- {post: hola, when: 2034-08-12 10:00, channels: all, text: Hola a todos}\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a loaded campaign."""
    (tmp_path / "posts").mkdir()
    for name, text in FILES.items():
        (tmp_path / "posts" / f"{name}.yaml").write_text(text)
    assert told(tmp_path, "load").returncode == 0
    return tmp_path


def told(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    now = ("--lang", "es", "--now", "2034-08-10T18:10:00-04:00")
    return pregonero(*now, *words, "--sandbox", "--yes", at=folder)


@pytest.mark.parametrize(
    ("words", "understood"),
    [
        (("mate", "enlace=https://vivo.example/1"), "el enlace de la transmisión: https"),
        (("mate", "Transmisión=https://vivo.example/1"), "el enlace de la transmisión: https"),
        (("mate", "atraso=10"), "el atraso: 10 min"),
        (("mate", "comenzó"), " comenzó: jue 10 ago"),
        (("mate", "Empezo"), " comenzó: jue 10 ago"),
        (("mate", "inicio=19:00"), "la fecha y hora: jue 10 ago 2034, 19:00"),
        (("mate", "hora=2034-08-11 19:30"), "la fecha y hora: vie 11 ago 2034, 19:30"),
        (("mate", "grabación=https://vivo.example/2"), "el enlace de la grabación: https"),
        (("luz", "nombre=Luz Ayala"), "el nombre: Luz Ayala"),
        (("luz", "institución=Club del Río"), "la organización: Club"),
        (("publication", "link=https://doc.example"), "el enlace: https"),
        (("mate", "cancelado=sí"), "si se cancela"),
    ],
)
def test_facts_are_entered_by_what_they_are_called(
    folder: Path, words: tuple[str, ...], understood: str
) -> None:
    done = told(folder, "fact", *words)
    assert (done.returncode, understood in done.stdout) == (0, True), done.stdout + done.stderr


def test_a_name_of_several_is_asked_once_the_first_is_known(folder: Path) -> None:
    told(folder, "fact", "mate", "enlace=https://vivo.example/1")
    asked = told(folder, "fact", "mate", "enlace=https://vivo.example/2")
    assert asked.returncode == 2
    names = ["stream", "signup", "recording", "note"]
    assert [asked.stderr.index(f"{name} (") for name in names] == sorted(
        asked.stderr.index(f"{name} (") for name in names
    )


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("tranmision=https://vivo.example/1", "stream"),
        ("empezzo", "started"),
        ("retrazo=10", "delay"),
        ("grabasion=https://vivo.example/1", "recording"),
    ],
)
def test_a_slip_is_offered_what_it_means_first(folder: Path, typed: str, first: str) -> None:
    asked = told(folder, "fact", "mate", typed)
    assert asked.returncode == 2
    assert f"más parecido al menos: {first} (" in asked.stderr


def test_a_missing_value_is_said_in_the_words_that_were_typed(folder: Path) -> None:
    asked = told(folder, "fact", "mate", "cancelado")
    assert "falta el valor de «cancelado»" in asked.stderr
    assert "cancelado=sí" in asked.stderr


@pytest.mark.parametrize("language", available())
def test_every_fact_is_called_something(language: str) -> None:
    table = Catalogue(language).table("entering.called")
    facts = {**PANEL_FACTS, **SPEAKER_FACTS, **PUBLICATION_FACTS}
    assert set(table) == set(facts)
    names = FactNames([table])
    for known in (PANEL_FACTS, SPEAKER_FACTS, PUBLICATION_FACTS):
        assert all(names.meant(name, known) == (name,) for name in known)
