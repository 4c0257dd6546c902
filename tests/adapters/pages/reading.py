"""Reading a page as a browser does, and what has to hold for every page."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

VOID = frozenset({"meta", "link", "img", "input", "br", "hr", "line", "circle"})
LOADING = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(slots=True)
class Element:
    """A tag with its attributes, and the text in it."""

    tag: str
    attributes: dict[str, str | None]
    text: str = ""
    inside: tuple[Element, ...] = field(default=(), repr=False)

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name) or ""

    def has_class(self, name: str) -> bool:
        """Tell whether the element has this class."""
        return name in self["class"].split()

    @property
    def words(self) -> str:
        """The text with single spaces."""
        return " ".join(self.text.split())


class Page(HTMLParser):
    """Every element of a page, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)
        assert not self._open, f"never closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        element = Element(tag, dict(attrs), inside=tuple(self._open))
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element that closes itself."""
        self.elements.append(Element(tag, dict(attrs), inside=tuple(self._open)))

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last, and no other."""
        opened = self._open.pop()
        assert opened.tag == tag, f"</{tag}> closes <{opened.tag}>"

    def handle_data(self, data: str) -> None:
        """Give text to everything that is open."""
        for element in self._open:
            element.text += data

    def all(self, tag: str = "", class_: str = "") -> list[Element]:
        """Return the elements with this tag and this class."""
        return [
            element
            for element in self.elements
            if (not tag or element.tag == tag) and (not class_ or element.has_class(class_))
        ]

    def one(self, tag: str = "", class_: str = "") -> Element:
        """Return the only element with this tag and this class."""
        (found,) = self.all(tag, class_)
        return found

    def within(self, outer: Element, tag: str = "", class_: str = "") -> list[Element]:
        """Return the elements inside another."""
        return [e for e in self.all(tag, class_) if any(above is outer for above in e.inside)]


def sound(html: str) -> Page:
    """Read a page and check what has to hold for every one of them."""
    page = Page(html)
    _asks_nobody(page)
    _is_guarded(page, html)
    _can_be_heard(page)
    return page


def _asks_nobody(page: Page) -> None:
    for element in page.elements:
        address = element[LOADING.get(element.tag, "")]
        assert not re.match(r"[a-z]+:|//", address, re.IGNORECASE), element
        assert "srcset" not in element.attributes
        assert re.match(r"#|https?://|$", element["href"]), element["href"]
    for style in page.all("style"):
        assert not re.search(r"@import|url\((?![\"']?data:)", style.text)


def _is_guarded(page: Page, html: str) -> None:
    (policy,) = [e["content"] for e in page.all("meta") if e["http-equiv"]]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert html.index("Content-Security-Policy") < html.index("<style")
    for tag in ("style", "script"):
        element = page.one(tag)
        digest = base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    for element in page.elements:
        assert "style" not in element.attributes
        assert not [name for name in element.attributes if name.startswith("on")], element


def _can_be_heard(page: Page) -> None:
    assert page.one("html")["lang"]
    assert page.one("title").words
    assert len(page.all("main")) == 1
    assert all(image["alt"].strip() for image in page.all("img"))
    ids = [element["id"] for element in page.elements if element["id"]]
    assert len(ids) == len(set(ids))
    for element in page.elements:
        if element["href"].startswith("#"):
            assert element["href"][1:] in ids, element["href"]
        for name in element["aria-labelledby"].split():
            assert name in ids
    levels = [HEADINGS.index(e.tag) + 1 for e in page.elements if e.tag in HEADINGS]
    assert levels[0] == 1
    assert levels.count(1) == 1
    for before, after in pairwise(levels):
        assert after <= before + 1, levels
