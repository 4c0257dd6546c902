# ruff: noqa: EM102, TRY003 - what is off is told where it is found
"""Checks requests and answers against the official descriptions in ``../shared/specs``."""

from __future__ import annotations

import json
import re
from email.parser import BytesParser
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import jsonschema

SPECS = Path(__file__).resolve().parents[4] / "shared" / "specs"
OLD_NAMES = {"edit_history_tweet_ids", "referenced_tweets", "retweet_count"}


class OffSpec(AssertionError):
    """A request or an answer that the description does not have."""


class Recorder:
    """An ASGI layer that keeps every exchange with the networks."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.exchanges: list[dict[str, Any]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request and keep what was said."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        kept: dict[str, Any] = {"scope": scope, "body": b"", "answer": b"", "status": 0}

        async def listen() -> Any:
            message = await receive()
            kept["body"] += message.get("body", b"")
            return message

        async def speak(message: Any) -> None:
            if message["type"] == "http.response.start":
                kept["status"] = message["status"]
            kept["answer"] += message.get("body", b"")
            await send(message)

        await self._app(scope, listen, speak)
        self.exchanges.append(kept)

    def check(self) -> int:
        """Check everything that was said; return how many exchanges there were."""
        from .lexicon_checks import check_bluesky  # noqa: PLC0415 -- it needs this file

        count = 0
        for kept in self.exchanges:
            path = kept["scope"]["path"]
            if path.startswith("/x/"):
                check_x(kept)
            elif path.startswith("/telegram/bot"):
                check_telegram(kept)
            elif path.startswith("/bluesky/xrpc/com."):
                check_bluesky(kept)
            else:
                continue
            count += 1
        return count


@cache
def openapi() -> dict[str, Any]:
    return json.loads((SPECS / "x" / "openapi.json").read_text())


@cache
def bot_api() -> dict[str, Any]:
    return json.loads((SPECS / "telegram" / "bot-api.json").read_text())


@cache
def _schemas(*, strict: bool) -> dict[str, Any]:
    return {"schemas": _json_schema(openapi()["components"]["schemas"], strict=strict)}


def _json_schema(node: Any, *, strict: bool) -> Any:
    """Return OpenAPI 3.0 as JSON Schema; ``strict`` refuses fields without description."""
    if isinstance(node, list):
        return [_json_schema(one, strict=strict) for one in node]
    if not isinstance(node, dict):
        return node
    made = {key: _json_schema(value, strict=strict) for key, value in node.items()}
    if made.pop("nullable", False) is True and isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
    if strict and isinstance(made.get("properties"), dict) and made.get("type") == "object":
        made.setdefault("additionalProperties", False)
        made["properties"] = {**made["properties"], **{name: {} for name in OLD_NAMES}}
    return made


def fits_x(value: Any, name: str, *, strict: bool = True) -> None:
    schema = {"$ref": f"#/components/schemas/{name}", "components": _schemas(strict=strict)}
    try:
        jsonschema.Draft202012Validator(schema).validate(value)
    except jsonschema.ValidationError as error:
        raise OffSpec(f"{name}: {error.message}") from None


def check_x(kept: dict[str, Any]) -> None:
    method = kept["scope"]["method"].lower()
    path = kept["scope"]["path"].removeprefix("/x")
    operation = _operation(method, path)
    answer = json.loads(kept["answer"])
    if kept["status"] >= 400:
        _check_problem(answer, kept["status"])
        return
    if operation is None:
        raise OffSpec(f"{method} {path} is not in the description but was answered")
    good = operation["responses"].get(str(kept["status"]))
    if good is None:
        raise OffSpec(f"{method} {path} does not answer {kept['status']}")
    name = good["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    fits_x(answer, name)
    if "requestBody" in operation:
        content = operation["requestBody"]["content"]["application/json"]["schema"]
        fits_x(_body(kept), content["$ref"].rpartition("/")[2])


def _operation(method: str, path: str) -> dict[str, Any] | None:
    known = sorted(openapi()["paths"], key=lambda one: one.count("{"))
    for template in known:
        pattern = re.sub(r"\{\w+\}", "[^/]+", template)
        if re.fullmatch(pattern, path) and method in openapi()["paths"][template]:
            return openapi()["paths"][template][method]
    return None


def _check_problem(answer: dict[str, Any], status: int) -> None:
    if not {"title", "detail", "type", "status"} <= set(answer) or answer["status"] != status:
        raise OffSpec(f"not a problem: {answer}")
    mapping = openapi()["components"]["schemas"]["Problem"]["discriminator"]["mapping"]
    if answer["type"] in mapping:
        fits_x(answer, mapping[answer["type"]].rpartition("/")[2], strict=False)


def _header(kept: dict[str, Any], name: bytes) -> str:
    return dict(kept["scope"]["headers"]).get(name, b"").decode()


def _body(kept: dict[str, Any]) -> dict[str, Any]:
    kind = _header(kept, b"content-type")
    if kind.startswith("application/json"):
        return json.loads(kept["body"] or b"{}")
    if kind.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(kept["body"].decode(), keep_blank_values=True))
    if kind.startswith("multipart/"):
        message = BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + kept["body"])
        return dict(map(_part, message.get_payload()))
    return {}


def _part(part: Any) -> tuple[str, Any]:
    name = part.get_param("name", header="content-disposition")
    text = part.get_payload(decode=True).decode("latin-1")
    return name, int(text) if name == "segment_index" else text


def check_telegram(kept: dict[str, Any]) -> None:
    method = kept["scope"]["path"].rpartition("/")[2]
    answer = json.loads(kept["answer"])
    if not answer["ok"]:
        if set(answer) - {"ok", "error_code", "description", "parameters"}:
            raise OffSpec(f"not an error of the Bot API: {answer}")
        if kept["status"] != answer["error_code"] or not isinstance(answer["description"], str):
            raise OffSpec(f"not an error of the Bot API: {answer}")
        return
    known = bot_api()["methods"][method]
    if not any(is_telegram(answer["result"], kind) for kind in known["returns"]):
        raise OffSpec(f"{method}: {why_not(answer['result'], known['returns'][0])}")
    given = {**dict(parse_qsl(kept["scope"]["query_string"].decode())), **_body(kept)}
    fields = {field["name"]: field for field in known.get("fields", ())}
    files = {name for name in given if str(given).find(f"attach://{name}") >= 0}
    if set(given) - set(fields) - files:
        raise OffSpec(f"{method} took {set(given) - set(fields)}")
    missing = {name for name, field in fields.items() if field["required"]} - set(given)
    if missing:
        raise OffSpec(f"{method} was answered without {missing}")


def is_telegram(value: Any, kind: str) -> bool:
    return not why_not(value, kind)


def why_not(value: Any, kind: str) -> str:
    """Return why ``value`` is not of this kind of the Bot API, empty if it is."""
    plain = {"String": str, "Integer": int, "Boolean": bool, "True": bool, "Float": float}
    if kind in plain:
        fits = type(value) is plain[kind] or (kind == "Float" and type(value) is int)
        return "" if fits else f"{value!r} is not {kind}"
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return f"{value!r} is not {kind}"
        return next(filter(None, (why_not(one, kind[9:]) for one in value)), "")
    described = bot_api()["types"][kind]
    if described.get("subtypes"):
        reasons = [why_not(value, one) for one in described["subtypes"]]
        return "" if "" in reasons else f"{kind}: {reasons}"
    return _fields(value, kind, described.get("fields", []))


def _fields(value: Any, kind: str, described: list[dict[str, Any]]) -> str:
    if not isinstance(value, dict):
        return f"{value!r} is not {kind}"
    fields = {field["name"]: field for field in described}
    if set(value) - set(fields):
        return f"{kind} has no {set(value) - set(fields)}"
    missing = {name for name, field in fields.items() if field["required"]} - set(value)
    if missing:
        return f"{kind} lacks {missing}"
    fixed = {
        "ChatMemberMember": "member",
        "ChatMemberLeft": "left",
        "ChatMemberBanned": "kicked",
        "ChatMemberAdministrator": "administrator",
        "ChatMemberOwner": "creator",
    }
    if kind in fixed and value["status"] != fixed[kind]:
        return f"{value['status']} is not {kind}"
    for name, content in value.items():
        reasons = [why_not(content, one) for one in fields[name]["types"]]
        if "" not in reasons:
            return f"{kind}.{name}: {reasons}"
    return ""
