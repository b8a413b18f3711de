"""All errors. Each has a code, facts, and a sentence that says what is wrong and where.

What to do about an error depends on the caller. :mod:`jobs.remedies` adds that for the command, by
the error's code.

::

    OnRecordError
    ├── UsageError            the caller asked for something that can't be done
    │   ├── UnknownSource     the URL or name does not belong to any known source
    │   ├── BrokenSource      the file of a source can't be used
    │   ├── UnusableFile      the file is not a page, WARC file or list of URLs we can use
    │   ├── UnknownSpeaker    there is no such speaker
    │   ├── UnknownRule       there is no such correction by hand
    │   ├── SpeakTogether     two speakers in the same transcript can't be one person
    │   ├── Forgotten         the story was removed for good
    │   ├── UnknownStory      the archive has no such transcript
    │   ├── QueryError        the search can't be parsed
    │   └── ExportError       the export can't be written there
    ├── FetchError            a page could not be fetched (carries the URL)
    │   ├── Disallowed        robots.txt forbids it
    │   ├── Refused           the address, redirect, size or encoding is not safe
    │   ├── ServerError       an error status (carries it, and when to come back)
    │   ├── Unreachable       no answer at all
    │   └── UnreadableListing the page is not a listing, or the listing is broken
    ├── WordsGone             the turn that a permanent id cites is not in the archive
    ├── HostileMarkup         parsing the page would take excessive memory or time
    ├── Stopped               the run was told to stop while a page was waiting
    └── ArchiveError          the archive failed while in use (a full disk)
        ├── ArchiveUnusable   it can't be opened or created
        │   ├── NotAnArchive  the file is something else
        │   └── NewerArchive  a later version of OnRecord wrote it
        ├── ArchiveDamaged    the file's contents are not what OnRecord wrote
        ├── RowRefused        the archive's own rules reject a row
        └── ArchiveBusy       another run is using it
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar


class ErrorCode(StrEnum):
    """What went wrong, for programs that must decide what to do about it."""

    FAILED = "failed"
    USAGE = "usage"
    UNKNOWN_SOURCE = "unknown_source"
    UNKNOWN_SITE = "unknown_site"
    NOT_A_STORY = "not_a_story"
    BROKEN_SOURCE = "broken_source"
    UNUSABLE_FILE = "unusable_file"
    STORY_NOT_NAMED = "story_not_named"
    NOT_STORY_URLS = "not_story_urls"
    WARC_SUPPORT_MISSING = "warc_support_missing"
    UNKNOWN_SPEAKER = "unknown_speaker"
    UNKNOWN_RULE = "unknown_rule"
    SPEAK_TOGETHER = "speak_together"
    FORGOTTEN = "forgotten"
    UNKNOWN_STORY = "unknown_story"
    BAD_QUERY = "bad_query"
    EXPORT_FAILED = "export_failed"
    EXPORT_SUPPORT_MISSING = "export_support_missing"
    CLUSTER_SUPPORT_MISSING = "cluster_support_missing"
    WORDS_GONE = "words_gone"
    FETCH_FAILED = "fetch_failed"
    DISALLOWED = "disallowed"
    REFUSED = "refused"
    PRIVATE_ADDRESS = "private_address"
    SERVER_ERROR = "server_error"
    UNREACHABLE = "unreachable"
    UNREADABLE_LISTING = "unreadable_listing"
    HOSTILE_MARKUP = "hostile_markup"
    STOPPED = "stopped"
    ARCHIVE_FAILED = "archive_failed"
    ARCHIVE_UNUSABLE = "archive_unusable"
    ARCHIVE_MISSING = "archive_missing"
    ARCHIVE_IS_DIRECTORY = "archive_is_directory"
    ARCHIVE_DAMAGED = "archive_damaged"
    ROW_REFUSED = "row_refused"
    ARCHIVE_LOG_UNREAD = "archive_log_unread"
    ARCHIVE_OUTDATED = "archive_outdated"
    ARCHIVE_LOG_FOREIGN = "archive_log_foreign"
    NOT_AN_ARCHIVE = "not_an_archive"
    NEWER_ARCHIVE = "newer_archive"
    ARCHIVE_BUSY = "archive_busy"


class OnRecordError(Exception):
    """The root of all errors.

    :ivar sentence: what is wrong and where, for people.
    :ivar code: what is wrong, for programs; by default, the code of the class.
    :ivar facts: the values in the sentence (a path, a host, …), by name.
    """

    default_code: ClassVar[ErrorCode] = ErrorCode.FAILED

    def __init__(self, sentence: str, *, code: ErrorCode | None = None, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code or self.default_code
        self.facts: Mapping[str, object] = facts


class UsageError(OnRecordError):
    """The caller asked for something that can't be done."""

    default_code = ErrorCode.USAGE


