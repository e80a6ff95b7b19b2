"""Pages as trees, and how pieces are found in them: always below one element, never over the whole page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TypeAlias

from lxml import etree, html

from include.errors import PayloadError
from include.racing import values
from include.racing.errors import UnknownMarkupError

_END = re.compile(rb"</html\s*>", re.IGNORECASE)
_RACE_PATH = re.compile(r"(?:https?://[^/]+)?/?results/([^/?#]+)/([^/?#]+)/([^/?#]+)/([^/?#]+)/?(?:[?#].*)?")
LARGEST_PAGE = 8 * 1024 * 1024
"""Bytes. The largest recorded page, the results of a day in 2022, has 1.7 million."""
Element: TypeAlias = etree._Element


def parse(body: bytes, what: str) -> Element:
    """The tree of a page.

    :param what: what was expected, for the message.
    :raises PayloadError: it is no HTML in UTF-8, was cut before its end, or is too large or too deep to read.
    """
    if len(body) > LARGEST_PAGE:
        raise PayloadError(f"expected {what} as a page of at most {LARGEST_PAGE} bytes, got {len(body)}")
    if not _END.search(body):
        raise PayloadError(f"expected {what} as a whole page, got {len(body)} bytes without an end of it")
    try:
        content = body.decode("utf-8")
        parser = _parser()
        root = etree.fromstring(content, parser)
    except (UnicodeDecodeError, etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise PayloadError(f"expected {what} as HTML: {error}") from error
    if not isinstance(root, Element):
        raise PayloadError(f"expected {what} as HTML, got nothing of it")
    # The parser stops at its limits (256 levels, 10 MB of one text) and gives what it has so far.
    stopped = [entry.message.strip() for entry in parser.error_log if entry.level_name == "FATAL"]
    if stopped:
        raise PayloadError(f"expected {what} as HTML, the parser stopped: {stopped[0][:200]}")
    return root


@lru_cache(maxsize=256)
def _path(expression: str) -> etree.XPath:
    return etree.XPath(expression)


def elements(element: Element, expression: str) -> list[Element]:
    """The elements that an XPath finds below `element`, in the page's order."""
    found = _path(expression)(element)
    return [one for one in found if isinstance(one, etree._Element)] if isinstance(found, list) else []


def with_class(tag: str, name: str) -> str:
    """An XPath for a `tag` below that has class `name`, among others or alone."""
    return f".//{tag}[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"


def marked(tag: str, selector: str) -> str:
    """An XPath for a `tag` below with `data-test-selector` of `selector`."""
    return f".//{tag}[@data-test-selector='{selector}']"


def content(element: Element) -> str | None:
    """All text of an element."""
    return values.text("".join(map(str, element.itertext())))


def own_text(element: Element) -> str | None:
    """The text of an element without that of elements in it."""
    return values.text(" ".join([element.text or "", *(child.tail or "" for child in element)]))


def only(found: Iterable[str | None], what: str) -> str | None:
    """The one text of what a page says in several places; None where it says nothing.

    :raises UnknownMarkupError: it says different things.
    """
    different = sorted({one for one in found if one is not None})
    if len(different) > 1:
        raise UnknownMarkupError(f"{what}: expected one value, got {different[0]!r} and {different[1]!r}")
    return different[0] if different else None


def first_content(element: Element, expression: str) -> str | None:
    """All text of the first element that is found, None where there is none."""
    found = elements(element, expression)
    return content(found[0]) if found else None


def needed(found: Sequence[Element], piece: str, where: str) -> Element:
    """The first of what was found.

    :raises UnknownMarkupError: there is none; the message names the piece.
    """
    if not found:
        raise UnknownMarkupError(f"{where}: the page has no {piece}; its markup is not the known one")
    return found[0]


def race_path(address: str | None) -> tuple[str, str, str, str] | None:
    """Course id, course name, day and race id of a result's address; None where it is another address."""
    found = _RACE_PATH.fullmatch((address or "").strip())
    return (found[1], found[2], found[3], found[4]) if found else None


def profile_id(address: str | None, kind: str) -> str | None:
    """The id in `/profile/{kind}/{id}/{name}`; None where it is another address."""
    found = re.match(
        rf"(?:https?://[^/]+)?/?profile/{kind}/([A-Za-z0-9_-]{{1,64}})(?:[/?#]|$)", address or ""
    )
    return found[1] if found else None


def profile_name(address: str | None, kind: str) -> str | None:
    """The name in `/profile/{kind}/{id}/{name}`, as `Hamdan Al Maktoum`; None where it is another address."""
    found = re.match(rf"(?:https?://[^/]+)?/?profile/{kind}/[^/?#]+/([^/?#]+)", address or "")
    return values.text(found[1].replace("-", " ").title()) if found else None


def _parser() -> html.HTMLParser:
    # Pages of a source: no network, no limit lifted.
    return html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
