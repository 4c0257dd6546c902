"""Writing a page: template, style, script, and the pictures beside it."""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from campaign.languages import Catalogue
from campaign.wiring.pages.look import style

if TYPE_CHECKING:
    from campaign.core.cards import Brand
    from campaign.core.deliveries import Image
    from campaign.core.files import Content

CARDS = "cards"
ENDS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif"}
_NAME = 16
_POLICY = (
    "default-src 'none'; img-src 'self' file:; font-src data:; style-src 'sha256-{style}'; "
    "script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'"
)


@dataclass(slots=True)
class Album:
    """The pictures of a page, each kept once under a name made from its content."""

    files: dict[str, Content] = field(default_factory=dict)

    def add(self, image: Image, content: Content) -> str:
        """Keep a picture and return its address, relative to the page."""
        end = ENDS.get(image.media_type, "bin")
        name = f"{CARDS}/{image.sha256[:_NAME]}.{end}"
        self.files[name] = content
        return name


def render(template: str, language: str, brand: Brand, rules: str = "", **values: Any) -> str:
    """Return a whole page. Its sentences are those of ``pages`` in ``language``; ``rules`` is the
    part of its style that depends on what is on it.
    """
    phrases = Catalogue(language)
    css = Markup(_font() + style(brand) + _text("pages.css") + rules)  # noqa: S704 -- our own file
    script = Markup(_text("pages.js"))  # noqa: S704 -- our own file
    policy = _POLICY.format(style=_digest(css), script=_digest(script))
    return (
        _environment()
        .get_template(template)
        .render(
            t=lambda key, **params: phrases.text(f"pages.{key}", **params),
            language=phrases.language,
            style=css,
            script=script,
            policy=policy,
            **values,
        )
    )


def write(page: Path, html: str, album: Album) -> Path:
    """Write the pictures and then the page, each whole or not at all; return the page."""
    for name, content in album.files.items():
        target = page.parent / name
        if not target.is_file() or target.stat().st_size != content.size:
            whole(target, content.read())
    whole(page, html.encode("utf-8", "replace"))
    return page


def whole(target: Path, content: bytes) -> None:
    """Write a file whole or not at all; what was there stays as it was if the disk refuses."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        temporary.chmod(0o644)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _text(name: str) -> str:
    return resources.files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _font() -> str:
    """Return the rule that brings the cards' display type, so that a page looks like them."""
    font = resources.files("campaign.cards").joinpath("fonts", "quote.ttf").read_bytes()
    data = base64.b64encode(font).decode()
    return f'@font-face{{font-family:Display;src:url("data:font/ttf;base64,{data}")}}'


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
