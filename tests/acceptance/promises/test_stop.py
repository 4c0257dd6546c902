"""Asked to end, the program ends in good order, whatever the networks do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from program import STARTED, eventually
from riverbank import CARD, files, moment, post

if TYPE_CHECKING:
    from program import Place

SECONDS = 5.0
MANY = 18
STOPPED = "Detenido en orden."
TEXTS = [f"Water level number {n}, told once." for n in range(MANY)]
SENDING = "SELECT count(*) FROM delivery WHERE state = 'sending'"


def begin(place: Place, texts: list[str]) -> None:
    """Load posts that are due at once, in a ledger that is trusted."""
    place.write(files(post(f"level-{n}", text, 0) for n, text in enumerate(texts)))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")


def test_a_busy_program_ends_in_time_and_goes_on_where_it_was(place: Place) -> None:
    begin(place, TEXTS)
    with place.running("--now", moment(-0.03), "run", "--sandbox") as run:
        eventually(place.posts, "something is out")
        assert run.end() < SECONDS
        assert run.said.endswith(f"{STOPPED}\n")
    assert place.ask_ledger(SENDING) == [(0,)]
    sent = len(place.posts())
    assert 0 < sent < 2 * MANY, "it was not stopped in the middle"
    place.play(moment(1), lambda: set(place.states()) == {"published"}, "the others are out")
    for network in ("x", "telegram"):
        assert place.texts(network) == dict.fromkeys(TEXTS, 1)


def test_networks_that_never_answer_do_not_keep_it(place: Place) -> None:
    begin(place, TEXTS[:1])
    place.call("--now", moment(-60), "sandbox")
    for network, call in (("x", "/2/tweets"), ("telegram", "sendMessage")):
        place.ask_sandbox("faults", {"network": network, "fault": "hang_after", "match": call})
    with place.running("--now", moment(-0.03), "run", "--sandbox") as run:
        eventually(lambda: len(place.posts()) == 2, "both networks have it and do not say so")
        assert run.end() < SECONDS
        assert run.said.endswith(f"{STOPPED}\n")
    assert place.states() == {"unknown": 2}
    place.play(moment(5), lambda: "unknown" not in place.states(), "somebody looked")
    told = {key: row["state"] for key, row in place.deliveries().items()}
    assert told == {"level-0/x/1": "published", "level-0/telegram/1": "needs_person"}
    assert len(place.posts()) == 2


def test_asked_while_it_starts_it_ends_as_well(place: Place) -> None:
    place.write(files([post("level", TEXTS[0], 0, CARD)]))
    place.call("--now", moment(-60), "sandbox")
    with place.running("--now", moment(-60), "run", "--sandbox") as run:
        run.says("Redes simuladas")
        assert run.end() < SECONDS
    assert place.posts() == []
    place.play(moment(-0.03), lambda: len(place.posts()) == 2, "it starts as ever")
    assert STARTED in run.said or STOPPED in run.said
