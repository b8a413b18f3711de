"""What can go wrong, each with a sentence for a person.

::

    OnRecordError
    ├── UsageError            the caller asked for something that can't be
    │   ├── UnknownSource     a URL or name of no source we know
    │   ├── BrokenSource      the file of a source can't be used
    │   └── QueryError        a search that can't be parsed
    ├── FetchError            a page could not be fetched (carries the URL)
    │   ├── Disallowed        robots.txt forbids it
    │   ├── Refused           the address, redirect, size or encoding is not safe to take
    │   ├── ServerError       the server said no (carries the status and when to come back)
    │   ├── Unreachable       no answer at all
    │   └── UnreadableListing a feed or sitemap that is not well-formed
    ├── HostileMarkup         a page made so that parsing it does harm
    ├── Stopped               the run was told to stop while a page waited its turn
    └── ArchiveError          the archive failed while it was worked on (a full disk)
        ├── ArchiveUnusable   it can't be opened or made
        │   ├── NotAnArchive  the file is something else
        │   └── NewerArchive  a later version of OnRecord wrote it
        └── ArchiveBusy       another run holds it
"""

from __future__ import annotations


class OnRecordError(Exception):
    """The root: ``str()`` of any of these is one sentence to show to a person."""


class UsageError(OnRecordError):
    """The caller asked for something that can't be."""


class UnknownSource(UsageError):
    """A URL, file or name that belongs to no source OnRecord knows."""


class BrokenSource(UsageError):
    """A source whose file can't be used: it doesn't load, or declares too little."""


class QueryError(UsageError):
    """A search query that the index can't parse."""


class FetchError(OnRecordError):
    """A page could not be fetched. ``retry_after`` is in seconds, None when unknown."""

    def __init__(self, url: str, sentence: str, *, retry_after: float | None = None) -> None:
        super().__init__(f"{sentence}: {url}")
        self.url = url
        self.sentence = sentence
        self.retry_after = retry_after


class Disallowed(FetchError):
    """The site's robots.txt forbids this URL."""


class Refused(FetchError):
    """OnRecord won't take what it was given: a private address, a redirect off the newsroom's
    hosts, a body over the limit, an encoding it did not ask for.
    """


class ServerError(FetchError):
    """The server answered with an error status."""

    def __init__(
        self, url: str, sentence: str, *, status: int, retry_after: float | None = None
    ) -> None:
        super().__init__(url, sentence, retry_after=retry_after)
        self.status = status


class Unreachable(FetchError):
    """No answer: name not found, connection refused or cut, time out."""


class UnreadableListing(FetchError):
    """A feed or sitemap that can't be parsed, or that defines entities."""


class HostileMarkup(OnRecordError):
    """Parsing the page would take very much memory or time."""


class Stopped(OnRecordError):
    """The run was told to stop while a page waited: nothing is wrong with the page."""


class ArchiveError(OnRecordError):
    """The archive failed while it was read or written."""


class ArchiveUnusable(ArchiveError):
    """The archive can't be opened or made where it was asked for."""


class NotAnArchive(ArchiveUnusable):
    """The file exists but is not an OnRecord archive."""


class NewerArchive(ArchiveUnusable):
    """The archive was written by a later version of OnRecord."""


class ArchiveBusy(ArchiveError):
    """Another run holds the archive."""
