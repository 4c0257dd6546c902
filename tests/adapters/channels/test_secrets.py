"""No secret in a log, an exception, a repr or an outcome, whatever the libraries do."""

from __future__ import annotations

import io
import json
import logging
import traceback
from typing import TYPE_CHECKING

import pytest

from campaign import channels
from campaign.channels.support.secrets import HIDDEN, hide, without_secrets
from campaign.core.deliveries import Payload
from campaign.sandbox import credentials
from campaign.sandbox.faults import Fault, Faults, Order
from campaign.sandbox.server import serving
from campaign.sandbox.world import World
from campaign.testing import picture, publish, tiny_png
from tests.adapters.channels.line import Line, listening, nobody

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRETS = (
    credentials.CONSUMER_KEY,
    credentials.CONSUMER_SECRET,
    credentials.ACCESS_TOKEN,
    credentials.ACCESS_SECRET,
    credentials.BOT_TOKEN,
    credentials.BOT_TOKEN.partition(":")[2],
    credentials.MASTODON_TOKEN,
    credentials.BLUESKY_PASSWORD,
)

PUBLISHING = {
    "x": "/2/tweets",
    "telegram": "/send",
    "mastodon": "/api/v1/statuses",
    "bluesky": "/com.atproto.repo.putRecord",
}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Return everything that any library logs, as a handler of the user's would see it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    loggers = [logging.getLogger(name) for name in (None, "httpx", "oauthlib", "tweepy", "urllib3")]
    before = [logger.level for logger in loggers]
    logging.getLogger().addHandler(handler)
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    yield written
    logging.getLogger().removeHandler(handler)
    for logger, level in zip(loggers, before, strict=True):
        logger.setLevel(level)


def told(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("name", PUBLISHING)
async def test_nothing_of_a_whole_conversation_is_logged(name: str, log: io.StringIO) -> None:
    faults, content = Faults(), tiny_png()
    said: list[object] = []
    with serving(World(), faults) as url:
        channel = channels.connect(name, credentials.settings(url))
        payload = Payload("Hola https://ejemplo.cl", "es", (picture(content, "Tarjeta"),))
        for fault in (None, Fault.CLOSE, Fault.ERROR, Fault.TOO_MANY, Fault.GARBLED_AFTER):
            if fault:
                faults.add(Order(name, fault, PUBLISHING[name]))
            said.append(await publish(channel, payload, content))
        said += [channel, vars(channel), await channel.delete("123456")]
        await channel.close()
    assert PUBLISHING[name] in log.getvalue(), "the libraries did log"
    assert told(log.getvalue()) == []
    assert told(repr(said)) == []
    assert "eyJ" not in repr(said) + log.getvalue(), "no token of a session, either"


@pytest.mark.parametrize("name", PUBLISHING)
async def test_a_network_that_repeats_our_secrets_is_not_quoted(name: str) -> None:
    with listening(Line()) as line:
        echo = dict.fromkeys(("detail", "description", "error"), " ".join(SECRETS))
        line.say("400 Bad Request", json.dumps(echo).encode())
        channel = channels.connect(name, credentials.settings(line.url))
        outcome = await channel.publish(Payload("Hola", "es"), (), {}, "k")
        await channel.close()
    assert told(repr(outcome)) == []
    assert HIDDEN in repr(outcome)


@pytest.mark.parametrize("name", PUBLISHING)
async def test_the_words_of_a_failure_are_clean(name: str) -> None:
    with nobody() as url:
        channel = channels.connect(name, credentials.settings(url))
        assert told(repr(await channel.publish(Payload("Hola", "es"), (), {}, "k"))) == []
        await channel.close()


def test_a_traceback_in_a_log_is_clean(log: io.StringIO) -> None:
    hide(["hush-hush-1234"])
    try:
        msg = "https://api/hush-hush-1234/send"
        raise ValueError(msg)  # noqa: TRY301
    except ValueError:
        logging.getLogger("any.library").exception("it failed for %s", "hush-hush-1234")
        assert "hush-hush" in traceback.format_exc()
    assert "hush-hush" not in log.getvalue()
    assert "ValueError" in log.getvalue()


def test_odd_secrets_are_hidden_in_every_spelling(log: io.StringIO) -> None:
    hide(["a/b+c=d&e%f"])
    spellings = "a/b+c=d&e%f a%2Fb%2Bc%3Dd%26e%25f"
    logging.getLogger("any").warning("%s", spellings)
    assert log.getvalue().split() == [HIDDEN, HIDDEN]


def test_an_empty_or_short_secret_hides_nothing() -> None:
    hide(["", "a", "abc"])
    assert without_secrets("abc a") == "abc a"


def test_a_record_out_of_form_is_left_to_the_handlers(log: io.StringIO) -> None:
    logging.raiseExceptions, before = False, logging.raiseExceptions
    logging.getLogger("any").warning("%d %d", "x")  # noqa: PLE1206 -- that is the test
    logging.raiseExceptions = before
    assert log.getvalue() == ""
