# ruff: noqa: EM102, TRY003 - what is off is told where it is found
"""Checks what is said to a Bluesky server, and what it answers, against the official lexicons."""

from __future__ import annotations

import json
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from atproto_client.models import string_formats
from pydantic import TypeAdapter, ValidationError

from .spec_checks import SPECS, OffSpec

FORMATS = {
    "at-uri": string_formats.AtUri,
    "cid": string_formats.Cid,
    "datetime": string_formats.DateTime,
    "did": string_formats.Did,
    "handle": string_formats.Handle,
    "language": string_formats.Language,
    "nsid": string_formats.Nsid,
    "record-key": string_formats.RecordKey,
    "tid": string_formats.Tid,
    "uri": string_formats.Uri,
}
POST = "app.bsky.feed.post"
PLAIN = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}


@cache
def lexicon(nsid: str) -> dict[str, Any] | None:
    path = SPECS / "atproto" / (nsid.replace(".", "/") + ".json")
    return json.loads(path.read_text())["defs"] if path.is_file() else None


def fits(value: Any, schema: dict[str, Any], home: str, where: str) -> None:
    """Raise OffSpec unless ``value`` is what a lexicon's definition describes."""
    kind = schema["type"]
    if kind in PLAIN and type(value) is not PLAIN[kind]:
        raise OffSpec(f"{where}: {value!r} is not {kind}")
    checks = {"ref": _ref, "union": _union, "blob": _blob, "record": _record, "object": _object,
              "array": _array, "string": _string, "integer": _integer}  # fmt: skip
    if kind in checks:
        checks[kind](value, schema, home, where)


def _ref(value: Any, schema: dict[str, Any], home: str, where: str) -> None:
    nsid, _, name = schema["ref"].partition("#")
    defs = lexicon(nsid or home)
    if defs is not None:  # the lexicons at hand name some that are not
        fits(value, defs[name or "main"], nsid or home, where)


def _record(value: Any, schema: dict[str, Any], home: str, where: str) -> None:
    fits(value, schema["record"], home, where)


def _blob(value: Any, _schema: dict[str, Any], _home: str, where: str) -> None:
    if set(value) != {"$type", "ref", "mimeType", "size"} or value["$type"] != "blob":
        raise OffSpec(f"{where}: {value} is no blob")


def _object(value: Any, schema: dict[str, Any], home: str, where: str) -> None:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            raise OffSpec(f"{where} lacks {name}")
    for name, content in value.items():
        if name == "$type" or (content is None and name in schema.get("nullable", ())):
            continue
        if name not in known:
            raise OffSpec(f"{where} has no {name}")
        fits(content, known[name], home, f"{where}/{name}")


def _array(value: Any, schema: dict[str, Any], home: str, where: str) -> None:
    if len(value) > schema.get("maxLength", len(value)):
        raise OffSpec(f"{where} has {len(value)} elements")
    for number, one in enumerate(value):
        fits(one, schema["items"], home, f"{where}/{number}")


def _string(value: Any, schema: dict[str, Any], _home: str, where: str) -> None:
    if len(value.encode()) > schema.get("maxLength", 10**9):
        raise OffSpec(f"{where} is too long")
    if "format" in schema and schema["format"] in FORMATS:
        try:
            strict = {string_formats._OPT_IN_KEY: True}
            TypeAdapter(FORMATS[schema["format"]]).validate_python(value, context=strict)
        except ValidationError as error:
            raise OffSpec(f"{where}: {value!r} is no {schema['format']}: {error}") from None


def _integer(value: Any, schema: dict[str, Any], _home: str, where: str) -> None:
    low, high = schema.get("minimum"), schema.get("maximum")
    if (low is not None and value < low) or (high is not None and value > high):
        raise OffSpec(f"{where}: {value} is out of range")


def _union(value: Any, schema: dict[str, Any], home: str, where: str) -> None:
    kind = value.get("$type")
    whole = {f"{home}{ref}" if ref.startswith("#") else ref for ref in schema["refs"]}
    if kind not in whole:
        raise OffSpec(f"{where}: {kind} is none of {sorted(whole)}")
    fits(value, {"type": "ref", "ref": kind}, home, where)


def check_bluesky(kept: dict[str, Any]) -> None:
    """Check one exchange with the emulated server."""
    nsid = kept["scope"]["path"].rpartition("/")[2]
    defs = lexicon(nsid)
    answer = json.loads(kept["answer"])
    if kept["status"] >= 400:
        if set(answer) != {"error", "message"} or not all(map(str, answer.values())):
            raise OffSpec(f"{nsid}: {answer} is no error")
        return
    if defs is None:
        return
    main = defs["main"]
    fits(answer, main["output"]["schema"], nsid, f"{nsid} answer")
    posts = [one["value"] for one in (answer, *answer.get("records", ())) if "value" in one]
    if main["type"] == "query":
        _check_query(kept, main, nsid)
    elif "schema" in main.get("input", {}):
        body = json.loads(kept["body"])
        fits(body, main["input"]["schema"], nsid, f"{nsid} input")
        posts += [body["record"]] if "record" in body else []
    for post in posts:
        fits(post, {"type": "ref", "ref": POST}, POST, "post")


def _check_query(kept: dict[str, Any], main: dict[str, Any], nsid: str) -> None:
    asked: dict[str, Any] = dict(parse_qsl(kept["scope"]["query_string"].decode()))
    for name, schema in main["parameters"]["properties"].items():
        if name in asked and schema["type"] == "integer":
            asked[name] = int(asked[name])
        elif name in asked and schema["type"] == "boolean":
            asked[name] = {"true": True, "false": False}[asked[name]]
    fits(asked, {**main["parameters"], "type": "object"}, nsid, f"{nsid} parameters")
