"""A program that is killed ten times in the middle of sending loses and doubles nothing."""

from __future__ import annotations

import random
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest
from program import eventually
from riverbank import CARD, SOON, files, moment, post

if TYPE_CHECKING:
    from collections import Counter

    from program import Place

KILLS = 10
EACH = 4
SEED = 20330410
THREAD = "---\n---\nPart one of a story.\n===\nPart two of the story.\n===\nPart three, its end.\n"
PARTS = ["Part one of a story.", "Part two of the story.", "Part three, its end."]
TEXTS = [f"Notice {n} of the river, said once." for n in range(KILLS * EACH)]


def campaign() -> dict[str, str]:
    """Return a calendar with some posts for every life of the program, and a thread."""
    posts = [
        post(f"notice-{n}", text, 2 * (n // EACH), CARD if n % 5 == 0 else "")
        for n, text in enumerate(TEXTS)
    ]
    story = post("story", "x", 2 * (KILLS // 2)).replace('"x"', "story")
    return files([*posts, story]) | {"posts/texts/story.md": THREAD}


@pytest.mark.parametrize("blind", [False, True], ids=["read back", "blind"])
def test_ten_kills_in_the_middle_of_sending_lose_and_double_nothing(
    place: Place, *, blind: bool
) -> None:
    place.settings["LEASE"] = "1"
    place.write(campaign())
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    if blind:
        place.call("--now", moment(-60), "sandbox")
        place.keep_forwards_away()
    chance = random.Random(SEED)  # noqa: S311 -- no secret
    for life in range(KILLS):
        live_and_die(place, life, chance.uniform(0, 0.15))
    assert interrupted(place) > 0, "no kill hit a delivery on its way: the test shows nothing"
    settle(place)
    assert place.replay_history() > len(TEXTS)
    check_each_once(place, "x")
    if blind:
        check_blind(place, "telegram")
    else:
        check_each_once(place, "telegram")


def live_and_die(place: Place, life: int, pause: float) -> None:
    """Start the program when some posts are due, and kill it while it sends them."""
    before = len(place.posts())
    now = moment(2 * life if life else SOON)
    with place.running("--now", now, "run", "--sandbox") as run:
        eventually(lambda: len(place.posts()) > before, f"life {life} sends something")
        time.sleep(pause)
        run.kill()


def settle(place: Place) -> None:
    """Let the campaign run on until nothing is under way; unknown ones need two looks."""
    for life in range(KILLS, KILLS + 6):
        now = moment(2 * life)
        place.play(now, partial(place.looked, now), "nothing is left to be done")
        states = place.states()
        if not states["unknown"] and not states["retry"]:
            return
    raise AssertionError(place.states())


def interrupted(place: Place) -> int:
    """Return how many deliveries were under way when the program was killed."""
    return int(place.ask_ledger("SELECT count(*) FROM event WHERE move = 'lose'")[0][0])


def check_each_once(place: Place, network: str) -> None:
    """Where one can read back, followers see every text exactly once, threads in order."""
    posts = place.posts(network)
    assert place.texts(network) == dict.fromkeys([*TEXTS, *PARTS], 1)
    ids = {p["text"]: p["id"] for p in posts}
    answers = {p["text"]: p["reply_to"] for p in posts}
    assert [answers[part] for part in PARTS] == [None, ids[PARTS[0]], ids[PARTS[1]]]
    rows = [row for row in place.deliveries().values() if row["channel"] == network]
    assert {row["state"] for row in rows} == {"published"}
    assert {row["remote_id"] for row in rows} == set(ids.values())


def check_blind(place: Place, network: str) -> None:
    """Where nobody can read back, no text is doubled and a person knows the rest."""
    visible: Counter[str] = place.texts(network)
    assert set(visible.values()) == {1}
    told = {key: row for key, row in place.deliveries().items() if row["channel"] == network}
    unsure = [key for key, row in told.items() if row["state"] == "needs_person"]
    behind = [key for key, row in told.items() if row["state"] == "planned"]
    assert set(TEXTS + PARTS) - set(visible) <= {text_of(key) for key in unsure + behind}
    assert all(told[before(key)]["state"] in {"planned", "needs_person"} for key in behind)
    assert all(told[key]["reason"] for key in unsure)


def before(key: str) -> str:
    """Return the key of the thread's part before this one."""
    thread, _, part = key.rpartition("/")
    return f"{thread}/{int(part) - 1}"


def text_of(key: str) -> str:
    """Return the text that the calendar gives a delivery: ``notice-5/bridge/telegram/1``."""
    entry, *_, part = key.split("/")
    return PARTS[int(part) - 1] if entry == "story" else TEXTS[int(entry.removeprefix("notice-"))]
