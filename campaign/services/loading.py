"""``load``: render, freeze and store a revision; also what a fact or a correction changes."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from campaign.core.deliveries import REPLANNABLE, Image, Payload, State
from campaign.core.files import Held, contents_of, sha256_of
from campaign.core.life import Move
from campaign.core.problems import Code, Problem, error
from campaign.core.reasons import because
from campaign.ports.ledger import LedgerChange, NewDelivery, Step
from campaign.services.planning import Change, stopped
from campaign.services.rules.pictures import find_asset

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from campaign.core.cards import CardSpec
    from campaign.core.facts import Fact
    from campaign.core.files import Content
    from campaign.core.rendering import Drawn
    from campaign.ports.ledger import WholePlan
    from campaign.ports.messages import Message
    from campaign.ports.rendering import Renderer
    from campaign.ports.vacancies import Vacancy
    from campaign.services.drafting import Prepared
    from campaign.services.planning import Plan, Row

CARD_TYPE = "image/jpeg"


@dataclass(frozen=True, slots=True)
class Frozen:
    """The ledger change of a plan, and what could not be drawn (those rows stay as they are)."""

    change: LedgerChange
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why the ledger changes: who, when (UTC), what comes with it, and from what it was made."""

    at: datetime
    by: str
    files: Mapping[str, bytes]
    language: str
    new_revision: bool = True
    facts: Sequence[Fact] = ()
    messages: Sequence[Message] = ()
    vacancies: Sequence[Vacancy] = ()
    whole: WholePlan | None = None


@dataclass(slots=True)
class Pictures:
    """The cards and images of deliveries, drawn once each, and what could not be drawn.

    ``blobs`` maps SHA-256 to media type and content.
    """

    shelf: Callable[[bytes], Content] = Held
    blobs: dict[str, tuple[str, Content]] = field(default_factory=dict)
    cards: dict[str, Image | None] = field(default_factory=dict)
    photos: dict[tuple[str, str], Image] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def keep(self, media_type: str, content: bytes) -> str:
        """Keep bytes and return their SHA-256."""
        digest = sha256_of(content)
        if digest not in self.blobs:
            self.blobs[digest] = (media_type, self.shelf(content))
        return digest

    def of(self, item: Prepared) -> tuple[Image, ...] | None:
        """Return the pictures of a delivery; ``None`` if one cannot be used."""
        if item.card is not None:
            card = self.cards[repr(item.card)]
            return None if card is None else (card,)
        if item.key.part == 1 and item.entry.images:
            return _photos(item, self)
        return ()


def draw_pictures(
    items: Sequence[Prepared | None],
    files: Mapping[str, bytes],
    renderer: Renderer,
    shelf: Callable[[bytes], Content] = Held,
) -> Pictures:
    """Draw the cards of deliveries and clean their photos; ``files`` are the folder's. Each
    picture is put on the ``shelf``.
    """
    pictures = Pictures(shelf)
    _draw_cards(items, files, renderer, pictures)
    _clean_photos(items, files, renderer, pictures)
    return pictures


def freeze(
    plan: Plan,
    occasion: Occasion,
    renderer: Renderer,
    shelf: Callable[[bytes], Content] = Held,
) -> Frozen:
    """Draw what has to be drawn and return everything that the ledger is to write."""
    rows = [row for row in plan.touched if row.change is not Change.RENAMED or row.item]
    new = [row.item for row in rows if _needs_payload(row)]
    pictures = draw_pictures(new, occasion.files, renderer, shelf)
    inserts: list[NewDelivery] = []
    steps: list[Step] = []
    for row in rows:
        payload = _payload(row, occasion, pictures)
        if payload is None and _needs_payload(row):
            steps.extend(_undrawn(row, occasion.by))
            continue
        if row.opens_generation:
            inserts.append(_new(row, payload))
        steps.extend(_steps(row, payload, occasion.by))
    files = contents_of(occasion.files) if occasion.new_revision else {}
    digests = {path: content.digest() for path, content in files.items()}
    change = LedgerChange(
        at=occasion.at,
        by=occasion.by,
        insert=inserts,
        steps=steps,
        revision_files=digests if occasion.new_revision else None,
        blobs={**pictures.blobs, **{digests[path]: ("", one) for path, one in files.items()}},
        facts=occasion.facts,
        messages=occasion.messages,
        vacancies=occasion.vacancies,
        whole=occasion.whole,
    )
    return Frozen(change, tuple(pictures.problems))


def _needs_payload(row: Row) -> bool:
    if row.item is None or row.item.text is None:
        return False
    return row.change in {Change.ADDED, Change.FILLED, Change.CHANGED}


def _draw_cards(
    items: Sequence[Prepared | None],
    files: Mapping[str, bytes],
    renderer: Renderer,
    pictures: Pictures,
) -> None:
    wanted: dict[str, tuple[CardSpec, Prepared]] = {}
    for item in items:
        if item is not None and item.card is not None:
            wanted.setdefault(repr(item.card), (item.card, item))
    specs = [spec for spec, _ in wanted.values()]
    with closing(renderer.draw(specs, files)) as drawn:
        for (name, (spec, item)), result in zip(wanted.items(), drawn, strict=True):
            if result.fault is not None:
                pictures.cards[name] = None
                pictures.problems.append(_of_card(spec, item, result))
                continue
            digest = pictures.keep(CARD_TYPE, result.content)
            pictures.cards[name] = Image(digest, CARD_TYPE, *spec.size, spec.alt)


