"""Every network knows the addresses of its posts: a link of another one proves nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from campaign import channels
from campaign.core.addresses import receipt_on
from campaign.core.errors import AddressOfAnother, NotItsAddress

AT = datetime(2031, 5, 13, 14, 0, tzinfo=UTC)
SHEETS = channels.sheets()

OWN = [
    ("x", "https://x.com/rio/status/158?s=20", "158"),
    ("x", "https://mobile.twitter.com/i/web/status/12/", "12"),
    ("x", "https://x.com/rio/status/158/photo/1", "158"),
    ("telegram", "https://t.me/rio/77?single", "77"),
    ("telegram", "https://t.me/c/1234567/89", "89"),
    ("telegram", "https://telegram.me/s/rio/5", "5"),
    ("mastodon", "https://mas.to/@rio/109372843234", "109372843234"),
    ("mastodon", "https://mas.to/@rio@otro.example/109372843234", "109372843234"),
    ("mastodon", "https://mas.to/users/rio/statuses/109372843234#x", "109372843234"),
    ("mastodon", "https://gts.example/@rio/statuses/01HV9JXGZ7Q3W5T8N2C4M6P0RS", None),
    ("bluesky", "https://bsky.app/profile/rio.bsky.social/post/3k2akkwqj2c2x", "3k2akkwqj2c2x"),
    ("bluesky", "https://deer.social/profile/did:plc:ab12/post/3k2akkwqj2c2x", "3k2akkwqj2c2x"),
    ("whatsapp", "https://whatsapp.com/channel/0029VaBcD/123", "123"),
    ("whatsapp", "https://rio.example/grupo", None),
    ("instagram", "https://www.instagram.com/p/Cx_12-ab/", None),
    ("instagram", "https://www.instagram.com/rio/reel/Cx_12-ab/?hl=es", None),
    ("facebook", "https://www.facebook.com/rio/posts/998", "998"),
    ("facebook", "https://fb.watch/aB1-c/", None),
]
NAMED = [(name, address) for name, address, _ in OWN if "rio.example" not in address]


@pytest.mark.parametrize(("channel", "address", "remote_id"), OWN)
def test_an_address_of_the_network_gives_its_id(
    channel: str, address: str, remote_id: str | None
) -> None:
    receipt = receipt_on(f"{address}.", AT, channel, SHEETS)
    assert receipt.url == address
    whole = address.rpartition("/")[2] if "01HV9" in address else address
    assert receipt.remote_id == (remote_id or whole)


@pytest.mark.parametrize("channel", sorted(SHEETS))
@pytest.mark.parametrize(("owner", "address"), NAMED)
def test_an_address_of_another_network_is_refused(channel: str, owner: str, address: str) -> None:
    if channel == owner:
        assert receipt_on(address, AT, channel, SHEETS).url == address
        return
    with pytest.raises(AddressOfAnother) as raised:
        receipt_on(address, AT, channel, SHEETS)
    assert raised.value.params["other"] == SHEETS[owner].label
    assert raised.value.params["label"] == SHEETS[channel].label


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("x", "https://x.com/rio"),
        ("telegram", "https://t.me/rio"),
        ("mastodon", "https://mas.to/@rio"),
        ("bluesky", "https://bsky.app/profile/rio.bsky.social"),
        ("x", "https://rio.example/nota/5"),
        ("mastodon", "https://medium.example/@rio/aguas-abajo"),
    ],
)
def test_what_no_post_has_is_refused_with_an_example(channel: str, address: str) -> None:
    with pytest.raises(NotItsAddress) as raised:
        receipt_on(address, AT, channel, SHEETS)
    example = raised.value.params["example"]
    assert receipt_on(example, AT, channel, SHEETS).url == example


def test_every_channel_tells_how_its_addresses_look() -> None:
    for name, sheet in SHEETS.items():
        assert sheet.links is not None, name
        assert sheet.links.found(sheet.links.example), name
