"""On three networks at once: a kill, a lost answer and a lost ledger double nothing."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from program import eventually
from riverbank import CARD, SOON, files, moment, post

if TYPE_CHECKING:
    from program import Place

NOTICES = ["Mind the ferry: it leaves at dawn. https://example.org/ferry #river", "Bring a lamp."]
ALL = "channels: [x, telegram, bluesky]"
WRITE = "com.atproto.repo.putRecord"


def campaign(*entries: str) -> dict[str, str]:
    made = files(entries)
    text = made["posts/campaign.yaml"].replace("channels: [x, telegram]", ALL)
    return made | {"posts/campaign.yaml": text}


def published(place: Place, number: int) -> bool:
    return place.states()["published"] == number


def test_a_kill_between_the_post_and_its_receipt_doubles_nothing(place: Place) -> None:
    """The server has the post and its answer never comes; then the program is killed."""
    place.settings["LEASE"] = "1"
    place.write(campaign(post("ferry", NOTICES[0], 0, CARD), post("lamp", NOTICES[1], 2)))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    place.earn_trust(moment(-60))
    held = {"network": "bluesky", "fault": "hang_after", "match": WRITE}
    place.ask_sandbox("faults", held)
    with place.running("--now", moment(SOON), "run", "--sandbox") as run:
        eventually(lambda: place.posts("bluesky"), "the post is out and nobody was told")
        run.kill()
    assert place.deliveries()["ferry/bridge/bluesky/1"]["state"] == "sending"
    place.ask_sandbox("faults", {**held, "fault": "close_after"})
    for minutes in (2, 5, 8):
        place.play(moment(minutes), lambda at=minutes: place.looked(moment(at)), "all is done")
    assert place.states() == {"published": 6}
    for network in ("x", "telegram", "bluesky"):
        assert place.texts(network) == dict.fromkeys(NOTICES, 1), network
    rows = place.deliveries()
    ids = {p["id"] for p in place.posts("bluesky")}
    assert {row["remote_id"] for row in rows.values() if row["channel"] == "bluesky"} == ids


def test_a_ledger_that_is_gone_finds_its_posts_though_times_changed(place: Place) -> None:
    """The key of a record is the delivery's own: no time is needed to find it. What has other
    words than its record is for a person: neither sent again nor called published.
    """
    only = "bluesky"
    entries = [post(f"notice-{n}", text, n) for n, text in enumerate(NOTICES)]
    place.write(campaign(*(entry.replace("all", only) for entry in entries)))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    place.earn_trust(moment(-60))
    place.play(moment(1), lambda: published(place, 2), "both are out")
    before = place.posts()
    forget(place)
    moved = [post("notice-0", NOTICES[0], 3), post("notice-1", f"{NOTICES[1]} Mended.", 4)]
    place.write(campaign(*(entry.replace("all", only) for entry in moved)))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    decided = {"published": 1, "needs_person": 1}
    place.play(moment(5), lambda: place.states() == decided, "one is found, one is asked about")
    assert place.posts() == before
    assert [one["edited"] for one in before] == [None, None]
    same, other = (place.deliveries()[f"notice-{n}/{only}/1"] for n in range(2))
    assert same["remote_id"] in {one["id"] for one in before}
    assert other["remote_id"] is None
    assert "con otro contenido" in other["reason"]


def forget(place: Place) -> None:
    """Lose the whole ledger, with all that lies beside it."""
    for file in place.ledger.parent.glob(f"{place.ledger.name}*"):
        with contextlib.suppress(IsADirectoryError):
            file.unlink()
