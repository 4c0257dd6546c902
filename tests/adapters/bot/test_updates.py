"""Updates are taken as they come: what nobody knows yet keeps nobody else waiting."""

from __future__ import annotations

import json

import pytest

from campaign.bot.transport import incoming

GOOD = {"update_id": 7, "message": {"message_id": 1, "text": "hola"}}
NEW = {"update_id": 8, "hologram": {"from": 3}}


def test_a_kind_of_update_that_nobody_knows_is_stored_like_any_other() -> None:
    stored = list(incoming([GOOD, NEW]))
    assert [one.update_id for one in stored] == [7, 8]
    assert [json.loads(one.raw) for one in stored] == [GOOD, NEW]


@pytest.mark.parametrize("odd", [{"no": 1}, [], "x", None, {"update_id": "7"}, {"update_id": True}])
def test_what_has_no_number_is_passed_over(odd: object) -> None:
    assert [one.update_id for one in incoming([odd, GOOD])] == [7]


@pytest.mark.parametrize("answer", [None, {}, True, "updates"])
def test_an_answer_that_is_no_list_holds_nothing(answer: object) -> None:
    assert list(incoming(answer)) == []
