"""Two folders with one campaign name on one computer, and one that was moved."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.acceptance.command_line import listed, pregonero

if TYPE_CHECKING:
    from pathlib import Path

NAME = "posts/campaign.yaml"
PANELS = "posts/programme.yaml"


def begun(at: Path, folder: str = "mi-ciclo") -> Path:
    """Make a campaign folder and load it."""
    assert pregonero("init", folder, at=at).returncode == 0
    assert pregonero("--campaign", folder, "load", "-y", at=at).returncode == 0
    return at / folder


def other_campaign(at: Path, name: str = "mi-ciclo") -> Path:
    """Make a folder elsewhere whose campaign is another one, with the same name."""
    folder = at / "otro" / "mi-ciclo"
    assert pregonero("init", folder, at=at).returncode == 0
    campaign, programme = folder / NAME, folder / PANELS
    words = campaign.read_text(encoding="utf-8")
    campaign.write_text(words.replace("name: mi-ciclo-2", f"name: {name}"), encoding="utf-8")
    words = programme.read_text(encoding="utf-8")
    programme.write_text(words.replace(" 17:00", " 19:15"), encoding="utf-8")
    return folder


def test_a_new_folder_does_not_get_the_name_of_a_campaign_there_is(tmp_path: Path) -> None:
    begun(tmp_path)
    made = pregonero("init", "otro/mi-ciclo", at=tmp_path)
    assert "esta se llama «mi-ciclo-2»" in made.stdout
    words = (tmp_path / "otro" / "mi-ciclo" / NAME).read_text(encoding="utf-8")
    assert "name: mi-ciclo-2\n" in words
    assert 'title: "Mi ciclo"' in words


def test_another_folder_of_the_name_does_not_replace_what_is_loaded(tmp_path: Path) -> None:
    first = begun(tmp_path)
    second = other_campaign(tmp_path)
    before = listed("--campaign", first, "plan", at=tmp_path)
    for order in (("load", "-y"), ("run",)):
        refused = pregonero("--campaign", second, *order, at=tmp_path)
        assert refused.returncode == 1, refused.stdout
        assert f"es el de otra carpeta, {first}" in refused.stderr
        assert "--moved" in refused.stderr
        assert "Traceback" not in refused.stderr
    assert listed("--campaign", first, "plan", at=tmp_path) == before
    looked = pregonero("--campaign", second, "status", at=tmp_path)
    assert f"es el de otra carpeta, {first}" in looked.stderr
    examined = pregonero("--campaign", second, "doctor", at=tmp_path)
    assert f"es el de otra carpeta, {first}" in examined.stdout


def test_the_ways_out_work(tmp_path: Path) -> None:
    first = begun(tmp_path)
    second = other_campaign(tmp_path, "mi-ciclo-3")
    assert pregonero("--campaign", second, "load", "-y", at=tmp_path).returncode == 0
    third = tmp_path / "copia"
    shutil.copytree(first, third)
    assert pregonero("--campaign", third, "load", "-y", at=tmp_path).returncode == 1
    taken = pregonero("--campaign", third, "load", "-y", "--moved", at=tmp_path)
    assert taken.returncode == 0, taken.stderr
    again = pregonero("--campaign", third, "load", "-y", at=tmp_path)
    assert (again.returncode, again.stderr) == (0, "")
    assert pregonero("--campaign", first, "load", "-y", at=tmp_path).returncode == 1


def test_a_folder_that_moved_is_known_again(tmp_path: Path) -> None:
    first = begun(tmp_path)
    moved = first.rename(tmp_path / "en-la-nube")
    text = moved / "posts/texts/announcement.md"
    text.write_text(text.read_text(encoding="utf-8") + "\nMás.\n", encoding="utf-8")
    loaded = pregonero("--campaign", moved, "load", "-y", at=tmp_path)
    assert (loaded.returncode, loaded.stderr) == (0, "")


def test_another_campaign_where_the_first_is_no_more_is_not_taken_for_it(tmp_path: Path) -> None:
    first = begun(tmp_path)
    second = other_campaign(tmp_path)
    shutil.rmtree(first)
    refused = pregonero("--campaign", second, "load", "-y", at=tmp_path)
    assert refused.returncode == 1
    assert "--moved" in refused.stderr


def test_nothing_is_decided_on_the_posts_of_another_folder_but_to_hold(tmp_path: Path) -> None:
    first = begun(tmp_path)
    second = other_campaign(tmp_path)
    before = listed("--campaign", first, "plan", at=tmp_path)
    for order in (
        ("cancel", "*", "--yes"),
        ("approve", "*"),
        ("fact", "p1", "stream=https://example.org/a", "-y"),
        ("resolve", "a/b/x/1", "--resend"),
        ("withdraw", "*"),
        ("resume",),
        ("retry", "*"),
    ):
        refused = pregonero("--campaign", second, *order, at=tmp_path)
        assert (order, refused.returncode) == (order, 1), refused.stderr
        assert "se cambiarían las publicaciones de aquella" in refused.stderr
    assert listed("--campaign", first, "plan", at=tmp_path) == before
    held = pregonero("--campaign", second, "hold", "--all", "duelo", at=tmp_path)
    assert held.returncode == 0, held.stderr
    assert f"es el de otra carpeta, {first}" in held.stderr
