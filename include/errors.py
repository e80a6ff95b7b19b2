"""The errors of Scorebook: what was expected, what came, and where.

Retry policies decide by class (`plugins/scorebook/retry_policies.py`), so each class answers one
question: is it worth asking again, and when?
"""

from __future__ import annotations

from datetime import datetime


class ScorebookError(Exception):
    """Base of every error that Scorebook raises on purpose."""


class ParamError(ScorebookError):
    """A param of a run cannot be used. The message says what to type instead."""


class PayloadError(ScorebookError):
    """A payload is not what it should be: what was expected, what came, and where in the payload."""


class WrongGameError(PayloadError):
    """The answer is about another game than the one asked for."""


class ListedItemError(PayloadError):
    """One item of a source's listing cannot be read; the listing's other items can."""


class IncompletePayloadError(PayloadError):
    """The source has not finished this item yet (a final game with an empty box score): ask again later."""


class QualityError(ScorebookError):
    """Data are below the threshold that was set for them. They stay; somebody has to look at them."""


class AllLanesTakenError(ScorebookError):
    """As many workers as may do this at the same time are doing it: wait and try again."""


class SourceError(ScorebookError):
    """A source could not be read.

    :param message: what was expected and what came.
    :param address: the full address that was asked.
    :param advice: what to do, where something is known; it ends the error's text.
    """

    def __init__(self, message: str, *, address: str = "", advice: str = "") -> None:
        super().__init__(f"{message} {advice}".rstrip())
        self.address = address
        self.advice = advice

    @property
    def cause(self) -> str:
        """The error's text without the advice."""
        return str(self).removesuffix(self.advice).rstrip()


class SourceBlockedError(SourceError):
    """The source refuses us for now (403, 406, 429, a login page): wait long before the next try.

    :param until: when the host's circuit closes again (UTC), if known.
    """

    def __init__(
        self, message: str, *, address: str = "", until: datetime | None = None, advice: str = ""
    ) -> None:
        super().__init__(message, address=address, advice=advice)
        self.until = until


class SourcePausedError(SourceBlockedError):
    """Somebody paused the host in `ops.source_limits`: nothing is asked until `until`."""


class SourceUnavailableError(SourceError):
    """The source could not be reached or answered 5xx, or its answer was cut or stalled."""


class SourceCredentialsError(SourceError):
    """The source wants other credentials (401): somebody has to mend the connection."""


class SourceRequestError(SourceError):
    """The source refuses the request itself (another 4xx): asking again changes nothing."""


class SourceNotFoundError(SourceError):
    """The source has no such page (404 or 410)."""


class SourceContentError(SourceError):
    """The answer cannot be used."""


class SourceNotJsonError(SourceContentError):
    """JSON was expected, and something else came (an HTML page, a cut body)."""


class SourceTooLargeError(SourceContentError):
    """The answer is larger than the limit; it was not read to its end."""


class ArchiveError(ScorebookError):
    """The S3 archive could not be read or written."""


class ArchiveForbiddenError(ArchiveError):
    """S3 refused the request. Without `s3:ListBucket` it also says so of objects that are only absent."""


class ArchiveBucketMissingError(ArchiveError):
    """The bucket itself does not exist, so nothing in it may be called absent."""


class ArchiveUnavailableError(ArchiveError):
    """S3 could not be reached, throttled us, or answered 5xx after boto3's own retries."""


class ArchiveConflictError(ArchiveError):
    """Somebody else kept changing the same object while we tried to replace it."""
