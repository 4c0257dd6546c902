"""Whoever watches over several campaigns sees from outside how each does, and nothing else."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import httpx
from program import PATIENCE, STARTED, Place, eventually
from prometheus_client.parser import text_string_to_metric_families
from riverbank import files, moment, post

if TYPE_CHECKING:
    from program import Run

VISITOR = {"id": 77002, "name": "Nicanor Traful", "language": "en"}
TOLD = re.compile(r"Números de la campaña: (http://127\.0\.0\.1:\d+)/metrics")


def numbers(base: str) -> dict[tuple[str, ...], float]:
    """Return each number by its name and labels."""
    found = httpx.get(f"{base}/metrics", timeout=PATIENCE, trust_env=False)
    assert found.status_code == 200, found.text
    assert VISITOR["name"] not in found.text
    assert str(VISITOR["id"]) not in found.text
    families = text_string_to_metric_families(found.text)
    samples = [sample for family in families for sample in family.samples]
    return {(one.name, *map(str, one.labels.values())): one.value for one in samples}


def address(run: Run) -> str:
    return str(eventually(lambda: TOLD.search(run.said), "it tells where its numbers are")[1])


def test_a_campaign_that_runs_is_told_in_numbers_and_in_records(place: Place) -> None:
    place.settings |= {"METRICS_LISTEN": "127.0.0.1:9464", "LOG_FORMAT": "json"}
    place.write(files([post("now", "Out at once.", -1), post("later", "Later.", 600)]))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    with place.running("--now", moment(0), "run", "--sandbox") as run:
        run.says(STARTED)
        base = address(run)
        out = ("pregonero_deliveries", "riverbank", "x", "published")
        eventually(lambda: numbers(base).get(out) == 1, "what is out is counted")
        place.ask_sandbox("say", {"user": VISITOR, "text": "/signup bridge"})
        eventually(lambda: place.replies(VISITOR["id"]), "the bot's answer")
        waits = ("pregonero_bot_wait_seconds_count", "riverbank", "yes")
        eventually(lambda: numbers(base)[waits] >= 1, "the answer's wait is counted")
        told = numbers(base)
        assert httpx.get(f"{base}/healthz", trust_env=False, timeout=PATIENCE).status_code == 200
        run.end()
    assert told["pregonero_deliveries", "riverbank", "x", "planned"] == 1
    assert told["pregonero_sends_total", "riverbank", "x", "publish"] == 1
    assert told["pregonero_inbox", "riverbank"] == 0
    assert told["pregonero_alarm_age_seconds", "riverbank"] < 60
    assert told["pregonero_trusted", "riverbank"] == 1
    records = [json.loads(line) for line in run.said.splitlines()]
    [out_now] = [one for one in records if one.get("event") == "published"]
    assert (out_now["key"], out_now["level"]) == ("now/x/1", "info")
    assert datetime.fromisoformat(out_now["at"]).utcoffset() == timedelta(0)
    whose = {(one["campaign"], one["role"], one["process"]) for one in records}
    assert ("riverbank", "all", run.process.pid) in whose
    assert len(whose) <= 2, "but for which campaign it is, which is known after a while"