def _of_card(spec: CardSpec, item: Prepared, drawn: Drawn) -> Problem:
    return error(
        Code.CARD_DOES_NOT_FIT,
        item.entry.place_of("card"),
        post=item.draft.post,
        layout=spec.layout,
        field=drawn.field or "",
        reason=drawn.fault,
        n=len(spec.agenda),
        because=drawn.field or "",
    )


def _clean_photos(
    items: Sequence[Prepared | None],
    files: Mapping[str, bytes],
    renderer: Renderer,
    pictures: Pictures,
) -> None:
    """Strip the photos of metadata and fit them to the limits of their channels."""
    wanted: dict[tuple[str, str], Prepared] = {}
    for item in items:
        if item is None or item.sheet is None or item.key.part != 1 or item.card is not None:
            continue
        for name in item.entry.images:
            wanted.setdefault((name, item.key.channel), item)
    orders = [_cleaning(name, item, files) for (name, _), item in wanted.items()]
    with closing(renderer.clean(orders, files)) as results:
        for (where, item), result in zip(wanted.items(), results, strict=True):
            info = result.info
            if info.fault is not None:
                place = item.entry.place_of("images")
                which = {"post": item.draft.post, "channel": item.key.channel, "value": where[0]}
                wrong = error(Code.NOT_AN_IMAGE, place, reason=info.fault, **which)
                pictures.problems.append(wrong)
                continue
            digest = pictures.keep(info.media_type, result.content)
            pictures.photos[where] = Image(digest, info.media_type, info.width, info.height, "")


def _cleaning(name: str, item: Prepared, files: Mapping[str, bytes]) -> tuple[str, int, int | None]:
    """Return a photo and the limits of the channel that it is for, in bytes and pixels."""
    path = find_asset(files, name) or ""
    if item.sheet is None:  # pragma: no cover -- only items with a channel are asked for
        return path, 0, None
    return path, item.sheet.limits.image_bytes, item.sheet.limits.image_side_sum


def _payload(row: Row, occasion: Occasion, pictures: Pictures) -> Payload | None:
    item = row.item
    if item is None or item.text is None or not _needs_payload(row):
        return None
    images = pictures.of(item)
    if images is None:
        return None
    return Payload(item.text, occasion.language, images, item.facts, item.draft.answers)


def _photos(item: Prepared, pictures: Pictures) -> tuple[Image, ...] | None:
    """Return the cleaned photos of a delivery; ``None`` if one cannot be used."""
    images = []
    for number, name in enumerate(item.entry.images):
        image = pictures.photos.get((name, item.key.channel))
        if image is None:
            return None
        alt = item.alts[number] if number < len(item.alts) else ""
        images.append(replace(image, alt=alt))
    return tuple(images)


def _new(row: Row, payload: Payload | None) -> NewDelivery:
    item = row.item
    if item is None:  # pragma: no cover -- only wanted rows open a generation
        msg = "a withdrawn row opens no generation"
        raise ValueError(msg)
    due = item.draft.due
    return NewDelivery(
        key=item.key,
        generation=row.next_generation,
        entry=item.entry.id,
        title=row.title,
        subject=item.draft.subject.id,
        state=row.state,
        due=due.utc if due else None,
        local=due.local.isoformat() if due else None,
        expires=item.draft.expires,
        countdown=item.ends_with,
        payload=payload,
        inputs=item.inputs,
        waits=row.waits,
        approver=row.approver,
        reason=row.reason,
        approved_by=row.approved_by,
        late=item.entry.late,
        asked=row.beside_published,
    )


def _steps(row: Row, payload: Payload | None, by: str) -> list[Step]:
    old, item = row.delivery, row.item
    if old is None or row.change is Change.ADDED:
        return []
    if row.change is Change.WITHDRAWN:
        return [Step(old.id, old.fence, Move.CANCEL, row.reason, by)]
    if row.opens_generation:
        new = because("superseded", generation=row.next_generation)
        return [Step(old.id, old.fence, Move.SUPERSEDE, new, by)]
    if row.change is Change.STOPPED:
        move = Move.WAIT if row.state is State.WAITING else None
        return [Step(old.id, old.fence, move, row.reason, by, {"waits": row.waits})]
    if row.change is Change.RENAMED or item is None:
        return [Step(old.id, old.fence, None, None, by, {"title": row.title})]
    due = item.draft.due
    changes: dict[str, object] = {
        "title": row.title,
        "due": due.utc if due else None,
        "local": due.local.isoformat() if due else None,
        "expires": item.draft.expires,
        "countdown": item.ends_with,
        "inputs": item.inputs,
        "waits": row.waits,
        "approver": row.approver,
        "approved_by": row.approved_by,
        "late": item.entry.late.value,
    }
    if payload is not None:
        changes["payload"] = payload
    return [Step(old.id, old.fence, _move(row, old.state), row.reason, by, changes)]


def _undrawn(row: Row, by: str) -> list[Step]:
    """Stop a loaded delivery whose new pictures could not be made: the old ones are not true."""
    if row.delivery is None or row.item is None or row.delivery.state not in REPLANNABLE:
        return []
    return _steps(stopped(row.item, row.delivery, Code.CARD_DOES_NOT_FIT), None, by)


def _move(row: Row, state: State) -> Move | None:
    if row.state is State.EXPIRED:
        return Move.EXPIRE
    if row.state is State.PLANNED and state is State.WAITING:
        return Move.READY
    if row.state is State.WAITING and state in {State.PLANNED, State.RETRY, State.PAUSED}:
        return Move.WAIT
    return None
