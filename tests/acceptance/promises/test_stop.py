"""Asked to end, the program ends in good order, whatever the networks do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from program import STARTED, eventually
from riverbank import CARD, SOON, files, moment, post

if TYPE_CHECKING:
    from program import Place

ENDLESS = {"READ_TIMEOUT": "300"}
"""A program that waits for what hangs would outlast every test."""
MANY = 18
"""Telegram takes no more in a minute."""
MORE = 50
STOPPED = "Detenido en orden."
TEXTS = [f"Water level number {n}, told once." for n in range(MANY)]
ONLY_X = [f"Gauge number {n}, read once." for n in range(MORE)]
SENDING = "SELECT count(*) FROM delivery WHERE state = 'sending'"


def begin(place: Place, texts: list[str], only_x: list[str]) -> None:
    """Load posts that are due at once."""
    posts = [post(f"level-{n}", text, 0) for n, text in enumerate(texts)]
    posts += [post(f"gauge-{n}", text, 0).replace("all", "[x]") for n, text in enumerate(only_x)]
    place.write(files(posts))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")


def test_a_busy_program_ends_in_time_and_goes_on_where_it_was(place: Place) -> None:
    begin(place, TEXTS, ONLY_X)
    with place.running("--now", moment(SOON), "run", "--sandbox") as run:
        eventually(place.posts, "something is out")
        run.end()
        assert run.said.endswith(f"{STOPPED}\n")
    assert place.ask_ledger(SENDING) == [(0,)]
    sent = len(place.posts())
    assert 0 < sent < 2 * MANY + MORE, "it was not stopped in the middle"
    place.play(moment(1), lambda: set(place.states()) == {"published"}, "the others are out")
    assert place.texts("x") == dict.fromkeys(TEXTS + ONLY_X, 1)
    assert place.texts("telegram") == dict.fromkeys(TEXTS, 1)


def test_networks_that_never_answer_do_not_keep_it(place: Place) -> None:
    place.settings |= ENDLESS
    begin(place, TEXTS[:1], [])
    place.call("--now", moment(-60), "sandbox")
    for network, call in (("x", "/2/tweets"), ("telegram", "sendMessage")):
        place.ask_sandbox("faults", {"network": network, "fault": "hang_after", "match": call})
    with place.running("--now", moment(SOON), "run", "--sandbox") as run:
        eventually(lambda: len(place.posts()) == 2, "both networks have it and do not say so")
        run.end()
        assert run.said.endswith(f"{STOPPED}\n")
    assert place.states() == {"unknown": 2}
    place.play(moment(5), lambda: "unknown" not in place.states(), "somebody looked")
    told = {key: row["state"] for key, row in place.deliveries().items()}
    assert told == {"level-0/x/1": "published", "level-0/telegram/1": "published"}
    assert len(place.posts()) == 2


def test_a_reply_that_hangs_does_not_keep_it_and_is_not_lost(place: Place) -> None:
    place.settings |= ENDLESS | {"LEASE": "1"}
    place.write(files([post("level", TEXTS[0], 600)]))
    place.call("--now", moment(-60), "sandbox")
    hang = {"network": "telegram", "fault": "hang", "match": "sendMessage"}
    place.ask_sandbox("faults", hang)
    place.ask_sandbox("say", {"user": {"id": 31337, "name": "Asha"}, "text": "hello"})
    with place.running("--now", moment(-60), "run", "--sandbox") as run:
        eventually(lambda: place.ask_sandbox("state")["faults"] == 0, "the reply hangs")
        run.end()
    assert place.replies(31337) == []
    place.play(moment(-50), lambda: place.replies(31337), "she gets her answer")


def test_asked_while_it_starts_it_ends_as_well(place: Place) -> None:
    place.write(files([post("level", TEXTS[0], 0, CARD)]))
    place.call("--now", moment(-60), "sandbox")
    with place.running("--now", moment(-60), "run", "--sandbox") as run:
        run.says("Redes simuladas")
        run.end()
    assert place.posts() == []
    place.play(moment(SOON), lambda: len(place.posts()) == 2, "it starts as ever")
    assert STARTED in run.said or STOPPED in run.said
