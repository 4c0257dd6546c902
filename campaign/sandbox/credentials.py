"""The accounts of every sandbox. They open nothing but a sandbox: no secrets."""

from __future__ import annotations

CONSUMER_KEY = "sandboxConsumerKey000000"
CONSUMER_SECRET = "sandboxConsumerSecret00000000000000000000000000000"  # noqa: S105
ACCESS_TOKEN = "1499999999999999999-sandboxAccessToken00000000000"  # noqa: S105
ACCESS_SECRET = "sandboxAccessSecret000000000000000000000000"  # noqa: S105
X_USER = "1499999999999999999"

BOT = 123456789
BOT_TOKEN = f"{BOT}:sandboxAAH0000000000000000000000000"
CHANNEL = -1001234567890
TEAM = -1009876543210

BLUESKY_HANDLE = "pregonero.bsky.social"
BLUESKY_PASSWORD = "sand-boxa-ppas-swrd"  # noqa: S105
BLUESKY_DID = "did:plc:sandboxpregoneroaaaaaaaa"
BLUESKY_OTHERS = {"vecina.bsky.social": "did:plc:sandboxvecinaaaaaaaaaaaa"}
"""Somebody else whose handle the emulated server knows."""
MASTODON_TOKEN = "sandboxMastodonToken0000000000000000000000"  # noqa: S105
MASTODON_USER = "109876543210987654"


def settings(base_url: str) -> dict[str, str]:
    """Return the settings (without prefix) with which Pregonero talks to a sandbox."""
    base = base_url.rstrip("/")
    return {
        "X_CONSUMER_KEY": CONSUMER_KEY,
        "X_CONSUMER_SECRET": CONSUMER_SECRET,
        "X_ACCESS_TOKEN": ACCESS_TOKEN,
        "X_ACCESS_SECRET": ACCESS_SECRET,
        "X_API_URL": f"{base}/x",
        "TELEGRAM_TOKEN": BOT_TOKEN,
        "TELEGRAM_CHANNEL": str(CHANNEL),
        "TELEGRAM_TEAM_CHAT": str(TEAM),
        "TELEGRAM_API_URL": f"{base}/telegram",
        "BLUESKY_HANDLE": BLUESKY_HANDLE,
        "BLUESKY_PASSWORD": BLUESKY_PASSWORD,
        "BLUESKY_API_URL": f"{base}/bluesky",
        "MASTODON_TOKEN": MASTODON_TOKEN,
        "MASTODON_API_URL": f"{base}/mastodon",
    }
