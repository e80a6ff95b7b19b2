"""Breaks pages and answers at random, the way they break: pieces go missing, double, move, or say nonsense.

Nothing here writes one runner's value into another's place: that would be a lie that no reader can see. What
is written instead is nonsense that stands nowhere else (`is_nonsense`).
"""

from __future__ import annotations

import json
import random
from copy import deepcopy
from typing import Any

from lxml import html
from lxml.html import HtmlElement

MARK = "Zz997"
_SMILE = "\U0001f600"
_NONSENSE = (MARK, "", "-", "997", f"/{MARK}/", _SMILE, "9" * 30)
_WRONG: tuple[Any, ...] = (None, 997, 997.5, True, [], {}, [MARK], {"a": MARK}, MARK, "", "-", _SMILE)


def is_nonsense(value: object) -> bool:
    """Whether a value came from here."""
    return any(one in str(value).lower() for one in (MARK.lower(), "997", _SMILE, "%f0%9f", "9" * 30))


def broken_page(tree: HtmlElement, rng: random.Random) -> bytes:
    """A page as bytes, with one to three things broken."""
    root = deepcopy(tree)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        elements = root.xpath("//main//*") or root.xpath("//body//*")
        if elements:
            _break(rng.choice(elements), rng)
    body: bytes = html.tostring(root, encoding="utf-8", doctype="<!DOCTYPE html>")
    return body[: rng.randrange(len(body))] if rng.random() < 0.03 else body


def broken_json(value: Any, rng: random.Random) -> bytes:
    """An answer as bytes, with one to three things broken."""
    copy = json.loads(json.dumps(value))
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        _break_value(copy, rng)
    body = json.dumps(copy).encode()
    return body[: rng.randrange(len(body))] if rng.random() < 0.03 else body


def _break(element: HtmlElement, rng: random.Random) -> None:
    kind = rng.choice(("remove", "remove", "unwrap", "double", "swap", "attribute", "value", "text", "text"))
    if kind == "remove":
        element.drop_tree()
    elif kind == "unwrap":
        element.drop_tag()
    elif kind == "double":
        element.addnext(deepcopy(element))
    elif kind == "swap":
        _swap(element)
    elif kind == "text":
        element.text = rng.choice(_NONSENSE)
    elif element.attrib:
        name = rng.choice(list(element.attrib))
        if kind == "attribute":
            del element.attrib[name]
        else:
            element.set(name, rng.choice(_NONSENSE))


def _swap(element: HtmlElement) -> None:
    """Let an element and the one behind it change places, each with the text behind it."""
    behind = element.getnext()
    if behind is not None:
        behind.addnext(element)


def _break_value(value: Any, rng: random.Random) -> None:
    """Break something in a tree of dicts and lists, at any depth."""
    places = list(_places(value))
    if not places:
        return
    holder, key = rng.choice(places)
    kind = rng.choice(("remove", "wrong", "wrong", "double"))
    if kind == "remove":
        del holder[key]
    elif kind == "double" and isinstance(holder, list):
        holder.insert(rng.randrange(len(holder) + 1), deepcopy(holder[key]))
    else:
        holder[key] = deepcopy(rng.choice(_WRONG))


def _places(value: Any) -> Any:
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in list(keys):
        yield value, key
        yield from _places(value[key])
