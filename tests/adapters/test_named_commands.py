"""Whatever the sentences tell people to type is a command, with options that it has."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING

import click
import pytest

from campaign.cli.program import program
from campaign.languages import available

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMED = re.compile(r"[`«]pregonero (?:--\S+ \S+ )*([^`»]+)[`»]")
OPTION = re.compile(r"(?<!\S)--?[a-z][a-z-]*")


def sentences(found: object) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict | list):
        for one in found.values() if isinstance(found, dict) else found:
            yield from sentences(one)


@pytest.mark.parametrize("language", available())
def test_every_command_in_a_catalogue_exists(language: str) -> None:
    context, named = click.Context(program), 0
    anywhere = {opt for one in program.params for opt in one.opts}
    for path in files("campaign.languages").joinpath(language).iterdir():
        if not path.name.endswith(".toml"):
            continue
        for sentence in sentences(tomllib.loads(path.read_text(encoding="utf-8"))):
            for words in NAMED.findall(sentence):
                command = program.get_command(context, re.split(r"[ {]", words)[0])
                assert command is not None, sentence
                known = {opt for one in command.params for opt in one.opts + one.secondary_opts}
                assert set(OPTION.findall(words)) <= known | anywhere, sentence
                named += 1
    assert named > 100
