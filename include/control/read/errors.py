"""Why a file is no payload that can be read. Errors of the payloads themselves come from their parsers."""

from __future__ import annotations

from include.errors import PayloadError, ScorebookError


class FileUnreadableError(ScorebookError):
    """The file or object could not be had: absent, a folder, forbidden, empty."""


class FileTooLargeError(FileUnreadableError):
    """The file, or what it is once decompressed, is larger than any payload of a source."""


class BrokenGzipError(FileUnreadableError):
    """The file begins as gzip and cannot be decompressed to its end."""


class UnknownPayloadError(PayloadError):
    """The structure is that of no payload of a source. The message says what was looked for and what came."""


class BrokenJsonError(PayloadError):
    """The payload begins as JSON, and was cut or is no JSON further on: its kind cannot be told."""
