"""The stable fields of what is listed: plan rows, deliveries, history."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from campaign.core.deliveries import State, Wait, WaitKind
from campaign.core.kept_back import kept_for, wanted_by
from campaign.core.problems import Code
from campaign.core.programme import NAME, seat_of
from campaign.core.reasons import Reason
from campaign.core.when import Anchor
from campaign.services.roles import tell_role
from campaign.services.rules.money import cost

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from campaign.core.deliveries import Delivery
    from campaign.core.problems import Problem
    from campaign.ports.history import HistoryLine
    from campaign.ports.phrases import Phrases
    from campaign.services.planning import Row


EXPIRED_WAITING = "expired-waiting"
"""The reason of what ran out of time while something was missing."""


def iso(moment: datetime | None) -> str | None:
    """Return an instant in UTC as text."""
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def tell_wait(wait: Wait, phrases: Phrases) -> str:
    """Return what a delivery waits for, in words."""
    if wait.kind is WaitKind.FACT:
        subject, _, name = wait.what.rpartition(".")
        seat = seat_of(subject) if name == NAME else None
        if seat is not None:
            return phrases.text("reasons.seat", panel=seat[0], n=seat[1])
        known = f"facts.{name}"
        told = phrases.text(known) if phrases.has(known) else name
        return phrases.text("reasons.fact", subject=subject, name=told)
    return phrases.text(f"reasons.{wait.kind}", what=tell_what(wait, phrases))


def way_out(wait: Wait, phrases: Phrases, key: object, here: str) -> str:
    """Return what a person can do for that to come which the delivery ``key`` waits for.

    ``here`` goes after the commands that are advised.
    """
    subject, _, name = wait.what.rpartition(".")
    told = {"subject": subject, "name": name, "key": key, "here": here}
    kind = "happening" if name in {Anchor.STARTED, Anchor.ENDED} else wait.kind
    return phrases.text(f"states.way-of-wait.{kind}", **told)


def tell_what(wait: Wait, phrases: Phrases) -> str:
    """Return whose approval is missing, or what is to be mended, as it stands in brackets."""
    known = f"problems.{wait.what}.doc"
    if wait.kind is not WaitKind.MENDING or not phrases.has(known):
        return tell_role(wait.what, phrases)
    told = phrases.text(known).removesuffix(".")
    return told[:1].lower() + told[1:]


def expired_for(reason: Reason) -> Wait:
    """Return what a delivery still waited for when its time ran out."""
    what = reason.params.get("what", "")
    # Ledgers from before the kind was written with it: facts have a dot in their name.
    guessed = WaitKind.FACT if "." in what else WaitKind.APPROVAL
    return Wait(WaitKind(reason.params.get("kind", guessed)), what)


def tell_reason(reason: Reason | None, phrases: Phrases) -> str:
    """Return why a delivery is where it is, in words, and what a person wants of it."""
    if reason is None:
        return ""
    if (kept := wanted_by(reason)) is None:
        return _tell_why(reason, phrases)
    why, wanted = _tell_why(reason, phrases), tell_reason(kept[1], phrases)
    return phrases.text("reasons.wanted-meanwhile", why=why, wanted=wanted)


def _tell_why(reason: Reason, phrases: Phrases) -> str:
    if reason.id.startswith("waits-for-"):
        kind = WaitKind(reason.id.removeprefix("waits-for-"))
        return tell_wait(Wait(kind, reason.params.get("what", "")), phrases)
    if reason.id == EXPIRED_WAITING:
        return phrases.text(f"reasons.{reason.id}", what=tell_wait(expired_for(reason), phrases))
    message_id = f"reasons.{reason.id}"
    plain, words = f"{message_id}-plainly", reason.params.get("words")
    if words is not None and not any(map(str.isalnum, words)) and phrases.has(plain):
        return phrases.text(plain)
    return phrases.text(message_id, **reason.params) if phrases.has(message_id) else reason.id


def beyond_state(state: str, reason: str) -> str:
    """Return what a reason says beside the word for the state.

    >>> beyond_state("reemplazada", "reemplazada por la versión 2")
    'por la versión 2'
    """
    rest = reason.removeprefix(state)
    return reason if rest[:1].isalpha() else rest.lstrip(" :,")


def state_and_reason(state: str, reason: str) -> str:
    """Return both in one; of a reason that begins with the word for the state, that alone.

    >>> state_and_reason("retenida", "retenida por Inés: duelo")
    'retenida por Inés: duelo'
    """
    told = beyond_state(state, reason)
    return reason if told != reason else ": ".join(filter(None, (state, reason)))


def tell_problem(problem: Problem, phrases: Phrases, part: str) -> str:
    """Return the ``message`` or ``hint`` of a problem, in words.

    A problem that says ``because`` of what it is has sentences of its own for that, and so may
    one in a cell: there people know columns, and no fields.
    """
    params: dict[str, object] = {**problem.params, **problem.moments}
    if params.get("known") == "":
        params["known"] = phrases.text("reasons.none-known")
    if "reason" in params:
        params["reason"] = tell_why_unusable(problem.code, str(params["reason"]), phrases)
    if problem.code in {Code.BUDGET_EXCEEDED, Code.BRAND_UNREADABLE}:
        sign, figures = phrases.text("pages.decimal"), ("total", "limit", "contrast")
        said = {name: problem.params[name] for name in figures if name in problem.params}
        params |= {name: figure.replace(".", sign) for name, figure in said.items()}
    if problem.code is Code.WEEKDAY_MISMATCH:
        names = phrases.words("dates.weekdays")
        params |= {name: names[int(problem.params[name])] for name in ("found", "actual")}
    if "differs" in params:
        told = [phrases.text(f"reasons.differs-{one}") for one in str(params["differs"]).split()]
        params["differs"] = phrases.dates.say_together(told)
    because = str(params.pop("because", ""))
    reasons = ["-".join(filter(None, (because, "in-sheet")))] if problem.place.cell else []
    tables = [*(f"because.{reason}.{part}" for reason in (*reasons, because)), part]
    sentences = (f"problems.{problem.code}.{table}" for table in tables)
    known = next(one for one in sentences if phrases.has(one))
    # A list that was cut ends the sentence with its own sign.
    return phrases.text(known, **params).replace("….", "…")


def tell_why_unusable(code: Code, reason: str, phrases: Phrases) -> str:
    """Return in words why a picture, a font or a card is none; other reasons as they are."""
    table = {Code.FONT_UNUSABLE: "font", Code.CARD_DOES_NOT_FIT: "undrawn"}.get(code, "image")
    known = f"cards.{table}.{reason}"
    return phrases.text(known) if phrases.has(known) else reason


def plan_fields(row: Row, phrases: Phrases) -> dict[str, object]:
    """Return one line of ``plan --format json``: of what is over, what the ledger has of it."""
    item, old = row.item, row.delivery
    over = old is not None and row.is_over
    due = item.draft.due if item and not (over and old and old.due) else None
    sheet = item.sheet if item else None
    text = old.payload.text if old and old.payload and (over or not item) else None
    text = text or (item.text if item else None)
    return {
        "key": str(row.key),
        "post": row.key.post,
        "channel": row.key.channel,
        "part": row.key.part,
        "entry": item.entry.id if item else (old.entry if old else None),
        "title": row.title,
        "change": row.change.value,
        "state": row.state.value,
        "local": due.local.isoformat() if due else (old.local if old else None),
        "utc": iso(due.utc) if due else iso(old.due if old else None),
        "was_utc": iso(old.due) if old else None,
        "expires": iso(item.draft.expires) if item else None,
        "certainty": sheet.certainty.value if sheet else None,
        "cost_usd": str(cost(item)) if item else None,
        "waits": [tell_wait(wait, phrases) for wait in row.waits],
        "reason": tell_reason(row.reason, phrases),
        "approver": row.approver,
        "loses_approval": row.loses_approval,
        "text": text,
        "image": item.card.layout if item and item.card else None,
    }


def delivery_fields(delivery: Delivery, phrases: Phrases) -> dict[str, object]:
    """Return one delivery of ``status --format json``."""
    receipt = delivery.receipt
    return {
        "key": str(delivery.key),
        "generation": delivery.generation,
        "title": delivery.title,
        "channel": delivery.key.channel,
        "state": delivery.state.value,
        "reason": reason_of(delivery, phrases),
        "waits": [tell_wait(wait, phrases) for wait in delivery.waits],
        "due": iso(delivery.due),
        "local": delivery.local,
        "expires": iso(delivery.expires),
        "approver": delivery.approver,
        "approved_by": delivery.approved_by,
        "attempts": delivery.attempts,
        "published": iso(receipt.at) if receipt else None,
        "remote_id": receipt.remote_id if receipt else None,
        "url": receipt.url if receipt else None,
    }


def by_post(deliveries: Iterable[tuple[str, str]]) -> Counter[str]:
    """Return how many posts fare how, of ``(post, how)`` for each delivery: a post is one however
    many channels it goes to, and counts once for each way in which it fares.
    """
    return Counter(how for _, how in dict.fromkeys(deliveries))


def called(channels: Iterable[str], labels: Mapping[str, str]) -> str:
    """Return channels as people call them, each once; ``labels`` by the channels' names."""
    return ", ".join(labels.get(name, name) for name in dict.fromkeys(channels))


def reason_of(delivery: Delivery, phrases: Phrases) -> str:
    """Return why a delivery is where it is; for a waiting one all that it waits for."""
    if delivery.state is State.WAITING and delivery.waits:
        return "; ".join(tell_wait(wait, phrases) for wait in delivery.waits)
    return tell_reason(Reason.from_json(delivery.reason) if delivery.reason else None, phrases)


def kept_back_by(delivery: Delivery, phrases: Phrases) -> str:
    """Return what keeps a post back that may be out, if it is not: its end, its hold, or what it
    lacks.
    """
    kept = kept_for(delivery)
    if kept is not None:
        return tell_reason(kept[1], phrases)
    return "; ".join(tell_wait(wait, phrases) for wait in delivery.waits)


def history_fields(line: HistoryLine, phrases: Phrases) -> dict[str, object]:
    """Return one line of a delivery's history."""
    return {
        "at": iso(line.at),
        "generation": line.generation,
        "state": line.state.value,
        "move": line.move,
        "reason": tell_reason(line.reason, phrases),
        "by": line.by,
    }
