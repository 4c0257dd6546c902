"""The campaign that the project is born with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from campaign.cards import LAYOUTS
from campaign.core.expansion import expand
from campaign.core.folder import Folder, Known
from campaign.core.programme import Tier
from campaign.core.settings import ANYBODY
from campaign.sources import read, read_script, read_tree

ROOT = Path(__file__).parents[3]
KNOWN = Known(
    {name: name for name in ("x", "telegram", "mastodon", "bluesky")},
    LAYOUTS,
    ("es",),
)


@pytest.fixture(scope="module")
def bundled() -> Folder:
    return read(read_tree(ROOT), KNOWN)


def test_it_has_no_problems(bundled: Folder) -> None:
    assert bundled.problems == ()


def test_it_has_the_panels_of_the_document(bundled: Folder) -> None:
    panels = bundled.programme.panels
    assert [(p.id, f"{p.start:%Y-%m-%d %H:%M}" if p.start else p.window) for p in panels] == [
        ("panel-1", "2022-02-23 17:00"),
        ("panel-2", "2022-02-24 16:00"),
        ("panel-3", "2022-02-24 17:30"),
        ("launch", "primera semana de marzo"),
    ]
    assert all((len(p.speakers), p.minutes, p.stream) == (3, 60, None) for p in panels)


def test_nobody_and_nothing_is_invented(bundled: Folder) -> None:
    programme = bundled.programme
    assert {speaker.name for speaker in programme.speakers} == {None}
    assert set(programme.links.values()) == {None}
    assert {member.name for member in bundled.campaign.team} == {None}
    assert programme.publication is not None
    assert programme.publication.url is None


def test_partners_have_the_documents_roles_and_order(bundled: Folder) -> None:
    tiers = [partner.tier for partner in bundled.programme.partners]
    assert tiers == [Tier.CONVENES, Tier.SPONSORS, *[Tier.ASSOCIATES] * 4]


def test_only_publication_and_closing_need_a_signature(bundled: Folder) -> None:
    approval = bundled.campaign.approval
    assert {entry for entry, role in approval.items() if role != ANYBODY} == {
        "publication",
        "closing",
    }


def test_the_calendar_is_large_enough(bundled: Folder) -> None:
    expansion = expand(bundled.campaign, bundled.programme, bundled.entries)
    assert expansion.problems == ()
    assert len(bundled.entries) >= 12
    assert len(expansion.drafts) >= 60
    assert {draft.channel for draft in expansion.drafts} == {"x", "telegram"}


def test_hashtags_can_be_read_aloud(bundled: Folder) -> None:
    assert all(re.fullmatch(r"#(?:[A-Z][a-zñáéíóú]+)+", tag) for tag in bundled.campaign.hashtags)


def test_the_rehearsals_people_and_links_are_marked_as_such(bundled: Folder) -> None:
    content = (ROOT / "posts" / "rehearsal.yaml").read_bytes()
    script, problems = read_script(content, bundled.campaign, bundled.programme)
    assert script is not None
    assert list(problems) == []
    text = content.decode()
    assert len(set(re.findall(r"Persona de Ensayo \d+", text))) == 12
    assert set(re.findall(r"https?://([^/\s}]+)", text)) == {"example.org"}
    assert all("(ensayo)" in who for who in re.findall(r"(?:who|by): ([^,}\n]+)", text))


@pytest.mark.shared
def test_quotations_are_the_documents_own_words(bundled: Folder, requires_shared: Path) -> None:
    document = next((requires_shared / "seed").glob("*.txt")).read_text(encoding="utf-8")
    words = " ".join(document.split())
    assert len(bundled.programme.quotes) >= 4
    for quote in bundled.programme.quotes:
        assert quote.text in words
        assert quote.emphasis is not None
        assert quote.emphasis in quote.text
