"""What readers return as plain JSON values: days as ISO text, decimals as numbers, never NaN."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import msgspec


def plain(value: Any) -> Any:
    """The same value of str, int, float, bool, None, list and dict alone; itself where it is that already.

    :raises ValueError: a number is NaN or infinite: no parser lets one through.
    :raises TypeError: JSON has nothing for a value.
    """
    if value is None or (isinstance(value, bool | int | str) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, Decimal):
        return plain(int(value) if value == value.to_integral_value() else float(value))
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"expected a finite number, got {value}")
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, msgspec.Struct):
        names = zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True)
        return {encoded: plain(getattr(value, name)) for name, encoded in names}
    if isinstance(value, Mapping):
        made = {str(name): plain(one) for name, one in value.items()}
        is_plain = type(value) is dict and all(made.get(name) is one for name, one in value.items())
        return value if is_plain else made
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    raise TypeError(f"expected a value that JSON can hold, got {type(value).__name__}")


def line(value: Mapping[str, Any]) -> str:
    """A value as one line of strict JSON, in ASCII, so that any terminal and any reader takes it."""
    return json.dumps(plain(value), allow_nan=False, ensure_ascii=True)
