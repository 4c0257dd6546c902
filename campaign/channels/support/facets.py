"""What a Bluesky text marks: links, hashtags and mentions, by bytes of its UTF-8."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from atproto_client import models
from atproto_client.utils import facet_detection

from campaign.channels.support.urls import links

if TYPE_CHECKING:
    from collections.abc import Mapping

_FACET = "app.bsky.richtext.facet"


def handles(text: str) -> list[str]:
    """Return the accounts that a text may mention, in lower case."""
    found = facet_detection.detect_mentions(text)
    return list(dict.fromkeys(mention.handle.lower() for mention in found))


def facets(text: str, dids: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the facets of ``text``; only accounts of ``dids`` (by handle) are mentioned.

    Links are those that our other channels see, so that a text is counted and linked alike.
    """
    found = [*_links(text), *_tags(text), *_mentions(text, dids)]
    found.sort(key=lambda facet: facet["index"]["byteStart"])
    apart: list[dict[str, Any]] = []
    for facet in found:
        if not apart or facet["index"]["byteStart"] >= apart[-1]["index"]["byteEnd"]:
            apart.append(facet)
    return apart


def _links(text: str) -> list[dict[str, Any]]:
    made = []
    for link in links(text):
        shown = text[link.start : link.end]
        uri = shown if "://" in shown else f"https://{shown}"
        start = len(text[: link.start].encode())
        made.append(_facet(start, start + len(shown.encode()), "link", "uri", uri))
    return made


def _tags(text: str) -> list[dict[str, Any]]:
    made = []
    for facet in facet_detection.detect_facets(text):
        feature = facet.features[0]
        if isinstance(feature, models.AppBskyRichtextFacet.Tag) and feature.tag[0] != "$":
            index = facet.index
            made.append(_facet(index.byte_start, index.byte_end, "tag", "tag", feature.tag))
    return made


def _mentions(text: str, dids: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        _facet(one.byte_start, one.byte_end, "mention", "did", dids[one.handle.lower()])
        for one in facet_detection.detect_mentions(text)
        if one.handle.lower() in dids
    ]


def _facet(start: int, end: int, kind: str, name: str, value: str) -> dict[str, Any]:
    index = {"byteStart": start, "byteEnd": end}
    return {"index": index, "features": [{"$type": f"{_FACET}#{kind}", name: value}]}
