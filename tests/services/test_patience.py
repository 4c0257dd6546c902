"""The pauses after what was certainly not sent."""

from __future__ import annotations

from datetime import timedelta

from campaign.services.patience import Backoff


def seconds(backoff: Backoff, attempt: int) -> list[float]:
    return [backoff.after(attempt, f"aviso/{n}").total_seconds() for n in range(200)]


def test_pauses_double_up_to_the_longest() -> None:
    steady = Backoff(15.0, 900.0, jitter=0.0)
    found = [steady.after(attempt, "aviso").total_seconds() for attempt in (0, 1, 2, 3, 7, 5000)]
    assert found == [15.0, 15.0, 30.0, 60.0, 900.0, 900.0]


def test_what_failed_together_does_not_knock_together_again() -> None:
    for attempt, pause in ((1, 15.0), (2, 30.0), (40, 900.0)):
        found = seconds(Backoff(), attempt)
        assert 0.8 * pause <= min(found) < 0.84 * pause
        assert 1.16 * pause < max(found) <= 1.2 * pause
        assert len(set(found)) > 190
        assert abs(sum(found) / len(found) - pause) < 0.05 * pause


def test_the_same_attempt_always_has_the_same_pause() -> None:
    assert seconds(Backoff(), 3) == seconds(Backoff(), 3)
    assert Backoff().after(1, "aviso") * 2 != Backoff().after(2, "aviso")
    assert Backoff().after(1, "aviso") < timedelta(seconds=18.001)
