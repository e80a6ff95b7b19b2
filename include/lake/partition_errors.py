"""What can be wrong with a partition of the lake. Nothing was written when one of these is raised."""

from __future__ import annotations

from include.errors import PayloadError, QualityError


class PartitionShrinkError(QualityError):
    """The partition would have fewer rows than it has, and nobody allowed that."""


class SchemaChangedError(PayloadError):
    """A column has another type than before: in the file, in the catalog, or in the new rows."""


class DuplicateRowsError(PayloadError):
    """Two rows of the partition have the same key, or a row has none."""


class DamagedPartitionError(PayloadError):
    """What stands under the partition's key is not a Parquet file that can be read."""


class PartitionMovedError(PayloadError):
    """The catalog says that the partition lies somewhere else than where we would write it."""