class UnknownSource(UsageError):
    """A URL, file or name that does not belong to any source OnRecord knows."""

    default_code = ErrorCode.UNKNOWN_SOURCE


class BrokenSource(UsageError):
    """A source whose file can't be used: it doesn't load, or declares too little."""

    default_code = ErrorCode.BROKEN_SOURCE


class UnusableFile(UsageError):
    """A file that is not what it should be: a page, a WARC file, a list of URLs."""

    default_code = ErrorCode.UNUSABLE_FILE


class UnknownSpeaker(UsageError):
    """The number of a speaker who is not in the archive."""

    default_code = ErrorCode.UNKNOWN_SPEAKER


class UnknownRule(UsageError):
    """The number of a correction by hand that is not in the archive."""

    default_code = ErrorCode.UNKNOWN_RULE


class SpeakTogether(UsageError):
    """A merge of two people who speak in the same transcript."""

    default_code = ErrorCode.SPEAK_TOGETHER


class Forgotten(UsageError):
    """A story that was removed from the archive for good."""

    default_code = ErrorCode.FORGOTTEN


class UnknownStory(UsageError):
    """The number, id or URL of a story that has no transcript in the archive."""

    default_code = ErrorCode.UNKNOWN_STORY


class QueryError(UsageError):
    """A search query that the index can't parse."""

    default_code = ErrorCode.BAD_QUERY


class ExportError(UsageError):
    """An export that can't be written to the given folder."""

    default_code = ErrorCode.EXPORT_FAILED


class WordsGone(OnRecordError):
    """The turn that a permanent id cites is not in the archive: it is gone, or was never there."""

    default_code = ErrorCode.WORDS_GONE


class FetchError(OnRecordError):
    """A page could not be fetched. ``sentence`` leaves the URL out; ``str()`` includes it.
    ``retry_after`` is in seconds, None if unknown.
    """

    default_code = ErrorCode.FETCH_FAILED

    def __init__(
        self,
        url: str,
        sentence: str,
        *,
        retry_after: float | None = None,
        code: ErrorCode | None = None,
        **facts: object,
    ) -> None:
        super().__init__(f"{sentence}: {url}", code=code, url=url, **facts)
        self.url = url
        self.sentence = sentence
        self.retry_after = retry_after


class Disallowed(FetchError):
    """The site's robots.txt forbids this URL."""

    default_code = ErrorCode.DISALLOWED


class Refused(FetchError):
    """OnRecord refuses to fetch the page: a private address, a redirect away from the source's
    hosts, a body over the limit, or an encoding it did not ask for.
    """

    default_code = ErrorCode.REFUSED


class ServerError(FetchError):
    """The server answered with an error status."""

    default_code = ErrorCode.SERVER_ERROR

    def __init__(
        self, url: str, sentence: str, *, status: int, retry_after: float | None = None
    ) -> None:
        super().__init__(url, sentence, retry_after=retry_after, status=status)
        self.status = status


class Unreachable(FetchError):
    """No answer: the name was not found, the connection was refused or cut, or time ran out."""

    default_code = ErrorCode.UNREACHABLE


class UnreadableListing(FetchError):
    """A feed or sitemap that can't be parsed or that defines entities, or another page in place of
    a listing (an error, a log-in, a consent wall, an empty page).
    """

    default_code = ErrorCode.UNREADABLE_LISTING


class HostileMarkup(OnRecordError):
    """Parsing the page would take excessive memory or time."""

    default_code = ErrorCode.HOSTILE_MARKUP


class Stopped(OnRecordError):
    """The run was told to stop while a page waited: nothing is wrong with the page."""

    default_code = ErrorCode.STOPPED


class ArchiveError(OnRecordError):
    """The archive failed while it was being read or written."""

    default_code = ErrorCode.ARCHIVE_FAILED


class ArchiveUnusable(ArchiveError):
    """The archive can't be opened, or can't be created at that path."""

    default_code = ErrorCode.ARCHIVE_UNUSABLE


class NotAnArchive(ArchiveUnusable):
    """The file exists but is not an OnRecord archive."""

    default_code = ErrorCode.NOT_AN_ARCHIVE


class NewerArchive(ArchiveUnusable):
    """The archive was written by a later version of OnRecord."""

    default_code = ErrorCode.NEWER_ARCHIVE


class ArchiveDamaged(ArchiveError):
    """The file's contents are not what OnRecord wrote: the disk or another program changed them."""

    default_code = ErrorCode.ARCHIVE_DAMAGED


class RowRefused(ArchiveError):
    """A row that the archive's own rules reject. The fault is in one page, not in the archive."""

    default_code = ErrorCode.ROW_REFUSED


class ArchiveBusy(ArchiveError):
    """Another run is using the archive."""

    default_code = ErrorCode.ARCHIVE_BUSY
