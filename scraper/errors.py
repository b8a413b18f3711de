"""What can go wrong. Each error has a code, facts, and a sentence: what is wrong, and where.

What to do about it depends on the caller; for the command, :mod:`jobs.remedies` adds it by code.

::

    OnRecordError
    ├── UsageError            the caller asked for something that can't be done
    │   ├── UnknownSource     a URL or name of no source we know
    │   ├── BrokenSource      the file of a source can't be used
    │   ├── UnusableFile      a given file is no page, WARC file or list of URLs of ours
    │   ├── UnknownSpeaker    the number of no speaker
    │   ├── UnknownRule       the number of no correction by hand
    │   ├── SpeakTogether     two speakers of one transcript are not one person
    │   ├── Forgotten         a story that was removed for good
    │   ├── UnknownStory      a number, id or URL of no transcript in the archive
    │   ├── QueryError        a search that can't be parsed
    │   └── ExportError       an export can't be written there
    ├── FetchError            a page could not be fetched (carries the URL)
    │   ├── Disallowed        robots.txt forbids it
    │   ├── Refused           the address, redirect, size or encoding is not safe to take
    │   ├── ServerError       the server said no (carries the status and when to come back)
    │   ├── Unreachable       no answer at all
    │   └── UnreadableListing a listing, feed or sitemap that is none, or broken
    ├── WordsGone             the words that a permanent id cites are not there any more
    ├── HostileMarkup         a page that would take very much memory or time to parse
    ├── Stopped               the run was told to stop while a page waited its turn
    └── ArchiveError          the archive failed while it was worked on (a full disk)
        ├── ArchiveUnusable   it can't be opened or created
        │   ├── NotAnArchive  the file is something else
        │   └── NewerArchive  a later version of OnRecord wrote it
        ├── ArchiveDamaged    what is in the file is not what was written
        ├── RowRefused        a row that the archive's own rules refuse
        └── ArchiveBusy       another run holds it
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar


class ErrorCode(StrEnum):
    """What went wrong, for a program that must decide what to do about it."""

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

    :ivar sentence: what is wrong and where, for a person.
    :ivar code: what is wrong, for a program; by default that of the class.
    :ivar facts: what the sentence is about (a path, a host, …), by name.
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
    """A URL, file or name that belongs to no source OnRecord knows."""

    default_code = ErrorCode.UNKNOWN_SOURCE


class BrokenSource(UsageError):
    """A source whose file can't be used: it doesn't load, or declares too little."""

    default_code = ErrorCode.BROKEN_SOURCE


class UnusableFile(UsageError):
    """A given file that is not what it was given for: a page, a WARC file, a list of URLs."""

    default_code = ErrorCode.UNUSABLE_FILE


class UnknownSpeaker(UsageError):
    """The number of a speaker who is not in the archive."""

    default_code = ErrorCode.UNKNOWN_SPEAKER


class UnknownRule(UsageError):
    """The number of a correction by hand that is not in the archive."""

    default_code = ErrorCode.UNKNOWN_RULE


class SpeakTogether(UsageError):
    """Two speakers who speak in one transcript are to become one person."""

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
    """An export that can't be written where it was asked for."""

    default_code = ErrorCode.EXPORT_FAILED


class WordsGone(OnRecordError):
    """The turn that a permanent id cites is not in the archive: it went, or never was there."""

    default_code = ErrorCode.WORDS_GONE


class FetchError(OnRecordError):
    """A page could not be fetched. ``sentence`` leaves the URL out; ``str()`` includes it.
    ``retry_after`` is in seconds, None when unknown.
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
    """OnRecord won't take what it was given: a private address, a redirect off the source's hosts,
    a body over the limit, an encoding it did not ask for.
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
    """No answer: the name was not found, the connection refused or cut, or time ran out."""

    default_code = ErrorCode.UNREACHABLE


class UnreadableListing(FetchError):
    """A feed or sitemap that can't be parsed, or that defines entities; a page that came instead of
    a listing (an error, a log-in, a consent wall, nothing at all).
    """

    default_code = ErrorCode.UNREADABLE_LISTING


class HostileMarkup(OnRecordError):
    """Parsing the page would take very much memory or time."""

    default_code = ErrorCode.HOSTILE_MARKUP


class Stopped(OnRecordError):
    """The run was told to stop while a page waited: nothing is wrong with the page."""

    default_code = ErrorCode.STOPPED


class ArchiveError(OnRecordError):
    """The archive failed while it was read or written."""

    default_code = ErrorCode.ARCHIVE_FAILED


class ArchiveUnusable(ArchiveError):
    """The archive can't be opened, or created where it was asked for."""

    default_code = ErrorCode.ARCHIVE_UNUSABLE


class NotAnArchive(ArchiveUnusable):
    """The file exists but is not an OnRecord archive."""

    default_code = ErrorCode.NOT_AN_ARCHIVE


class NewerArchive(ArchiveUnusable):
    """The archive was written by a later version of OnRecord."""

    default_code = ErrorCode.NEWER_ARCHIVE


class ArchiveDamaged(ArchiveError):
    """What is in the file is not what OnRecord wrote: the disk, or another program, changed it."""

    default_code = ErrorCode.ARCHIVE_DAMAGED


class RowRefused(ArchiveError):
    """A row that the archive's own rules refuse: the fault of one page, not of the archive."""

    default_code = ErrorCode.ROW_REFUSED


class ArchiveBusy(ArchiveError):
    """Another run holds the archive."""

    default_code = ErrorCode.ARCHIVE_BUSY
