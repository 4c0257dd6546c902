# ruff: noqa: EM101, EM102, TRY003 - the words of a refusal are the network's own
"""Whether a record is a post: ``app.bsky.feed.post`` with what belongs to it.

Source: the lexicons of the AT Protocol as of 2026-11. Parts of a post that the sandbox
would not show (``labels``, other embeds) are refused, so that nobody relies on them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from campaign.sandbox.bluesky import syntax
from campaign.sandbox.bluesky.problems import XrpcProblem, invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

POST = "app.bsky.feed.post"
IMAGES = "app.bsky.embed.images"
TEXT_BYTES, TEXT_GRAPHEMES = 3000, 300
IMAGE_BYTES = 2_000_000
_PICTURES = 4
_LANGUAGES = 3
_TAGS, _TAG_BYTES, _TAG_GRAPHEMES = 8, 640, 64
_FACET = "app.bsky.richtext.facet"
_REF = {"uri": str, "cid": str}


def check(record: Any) -> None:
    """Raise :class:`XrpcProblem` unless this is a post as the lexicons have it."""
    known = {"text": str, "createdAt": str, "facets": list, "reply": dict,
             "embed": dict, "langs": list, "tags": list}  # fmt: skip
    _shape(record, known, "Record", {"$type", "text", "createdAt"})
    if record["$type"] != POST:
        raise invalid(f"Invalid $type: expected {POST}, got {record['$type']}")
    _text(record["text"], "Record/text", TEXT_BYTES, TEXT_GRAPHEMES)
    if not syntax.is_datetime(record["createdAt"]):
        raise off("Record/createdAt must be an valid atproto datetime (both RFC-3339 and ISO-8601)")
    _languages(record.get("langs", []))
    _tags(record.get("tags", []))
    for number, facet in enumerate(record.get("facets", [])):
        _facet(facet, record["text"], f"Record/facets/{number}")
    if "reply" in record:
        _shape(record["reply"], {"root": dict, "parent": dict}, "Record/reply", {"root", "parent"})
        for name in ("root", "parent"):
            strong_ref(record["reply"][name], f"Record/reply/{name}")
    if "embed" in record:
        _embed(record["embed"], "Record/embed")


def strong_ref(ref: Any, where: str) -> None:
    """Check a reference to one version of a record."""
    _shape(ref, _REF, where, set(_REF))
    if not syntax.fits(syntax.AT_URI, ref["uri"]):
        raise off(f"{where}/uri must be a valid at-uri")
    if not syntax.fits(syntax.CID, ref["cid"]):
        raise off(f"{where}/cid must be a cid string")


def off(words: str) -> XrpcProblem:
    """Return the refusal of a record."""
    return invalid(f"Invalid {POST} record: {words}")


def graphemes(text: str) -> int:
    """Return how many characters people see."""
    import regex  # noqa: PLC0415 -- slow to load

    return sum(1 for _ in regex.finditer(r"\X", text))


def _shape(value: Any, fields: Mapping[str, type], where: str, needed: set[str]) -> None:
    if not isinstance(value, dict):
        raise off(f"{where} must be an object")
    known = {"$type": str, **fields}
    for name, content in value.items():
        if name not in known:
            raise off(f"{where}/{name} is nothing that the sandbox shows")
        if type(content) is not known[name]:
            raise off(f"{where}/{name} must be of type {known[name].__name__}")
    for name in sorted(needed - value.keys()):
        raise off(f'{where} must have the property "{name}"')


def _text(text: str, where: str, most_bytes: int, most_graphemes: int) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise off(f"{where} must be valid Unicode") from None
    if size > most_bytes:
        raise off(f"{where} must not be longer than {most_bytes} characters")
    if graphemes(text) > most_graphemes:
        raise off(f"{where} must not be longer than {most_graphemes} graphemes")


def _languages(languages: list[Any]) -> None:
    if len(languages) > _LANGUAGES:
        raise off(f"Record/langs must not have more than {_LANGUAGES} elements")
    for number, language in enumerate(languages):
        if not syntax.is_language(language):
            raise off(f"Record/langs/{number} must be a well-formed BCP 47 language tag")


def _tags(tags: list[Any]) -> None:
    if len(tags) > _TAGS:
        raise off(f"Record/tags must not have more than {_TAGS} elements")
    for number, tag in enumerate(tags):
        _tag(tag, f"Record/tags/{number}")


def _tag(tag: Any, where: str) -> None:
    if not isinstance(tag, str):
        raise off(f"{where} must be a string")
    _text(tag, where, _TAG_BYTES, _TAG_GRAPHEMES)


def _facet(facet: Any, text: str, where: str) -> None:
    _shape(facet, {"index": dict, "features": list}, where, {"index", "features"})
    index = facet["index"]
    _shape(index, {"byteStart": int, "byteEnd": int}, f"{where}/index",
           {"byteStart", "byteEnd"})  # fmt: skip
    raw, start, end = text.encode(), index["byteStart"], index["byteEnd"]
    if not 0 <= start < end <= len(raw):
        raise off(f"{where}/index is not inside the text")
    if _inside_a_character(raw, start) or _inside_a_character(raw, end):
        raise off(f"{where}/index cuts a character in two")
    for number, feature in enumerate(facet["features"]):
        _feature(feature, f"{where}/features/{number}")


def _inside_a_character(raw: bytes, position: int) -> bool:
    return position < len(raw) and raw[position] & 0xC0 == 0x80  # noqa: PLR2004 -- UTF-8


def _feature(feature: Any, where: str) -> None:
    kinds = {f"{_FACET}#link": "uri", f"{_FACET}#tag": "tag", f"{_FACET}#mention": "did"}
    kind = feature.get("$type") if isinstance(feature, dict) else None
    if kind not in kinds:
        raise off(f'{where} must be an object which includes the "$type" property')
    name = kinds[kind]
    _shape(feature, {name: str}, where, {name})
    if name == "tag":
        _tag(feature["tag"], f"{where}/tag")
    elif name == "uri" and not syntax.is_uri(feature["uri"]):
        raise off(f"{where}/uri must be a uri")
    elif name == "did" and not syntax.fits(syntax.DID, feature["did"]):
        raise off(f"{where}/did must be a valid did")


def _embed(embed: Any, where: str) -> None:
    _shape(embed, {"images": list}, where, {"$type", "images"})
    if embed["$type"] != IMAGES:
        raise off(f"{where} is no embed that the sandbox shows")
    if len(embed["images"]) > _PICTURES:
        raise off(f"{where}/images must not have more than {_PICTURES} elements")
    for number, image in enumerate(embed["images"]):
        _image(image, f"{where}/images/{number}")


def _image(image: Any, where: str) -> None:
    known = {"image": dict, "alt": str, "aspectRatio": dict}
    _shape(image, known, where, {"image", "alt"})
    blob = image["image"]
    _shape(blob, {"ref": dict, "mimeType": str, "size": int}, f"{where}/image",
           {"$type", "ref", "mimeType", "size"})  # fmt: skip
    link = blob["ref"].get("$link")
    if blob["$type"] != "blob" or blob["ref"].keys() != {"$link"}:
        raise off(f"{where}/image must be a blob reference")
    if not syntax.fits(syntax.CID, link):
        raise off(f"{where}/image/ref must be a cid")
    if "aspectRatio" in image:
        ratio = {"width": int, "height": int}
        _shape(image["aspectRatio"], ratio, f"{where}/aspectRatio", set(ratio))
        if min(image["aspectRatio"][side] for side in ratio) < 1:
            raise off(f"{where}/aspectRatio must be 1 or greater")
