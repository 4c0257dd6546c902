"""The folder of a running campaign: good changes are loaded, bad or grave ones are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from program import STARTED, eventually
from riverbank import files, moment, post

if TYPE_CHECKING:
    from program import Place

RULES = "approval: {default: desk, free: anybody}\n"
FREE = post("free", "The river is low today.", 60)
SIGNED = post("signed", "The bridge opens on Monday.", 70)
FIRM = post("firm", "The ferry sails on Tuesday.", 80)


def loaded(number: int) -> str:
    return f"Carpeta cargada otra vez: revisión {number}."


def write(place: Place, *posts: str) -> None:
    place.write({"posts/calendar.yaml": files(posts)["posts/calendar.yaml"]})


def standing(place: Place) -> list[tuple[object, ...]]:
    """Return the last revision, and what the ledger holds of each delivery."""
    columns = "post, channel, generation, state, due, approved_by"
    rows = place.ask_ledger(f"SELECT {columns} FROM delivery ORDER BY id")  # noqa: S608
    return [*place.ask_ledger("SELECT max(number) FROM revision"), *rows]


def test_a_changed_folder_is_loaded_and_a_bad_one_leaves_the_last_good(place: Place) -> None:
    place.write(files([FREE, SIGNED], RULES))
    alone = ("run", "--sandbox", "--only", "publisher")  # also where the bot is elsewhere
    with place.running("--now", moment(-60), *alone) as run:
        run.says(STARTED)
        write(place, FREE.replace("low", "high"), SIGNED, FIRM)
        run.says(loaded(2))
        told = place.json("show", "--sandbox", "free/x/1")
        assert (told["text"], told["generation"]) == ("The river is high today.", 2)
        assert "firm/telegram/1" in place.deliveries()
        before = standing(place)
        write(place, FREE, "- post: [")
        run.says("La carpeta cambió y tiene 1 error nuevo: nada de lo que cambió vale todavía")
        assert standing(place) == before
        assert place.json("show", "--sandbox", "free/x/1")["text"] == "The river is high today."
        write(place, FREE, SIGNED, FIRM)
        run.says(loaded(3))
        run.end()


def test_what_was_changed_while_nothing_ran_is_loaded_before_anything_leaves(place: Place) -> None:
    place.write(files([post("free", "The river is low today.", 0)]))
    with place.running("--now", moment(-60), "run", "--sandbox") as run:
        run.says(STARTED)
        run.end()
    write(place, post("free", "The river is low today.", 30))
    with place.running("--now", moment(1), "run", "--sandbox") as run:
        run.says(STARTED)
        assert run.said.index(loaded(2)) < run.said.index(STARTED)
        run.end()
    assert place.deliveries()["free/x/1"]["due"] == "2033-04-10T04:45:00Z"
    assert place.posts() == []


def test_a_start_says_what_of_the_folder_it_does_not_load(place: Place) -> None:
    begin = ("--now", moment(-60))
    place.write(files([FREE]))
    place.call(*begin, "load", "--sandbox", "--yes")
    write(place, FREE.replace("low", "high"))
    place.call(*begin, "load", "--sandbox", "--yes")
    place.call(*begin, "load", "--sandbox", "--yes", "--revision", "1")
    before = standing(place)
    write(place, FREE.replace("low", "high"))
    with place.running(*begin, "run", "--sandbox") as run:
        run.says(STARTED)
        assert "La carpeta dice lo que decía la revisión 2, y lo cargado es la 3" in run.said
        run.end()
    write(place, FREE, "- post: [")
    with place.running(*begin, "run", "--sandbox") as run:
        run.says(STARTED)
        assert "La carpeta cambió y tiene 1 error" in run.said
        run.end()
    assert standing(place) == before


def test_approved_posts_are_neither_withdrawn_nor_moved_without_a_person(place: Place) -> None:
    place.write(files([FREE, SIGNED, FIRM], RULES))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    place.call("--now", moment(-60), "approve", "--sandbox", "--as", "Maya", "signed", "firm")
    before = standing(place)
    waits = "La carpeta cambió y afecta publicaciones ya cargadas"
    with place.running("--now", moment(-60), "run", "--sandbox") as run:
        run.says(STARTED)
        write(place, FREE, FIRM)
        run.says(waits)
        assert standing(place) == before
        write(place, FREE, SIGNED, post("firm", "The ferry sails on Tuesday.", 95))
        eventually(lambda: run.said.count(waits) == 2, "it says so again")
        assert standing(place) == before
        write(place, post("free", "The river is low today.", 65), SIGNED, FIRM)
        run.says(loaded(2))
        assert place.deliveries()["free/x/1"]["due"] == "2033-04-10T05:20:00Z"
        run.end()
    write(place, FREE, FIRM)
    place.call("--now", moment(-50), "load", "--sandbox", "--yes")
    assert place.deliveries()["signed/x/1"]["state"] == "cancelled"


def test_a_channel_that_is_added_is_served_without_a_restart(place: Place) -> None:
    folder = files([post("level", "The river is low.", 1)])
    both = folder["posts/campaign.yaml"]
    place.write(folder | {"posts/campaign.yaml": both.replace("[x, telegram]", "[x]")})
    with place.running("--now", moment(0.7), "run", "--sandbox") as run:
        run.says(STARTED)
        place.write({"posts/campaign.yaml": both})
        run.says(loaded(2))
        place.write(files([post("level", "The river is low.", 1), post("next", "It rises.", -1)]))
        eventually(lambda: place.texts("telegram"), "Telegram is served", 60)
        run.end()
    assert place.texts("telegram") == {"The river is low.": 1}
