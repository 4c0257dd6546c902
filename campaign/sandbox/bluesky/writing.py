# ruff: noqa: EM101, EM102, TRY003 - the words of a refusal are the network's own
"""Writing into the repository: records and files, each checked as the server checks it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from campaign.sandbox import images
from campaign.sandbox.bluesky import posts, syntax
from campaign.sandbox.bluesky.problems import XrpcProblem, invalid
from campaign.sandbox.records import Picture

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.sandbox.world import World

MAX_BLOB = 5 * 1024 * 1024
Body = dict[str, Any]


def put(world: World, body: Body) -> Body:
    """Write a record: new, changed, or the same once more, which changes nothing."""
    rkey, record = _addressed(world, body)
    account = world.bluesky
    before = account.records.get(rkey)
    posts.check(record)
    cid = syntax.record_cid(record)
    if before is not None and before.cid == cid:
        return {"uri": account.uri(rkey), "cid": cid, "validationStatus": "valid"}
    if "swapRecord" in body and body["swapRecord"] != (before.cid if before else None):
        was = before.cid if before else "null"
        raise invalid(f"Record was at {was}", "InvalidSwap")
    return _written(world, body, rkey, record)


def create(world: World, body: Body) -> Body:
    """Write a new record; for one that is there already the server has no words."""
    rkey, record = _addressed(world, {"rkey": syntax.tid(world.now()), **body})
    if rkey in world.bluesky.records:
        raise XrpcProblem(500, "InternalServerError", "Internal Server Error")
    posts.check(record)
    return _written(world, body, rkey, record)


def by_hand(world: World, text: str) -> str:
    """Let a person post from an app; return the record's key."""
    now = world.now()
    rkey = world.bluesky.next_rev(now)
    created = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    record = {"$type": posts.POST, "text": text, "createdAt": created, "langs": ["es"]}
    world.commit(("bluesky.put", _event(world, rkey, record) | {"by_hand": True}))
    return rkey


def delete(world: World, body: Body) -> Body:
    """Remove a record; one that is not there is removed already."""
    known = {"repo": str, "collection": str, "rkey": str, "swapRecord": str, "swapCommit": str}
    shaped(body, known, {"repo", "collection", "rkey"})
    rkey = _key(world, body)
    before = world.bluesky.records.get(rkey)
    if before is None:
        return {}
    if body.get("swapRecord", before.cid) != before.cid:
        raise invalid(f"Record was at {before.cid}", "InvalidSwap")
    rev = world.bluesky.next_rev(world.now())
    commit = syntax.record_cid({"rev": rev, "deleted": rkey})
    world.commit(("bluesky.delete", {"rkey": rkey, "rev": rev, "commit": commit}))
    return {"commit": {"cid": commit, "rev": rev}}


def keep_blob(world: World, content: bytes) -> Body:
    """Take a file; the server finds out itself what it is."""
    if len(content) > MAX_BLOB:
        raise XrpcProblem(413, "PayloadTooLarge", "request entity too large")
    try:
        seen = images.look(content)
    except images.NotAPicture:
        media_type, picture = "application/octet-stream", None
    else:
        media_type = seen.media_type
        picture = Picture(world.keep(content), media_type, seen.width, seen.height)
    cid = syntax.blob_cid(content)
    kept = {"cid": cid, "media_type": media_type, "size": len(content)}
    world.commit(("bluesky.blob", kept | {"picture": asdict(picture) if picture else None}))
    blob = {"$type": "blob", "ref": {"$link": cid}, "mimeType": media_type, "size": len(content)}
    return {"blob": blob}


def shaped(body: Body, fields: Mapping[str, type], needed: set[str]) -> None:
    """Check the names and types of a request's fields."""
    for name in sorted(needed - body.keys()):
        raise invalid(f'Input must have the property "{name}"')
    for name, value in body.items():
        if name not in fields:
            raise invalid(f"Input/{name} is nothing that the sandbox knows")
        if type(value) is not fields[name] and not (name == "swapRecord" and value is None):
            raise invalid(f"Input/{name} must be of type {fields[name].__name__}")


def collection_of(world: World, asked: Body) -> None:
    """Check that the account's own posts are meant."""
    if asked["repo"].lower() not in {world.bluesky.did, world.bluesky.handle}:
        raise invalid(f"Could not find repo: {asked['repo']}")
    if asked["collection"] != posts.POST:
        raise invalid(f"The sandbox has no records of {asked['collection']}")


def _addressed(world: World, body: Body) -> tuple[str, Body]:
    known = {"repo": str, "collection": str, "rkey": str, "validate": bool, "record": dict,
             "swapRecord": str, "swapCommit": str}  # fmt: skip
    shaped(body, known, {"repo", "collection", "rkey", "record"})
    rkey = _key(world, body)
    if not syntax.fits(syntax.TID, rkey):
        raise invalid(f"Invalid record key for {posts.POST}: not a tid")
    if body.get("swapCommit", world.bluesky.head) != world.bluesky.head:
        raise invalid(f"Commit was at {world.bluesky.head}", "InvalidSwap")
    return rkey, body["record"]


def _key(world: World, body: Body) -> str:
    collection_of(world, body)
    rkey: str = body["rkey"]
    if not syntax.fits(syntax.RECORD_KEY, rkey):
        raise invalid("Input/rkey must be a valid record key")
    return rkey


def _written(world: World, body: Body, rkey: str, record: Body) -> Body:
    _check_blobs(world, record)
    event = _event(world, rkey, record)
    world.commit(("bluesky.put", event))
    commit = {"cid": event["commit"], "rev": event["rev"]}
    uri = world.bluesky.uri(rkey)
    status = "unknown" if body.get("validate") is False else "valid"
    return {"uri": uri, "cid": event["cid"], "commit": commit, "validationStatus": status}


def _event(world: World, rkey: str, record: Body) -> Body:
    rev = world.bluesky.next_rev(world.now())
    cid = syntax.record_cid(record)
    commit = syntax.record_cid({"rev": rev, "record": cid})
    return {"rkey": rkey, "record": record, "cid": cid, "rev": rev, "commit": commit}


def _check_blobs(world: World, record: Body) -> None:
    for image in record.get("embed", {}).get("images", ()):
        asked = image["image"]
        blob = world.bluesky.blob(asked["ref"]["$link"], world.now())
        if blob is None:
            raise invalid(f"Could not find blob: {asked['ref']['$link']}", "BlobNotFound")
        if blob.size > posts.IMAGE_BYTES:
            most = posts.IMAGE_BYTES / 2**20
            words = f"This file is too large. It is {blob.size / 2**20:.2f}MB"
            raise invalid(f"{words} but the maximum size is {most:.2f}MB.", "BlobTooLarge")
        if not blob.picture:
            words = f"Wrong type of file. It is {blob.media_type} but it must match image/*."
            raise invalid(words, "InvalidMimeType")
        if (asked["mimeType"], asked["size"]) != (blob.media_type, blob.size):
            words = "Referenced Mimetype or size does not match stored blob"
            raise invalid(words, "InvalidMimeType")
