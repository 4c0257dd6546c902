"""Which settings name one account, and which another: each installation has secrets of its own."""

from __future__ import annotations

import pytest

from campaign import channels

X = {
    "X_CONSUMER_KEY": "app-one",
    "X_CONSUMER_SECRET": "s1",
    "X_ACCESS_TOKEN": "77001-abcdef",
    "X_ACCESS_SECRET": "s2",
}
TELEGRAM = {"TELEGRAM_TOKEN": "5:first", "TELEGRAM_CHANNEL": "@Mercados"}
BLUESKY = {"BLUESKY_HANDLE": "mercados.example", "BLUESKY_PASSWORD": "aaaa-bbbb"}
MASTODON = {"MASTODON_API_URL": "https://toots.example", "MASTODON_TOKEN": "Tok1"}


@pytest.mark.parametrize(
    ("name", "settings", "elsewhere"),
    [
        ("x", X, {"X_CONSUMER_KEY": "app-two", "X_ACCESS_TOKEN": "77001-zz"}),
        ("x", X, {"X_API_URL": "https://api.x.com/"}),
        ("telegram", TELEGRAM, {"TELEGRAM_TOKEN": "6:second", "TELEGRAM_CHANNEL": " @mercados"}),
        ("telegram", TELEGRAM, {"TELEGRAM_API_URL": "https://API.telegram.org:443"}),
        ("bluesky", BLUESKY, {"BLUESKY_PASSWORD": "cccc-dddd"}),
        ("bluesky", BLUESKY, {"BLUESKY_HANDLE": "@Mercados.example"}),
        ("bluesky", BLUESKY, {"BLUESKY_API_URL": "https://bsky.social"}),
        ("mastodon", MASTODON, {"MASTODON_API_URL": "https://Toots.example/"}),
    ],
)  # fmt: skip
def test_another_installation_names_the_same_account(
    name: str, settings: dict[str, str], elsewhere: dict[str, str]
) -> None:
    assert channels.account_of(name, {**settings, **elsewhere}) == channels.account_of(
        name, settings
    )


@pytest.mark.parametrize(
    ("name", "settings", "elsewhere"),
    [
        ("x", X, {"X_ACCESS_TOKEN": "77002-abcdef"}),
        ("x", {**X, "X_ACCESS_TOKEN": "opaque"}, {"X_ACCESS_TOKEN": "Opaque"}),
        ("x", X, {"X_API_URL": "http://127.0.0.1:8123/x"}),
        ("telegram", TELEGRAM, {"TELEGRAM_CHANNEL": "@mercados2"}),
        ("bluesky", BLUESKY, {"BLUESKY_HANDLE": "ferias.example"}),
        ("bluesky", BLUESKY, {"BLUESKY_API_URL": "https://pds.example"}),
        ("mastodon", MASTODON, {"MASTODON_TOKEN": "tok1"}),
        ("mastodon", MASTODON, {"MASTODON_API_URL": "https://toots.example:8443"}),
    ],
)
def test_another_account_is_another_one(
    name: str, settings: dict[str, str], elsewhere: dict[str, str]
) -> None:
    assert channels.account_of(name, {**settings, **elsewhere}) != channels.account_of(
        name, settings
    )


def test_where_something_else_names_it_no_secret_is_in_it() -> None:
    for name, settings in (("x", X), ("telegram", TELEGRAM), ("bluesky", BLUESKY)):
        account = channels.account_of(name, settings) or ""
        secrets = [v for k, v in settings.items() if not k.endswith(("CHANNEL", "HANDLE"))]
        assert account
        assert not [secret for secret in secrets if secret in account]


def test_where_a_person_publishes_programs_do_not_meet() -> None:
    assert {channels.account_of(n, {}) for n, s in channels.sheets().items() if s.is_by_hand} == {
        None
    }
