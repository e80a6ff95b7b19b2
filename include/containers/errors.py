"""Why containers were not started or stopped. Each message says what to do."""

from __future__ import annotations

from include.control.errors import RefusedError
from include.errors import ScorebookError


class NoComposeError(RefusedError):
    """There is no Docker engine that answers, or no Docker Compose that is new enough."""


class ComposeFileError(RefusedError):
    """Compose cannot read its file, or the settings that stand in it as variables."""


class SecretFilesError(RefusedError):
    """A secret's file is absent where it must not be made anew, or holds what cannot work."""


class ContainersError(ScorebookError):
    """Something was started or stopped, but not all of it. The command ends with exit code 1."""
