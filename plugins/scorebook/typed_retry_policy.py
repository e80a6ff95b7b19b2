"""What the retry policies share: they have no settings of their own, so the type says all."""

from __future__ import annotations

from typing import Any, Self

from airflow.sdk import RetryPolicy


class TypedRetryPolicy(RetryPolicy):
    """A policy whose waits are Variables, read when a task has failed. Airflow stores only its type."""

    def serialize(self) -> dict[str, Any]:
        return {"__type": type(self).__name__}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> Self:
        if data != cls().serialize():
            raise ValueError(f"Expected a serialized {cls.__name__}, got {data!r}.")
        return cls()

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))
