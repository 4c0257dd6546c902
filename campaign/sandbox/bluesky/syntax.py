"""The string formats of the AT Protocol, as strict as its specification, and content ids.

Source: atproto.com/specs (record-key, tid, handle, did, at-uri-scheme, lexicon), 2026-11.
"""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
TID = re.compile(rf"[234567abcdefghij][{ALPHABET}]{{12}}", re.ASCII)
DID = re.compile(r"did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]", re.ASCII)
AT_URI = re.compile(
    rf"at://({DID.pattern}|[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+)/[a-zA-Z0-9.-]+/[a-zA-Z0-9._~:-]{{1,512}}",
    re.ASCII,
)
RECORD_KEY = re.compile(r"(?!\.{1,2}\Z)[a-zA-Z0-9._~:-]{1,512}", re.ASCII)
CID = re.compile(r"b[a-z2-7]{58}", re.ASCII)
_RAW, _DAG_CBOR, _SHA256 = b"\x01\x55", b"\x01\x71", b"\x12\x20"
_DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_LANGUAGE = re.compile(r"(i|[a-z]{2,3})(-[a-zA-Z0-9]{1,8})*", re.ASCII)
_URI = re.compile(r"[a-z][a-z0-9.+-]*:\S+", re.ASCII | re.IGNORECASE)
_MOST_URI = 8192


def is_datetime(text: Any) -> bool:
    """Tell whether it is a date and time with an offset, in the profile of the protocol."""
    if not isinstance(text, str) or not _DATETIME.fullmatch(text) or text.endswith("-00:00"):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_uri(text: Any) -> bool:
    """Tell whether it is an address with its scheme."""
    return isinstance(text, str) and bool(_URI.fullmatch(text)) and len(text) <= _MOST_URI


def is_language(text: Any) -> bool:
    """Tell whether it has the form of a BCP 47 language tag."""
    return isinstance(text, str) and _LANGUAGE.fullmatch(text) is not None


def fits(pattern: re.Pattern[str], text: Any) -> bool:
    """Tell whether it is a string of this form."""
    return isinstance(text, str) and pattern.fullmatch(text) is not None


def tid(moment: datetime, clock: int = 0) -> str:
    """Return the timestamp id of an instant."""
    value = int(moment.timestamp() * 1_000_000) << 10 | clock
    return "".join(ALPHABET[value >> shift & 31] for shift in range(60, -1, -5))


def after(key: str) -> str:
    """Return the next timestamp id."""
    value = sum(ALPHABET.index(sign) << 5 * place for place, sign in enumerate(reversed(key))) + 1
    return "".join(ALPHABET[value >> shift & 31] for shift in range(60, -1, -5))


def blob_cid(content: bytes) -> str:
    """Return the content id of a file."""
    return _written(_RAW + _SHA256 + hashlib.sha256(content).digest())


def record_cid(record: Mapping[str, Any]) -> str:
    """Return the content id of a record: SHA-256 of its DAG-CBOR."""
    from libipld import encode_dag_cbor  # noqa: PLC0415 -- needed only where something is posted

    digest = hashlib.sha256(encode_dag_cbor(_linked(record))).digest()
    return _written(_DAG_CBOR + _SHA256 + digest)


def _written(cid: bytes) -> str:
    return "b" + base64.b32encode(cid).decode().lower().rstrip("=")


def _linked(node: Any) -> Any:
    """Return JSON as data, with ``{"$link": CID}`` as a link."""
    if isinstance(node, list):
        return [_linked(one) for one in node]
    if not isinstance(node, dict):
        return node
    if node.keys() == {"$link"}:
        text = node["$link"][1:].upper()
        return base64.b32decode(text + "=" * (-len(text) % 8))
    return {name: _linked(value) for name, value in node.items()}
