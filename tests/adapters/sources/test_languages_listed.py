"""The languages of a campaign: those that there are are used, the others are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from campaign.core.folder import Folder

    Listing = Callable[[str], Folder]

    class Reading(Protocol):
        """Reads a folder that is given as texts."""

        def __call__(self, files: Mapping[str, str | bytes]) -> Folder:
            """Return what the files say."""
            ...


@pytest.fixture
def listing(berlin: dict[str, str], reading: Reading) -> Listing:
    """Return a function that reads the campaign with other languages."""

    def read(languages: str) -> Folder:
        campaign = berlin["posts/campaign.yaml"]
        files = {"posts/campaign.yaml": campaign.replace("[en, de]", languages)}
        return reading({**berlin, **files})

    return read


@pytest.mark.parametrize(
    ("languages", "first"),
    [
        ("[en]", "en"),
        ("[es-CL, en]", "es"),
        ("[de_AT]", "de"),
        ("[EN-gb]", "en"),
        ("es-419", "es"),
        ("[de-CH-1996]", "de"),
        ("", "es"),
    ],
)
def test_a_language_may_come_with_its_country(languages: str, first: str, listing: Reading) -> None:
    folder = listing(languages)
    assert (folder.campaign.language, folder.problems) == (first, ())


@pytest.mark.parametrize(
    ("languages", "first", "foreign"),
    [
        ("[fr, en]", "en", ["fr"]),
        ("[en, pt]", "en", ["pt"]),
        ("[ca, eu, de-AT, gl]", "de", ["ca", "eu", "gl"]),
        ("[pt-BR, es-AR]", "es", ["pt-BR"]),
        ("[Spanish, en]", "en", ["Spanish"]),
    ],
)
def test_the_first_language_that_there_is_is_written_in(
    languages: str, first: str, foreign: list[str], listing: Reading
) -> None:
    folder = listing(languages)
    assert folder.campaign.language == first
    assert [problem.params["value"] for problem in folder.problems] == foreign
    assert {problem.params["expected"] for problem in folder.problems} == {"de, en, es"}
    assert not any(problem.is_error for problem in folder.problems)


@pytest.mark.parametrize("languages", ["[fr]", "[pt-BR]", "[xx, yy]", "[Français]", "[e]", "[3]"])
def test_only_languages_that_there_are_not_are_an_error(languages: str, listing: Listing) -> None:
    folder = listing(languages)
    assert all(problem.is_error for problem in folder.problems)
    assert {problem.params["expected"] for problem in folder.problems} == {"de, en, es"}
