"""Two ledgers, one folder or account: only one of the programs publishes, and says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from program import STARTED, eventually
from riverbank import CAMPAIGN, files, moment, post

if TYPE_CHECKING:
    from program import Place

TEXTS = [f"Ferry {n} crosses at dusk." for n in range(3)]
LEAD = -0.5
"""Minutes: enough to rename the folder, load it and start a second program before it is due."""
CALENDAR = files(post(f"ferry-{n}", text, 0) for n, text in enumerate(TEXTS))
OPEN = "SELECT count(*) FROM delivery WHERE campaign_id = 2 AND state IN ('planned', 'sending')"


def test_what_two_names_of_one_folder_plan_goes_out_once(place: Place) -> None:
    place.write(CALENDAR)
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    place.earn_trust(moment(-60))
    with place.running("--now", moment(LEAD), "run", "--sandbox", "--only", "publisher") as one:
        one.says(STARTED)
        renamed = CAMPAIGN.replace("name: riverbank", "name: seashore")
        place.write({"posts/campaign.yaml": renamed})
        assert place.call("load", "--sandbox", "--yes", code=1).stderr.count("riverbank")
        place.call("load", "--sandbox", "--yes", "--another")
        with place.running("run", "--sandbox") as other:
            other.says("publica esta carpeta como «riverbank»")
            eventually(lambda: len(place.posts()) == 2 * len(TEXTS), "the first one publishes")
            one.kill()
            other.says("se mira qué salió por X")
            eventually(lambda: place.ask_ledger(OPEN) == [(0,)], "the other one has looked")
            other.end()
    for network in ("x", "telegram"):
        assert place.texts(network) == dict.fromkeys(TEXTS, 1)
