"""Where ``pregonero cards`` draws: nothing of others is replaced, no row stops another one."""

from __future__ import annotations

import io
import json
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from campaign.core.errors import FolderOccupied
from campaign.wiring.card_journal import JOURNAL, opened
from tests.acceptance.command_line import listed, pregonero

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "Nombre;Puntaje;Foto;Serie\n"
ASKED = ("cards", "hoja.csv", "--layout", "score", "--out")


def photo(colour: str = "red") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (90, 120), colour).save(target, "JPEG")
    return target.getvalue()


def draw(folder: Path, rows: str, out: str = "salida") -> Any:
    (folder / "hoja.csv").write_text(HEAD + rows, encoding="utf-8")
    return listed(*ASKED, out, at=folder)


def told(found: Any) -> list[tuple[str, str]]:
    return [(problem["code"], problem["cell"]) for problem in found["problems"]]


def test_a_photo_beside_the_sheet_is_not_replaced_by_its_card(tmp_path: Path) -> None:
    (tmp_path / "ana-perez.jpg").write_bytes(photo())
    found = draw(tmp_path, "Ana Pérez;7;ana-perez.jpg;I\nJuan;8;;I\n", ".")
    assert (tmp_path / "ana-perez.jpg").read_bytes() == photo()
    assert not (tmp_path / "ana-perez.alt.txt").exists()
    assert (found["drawn"], found["failed"]) == (1, 1)
    assert told(found) == [("card-in-the-way", "A2")]
    assert "ana-perez.jpg" in found["problems"][0]["message"]


def test_a_photo_that_took_the_place_of_a_card_is_not_replaced(tmp_path: Path) -> None:
    """The journal knows the name; the sheet says whose it is now."""
    draw(tmp_path, "Ana;7;;I\n", ".")
    (tmp_path / "ana.jpg").write_bytes(photo())
    found = draw(tmp_path, "Ana;7;ana.jpg;I\n", ".")
    assert (tmp_path / "ana.jpg").read_bytes() == photo()
    assert told(found) == [("card-in-the-way", "A2")]


@pytest.mark.parametrize("name", ["maria.jpg", "maria.alt.txt"])
def test_a_file_that_no_run_wrote_is_not_replaced(tmp_path: Path, name: str) -> None:
    (tmp_path / "salida").mkdir()
    (tmp_path / "salida" / name).write_bytes(b"mine")
    found = draw(tmp_path, "María;7;;I\nJuan;8;;I\n")
    assert (tmp_path / "salida" / name).read_bytes() == b"mine"
    assert told(found) == [("card-in-the-way", "A2")]
    assert name in found["problems"][0]["message"]
    assert [card["state"] for card in found["cards"]] == ["failed", "drawn"]


@pytest.mark.parametrize("what", ["folder", "pipe", "link"])
def test_what_is_no_file_stops_its_own_row_alone(tmp_path: Path, what: str) -> None:
    draw(tmp_path, "Juan;7;;I\n")
    way = tmp_path / "salida" / "juan.jpg"
    way.unlink()
    if what == "folder":
        way.mkdir()
    elif what == "pipe":
        os.mkfifo(way)
    else:
        (tmp_path / "other.jpg").write_bytes(b"mine")
        way.symlink_to(tmp_path / "other.jpg")
    found = draw(tmp_path, "Juan;7;;I\nAna;8;;I\nEva;9;;I\n")
    assert (found["drawn"], found["failed"]) == (2, 1)
    assert told(found) == [("card-in-the-way", "A2")]
    if what == "link":
        assert (tmp_path / "other.jpg").read_bytes() == b"mine"


def test_a_folder_of_somebody_else_is_left_as_it_is(tmp_path: Path) -> None:
    own = tmp_path / "salida" / ".unfinished"
    own.mkdir(parents=True)
    (own / "thesis.txt").write_text("years", encoding="utf-8")
    assert draw(tmp_path, "Juan;7;;I\n")["drawn"] == 1
    assert (own / "thesis.txt").read_text(encoding="utf-8") == "years"


def test_what_a_run_that_was_killed_left_is_taken_away(tmp_path: Path) -> None:
    draw(tmp_path, "Juan;7;;I\n")
    folder = tmp_path / "salida"
    before = {*folder.iterdir(), folder / "eva.jpg", folder / "eva.alt.txt"}
    with opened(tmp_path / "salida") as journal:
        journal.keep("eva", "key", b"one", "uno")
        (left,) = {*(tmp_path / "salida").iterdir()} - before
        (left / "ana.jpg").write_bytes(b"half")
        shutil.copytree(left, tmp_path / "copy")
        assert journal.in_the_way("juan") == ""
    shutil.copytree(tmp_path / "copy", left, dirs_exist_ok=True)
    assert draw(tmp_path, "Juan;7;;I\n")["kept"] == 1
    assert {*(tmp_path / "salida").iterdir()} == before


@pytest.mark.parametrize("what", ["pipe", "link", "folder"])
def test_a_journal_that_is_no_file_is_refused_at_once(tmp_path: Path, what: str) -> None:
    (tmp_path / "salida").mkdir()
    (tmp_path / "hoja.csv").write_text(f"{HEAD}Juan;7;;I\n", encoding="utf-8")
    way, other = tmp_path / "salida" / JOURNAL, tmp_path / "other"
    other.write_bytes(b"mine\n")
    if what == "pipe":
        os.mkfifo(way)
    elif what == "link":
        way.symlink_to(other)
    else:
        way.mkdir()
    refused = pregonero(*ASKED, "salida", at=tmp_path)
    assert refused.returncode == 3
    assert JOURNAL in refused.stderr
    assert "Traceback" not in refused.stderr
    assert other.read_bytes() == b"mine\n"
    with pytest.raises(FolderOccupied), opened(tmp_path / "salida"):
        pass


def test_no_picture_ever_has_the_alternative_text_of_another(tmp_path: Path) -> None:
    """Wherever the disk refuses, a picture that is there has its own words beside it."""
    (tmp_path / "salida").mkdir()
    own = {b"first": "uno\n", b"second": "dos\n"}
    with opened(tmp_path / "salida") as journal:
        journal.keep("juan", "1", b"first", "uno")
    with opened(tmp_path / "salida") as journal:
        words = tmp_path / "salida" / "juan.alt.txt"
        words.unlink()
        words.mkdir()
        (words / "full").touch()
        with pytest.raises(OSError, match=r"alt\.txt"):
            journal.keep("juan", "2", b"second", "dos")
        shutil.rmtree(words)
    card = tmp_path / "salida" / "juan.jpg"
    assert not card.exists()
    with opened(tmp_path / "salida") as journal:
        assert not journal.has("juan", "2", "dos")
        journal.keep("juan", "2", b"second", "dos")
        assert journal.has("juan", "2", "dos")
    assert words.read_text(encoding="utf-8") == own[card.read_bytes()]


def test_a_card_that_was_placed_and_not_more_is_known_as_ours(tmp_path: Path) -> None:
    """A run that ends between two steps leaves nothing that the next one takes for foreign."""
    draw(tmp_path, "Juan;7;;I\n")
    lines = (tmp_path / "salida" / JOURNAL).read_text(encoding="utf-8").splitlines()
    kept = [json.loads(line) for line in lines]
    assert [row["file"] for row in kept if "file" in row] == ["juan"]
    with opened(tmp_path / "salida") as journal:
        journal.keep("ana", "key", b"one", "uno")
        assert journal.in_the_way("ana") == ""
