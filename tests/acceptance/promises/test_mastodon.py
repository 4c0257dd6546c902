"""A campaign on three networks whose Mastodon server loses an answer: everything is seen once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from riverbank import CARD, SOON, files, moment, post

if TYPE_CHECKING:
    from program import Place

THREAD = "---\n---\nThe river rises.\n===\nAnd it falls again.\n"
TEXTS = ["Notice of the river: https://river.example/en/2033", "With a card.", "The river rises.",
         "And it falls again."]  # fmt: skip
NETWORKS = ("x", "telegram", "mastodon")


def campaign() -> dict[str, str]:
    """Return three posts for three networks, one with a card and one in two parts."""
    story = post("story", "x", 0).replace('"x"', "story")
    posts = [post("notice", TEXTS[0], 0), post("carded", TEXTS[1], 0, CARD), story]
    written = files(posts) | {"posts/texts/story.md": THREAD}
    networks = f"channels: [{', '.join(NETWORKS)}]"
    written["posts/campaign.yaml"] = written["posts/campaign.yaml"].replace(
        "channels: [x, telegram]", networks
    )
    return written


@pytest.mark.parametrize(("keys", "fault"), [("ignored", "close_after"), ("honoured", "close")])
def test_a_lost_answer_on_mastodon_is_seen_once(place: Place, keys: str, fault: str) -> None:
    place.write(campaign())
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    place.call("--now", moment(-60), "sandbox")
    place.ask_sandbox("mastodon", {"keys": keys, "processing": 1})
    order = {"network": "mastodon", "fault": fault, "match": "POST /mastodon/api/v1/statuses"}
    place.ask_sandbox("faults", {**order, "times": 3})
    place.earn_trust(moment(-30))
    for minutes in (SOON, 2, 4):
        now = moment(minutes)
        place.play(now, partial(place.looked, now), "nothing is left to be done")
    lost = "SELECT count(*) FROM event WHERE move = 'lose'"
    assert place.ask_ledger(lost) == [(3,)], "the faults happened"
    assert place.states() == {"published": len(NETWORKS) * len(TEXTS)}, place.deliveries()
    for network in NETWORKS:
        assert place.texts(network) == dict.fromkeys(TEXTS, 1), network
    shown = {p["text"]: p for p in place.posts("mastodon")}
    assert shown[TEXTS[3]]["reply_to"] == shown[TEXTS[2]]["id"]
    assert [image["alt"] != "" for image in shown[TEXTS[1]]["images"]] == [True]
