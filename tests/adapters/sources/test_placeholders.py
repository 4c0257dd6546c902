"""What a new folder says in the place of a name is told, wherever it still stands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from campaign.core.problems import Code
from campaign.sources import read
from campaign.sources.starter import Naming, starter
from campaign.sources.starter.of_sheet import Spoken, around_sheet
from tests.adapters.sources.conftest import KNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMING = Naming("noches", "Noches", "America/Lima")
TODAY = date(2031, 3, 4)


def told(files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Return the places and the values of all placeholders."""
    found = [p for p in read(files, KNOWN).problems if p.code is Code.PLACEHOLDER]
    assert not any(problem.is_error for problem in found)
    return [(f"{p.place.file}:{p.place.line}", p.params["value"]) for p in found]


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_sample_of_a_new_folder_is_told_at_its_place(language: str) -> None:
    files = starter(language, NAMING, TODAY)
    found = told(files)
    assert len(found) == 5
    for place, value in found:
        file, _, line = place.partition(":")
        assert value in files[file].decode().splitlines()[int(line) - 1]
    assert not any(b"@" in content for name, content in files.items() if name.endswith(".yaml"))


def test_the_panels_around_a_sheet_are_told_whatever_their_number() -> None:
    files = around_sheet("es", NAMING, TODAY, Spoken(12, launch=True))
    values = [value for _, value in told(files)]
    assert "Título del panel 12" in values
    assert "Título de la publicación" in values
    assert "Lanzamiento de la publicación" not in values


def test_what_has_been_filled_in_is_not_told_nor_what_only_resembles_it() -> None:
    files = starter("es", NAMING, TODAY)
    campaign, programme = files["posts/campaign.yaml"], files["posts/programme.yaml"]
    files["posts/campaign.yaml"] = campaign.replace(b"TuEtiqueta", b"MapasAbiertos").replace(
        "Nombre de tu organización".encode(), b"Archivo de la Ciudad"
    )
    files["posts/programme.yaml"] = (
        programme.replace(b"del primer panel", "del primer panel, según quién".encode())
        .replace("Título del segundo panel".encode(), b"Mapas abiertos")
        .replace("Nombre de tu organización".encode(), b"Archivo")
    )
    assert told(files) == []


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_zone_that_nobody_chose_is_told_as_well(language: str) -> None:
    files = starter(language, Naming("noches", "Noches", "UTC"), TODAY)
    (zone,) = (p for p in read(files, KNOWN).problems if p.params.get("because") == "zone")
    line = files["posts/campaign.yaml"].decode().splitlines()[(zone.place.line or 0) - 1]
    assert (zone.code, line) == (Code.PLACEHOLDER, "zone: UTC")
    chosen = starter(language, Naming("noches", "Noches", "Etc/UTC"), TODAY)
    assert not [p for p in read(chosen, KNOWN).problems if p.params.get("because") == "zone"]
