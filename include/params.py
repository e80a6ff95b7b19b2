"""What the params of every workflow share: how typed values come from a form, and their ranges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from include.errors import ParamError

Params = TypeVar("Params", bound=msgspec.Struct)


def convert(values: Mapping[str, Any], kind: type[Params]) -> Params:
    """The params as `kind` has them.

    :raises ParamError: a name is unknown or a value has another type; it names all params.
    """
    # A field of the form that was emptied comes as an empty text.
    typed = {name: None if value == "" else value for name, value in values.items()}
    try:
        return msgspec.convert(typed, kind, strict=True)
    except msgspec.ValidationError as error:
        known = ", ".join(kind.__struct_fields__)
        raise ParamError(f"{error}; the params are {known}, days as YYYY-MM-DD") from error


def check_ranges(params: msgspec.Struct, ranges: Mapping[str, tuple[float, float]]) -> None:
    """Refuse numbers outside of their range; an empty one is in it.

    :raises ParamError: with the range.
    """
    for name, (low, high) in ranges.items():
        value = getattr(params, name)
        if value is not None and not low <= value <= high:
            raise ParamError(f"{name} must be between {low:g} and {high:g}, got {value}")
