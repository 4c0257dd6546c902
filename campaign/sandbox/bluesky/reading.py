# ruff: noqa: EM101, EM102, TRY003 - the words of a refusal are the network's own
"""Reading from the repository: the account, one record, or all in the order of their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from campaign.sandbox.bluesky import writing
from campaign.sandbox.bluesky.problems import invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.sandbox.bluesky.state import Record
    from campaign.sandbox.world import World

_USUAL, _LARGEST = 50, 100


def account(world: World, base_url: str) -> dict[str, Any]:
    """Return what a session tells of its account."""
    did, handle = world.bluesky.did, world.bluesky.handle
    server = {
        "id": "#atproto_pds",
        "type": "AtprotoPersonalDataServer",
        "serviceEndpoint": base_url.rstrip("/"),
    }
    document = {
        "@context": ["https://www.w3.org/ns/did/v1"],
        "id": did,
        "alsoKnownAs": [f"at://{handle}"],
        "service": [server],
    }
    return {"did": did, "didDoc": document, "handle": handle, "active": True}


def get(world: World, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return one record."""
    names = {"repo", "collection", "rkey"}
    named(asked, {*names, "cid"}, names)
    writing.collection_of(world, dict(asked))
    found = world.bluesky.records.get(asked["rkey"])
    if found is None or asked.get("cid", found.cid) != found.cid:
        words = f"Could not locate record: {world.bluesky.uri(asked['rkey'])}"
        raise invalid(words, "RecordNotFound")
    return _view(world, found)


def listed(world: World, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return a page of records, the greatest key first unless reversed."""
    known = {"repo", "collection", "limit", "cursor", "reverse"}
    named(asked, known, {"repo", "collection"})
    writing.collection_of(world, dict(asked))
    size = _size(asked.get("limit", str(_USUAL)))
    backwards = asked.get("reverse", "false")
    if backwards not in {"true", "false"}:
        raise invalid("Params/reverse must be a boolean")
    upwards, cursor = backwards == "true", asked.get("cursor")
    keys = sorted(world.bluesky.records, reverse=not upwards)
    if cursor:
        keys = [key for key in keys if (key > cursor if upwards else key < cursor)]
    page = [world.bluesky.records[key] for key in keys[:size]]
    answer: dict[str, Any] = {"records": [_view(world, record) for record in page]}
    return answer | ({"cursor": page[-1].rkey} if page else {})


def named(asked: Mapping[str, str], known: set[str], needed: set[str]) -> None:
    """Check the names of a query's parameters."""
    for name in sorted(needed - asked.keys()):
        raise invalid(f'Params must have the property "{name}"')
    for name in sorted(asked.keys() - known):
        raise invalid(f"Params/{name} is nothing that the sandbox knows")


def _size(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= _LARGEST):
        raise invalid(f"limit must be between 1 and {_LARGEST}")
    return int(text)


def _view(world: World, record: Record) -> dict[str, Any]:
    return {"uri": world.bluesky.uri(record.rkey), "cid": record.cid, "value": record.value}
