"""What to do about an error, in the words of the command.

The library's errors say what is wrong and where; this module adds the advice, by the error's code.
"""

from __future__ import annotations

from collections.abc import Mapping

from jobs.installing import INSTALL_EXTRA, UPGRADE
from scraper.errors import ErrorCode, OnRecordError

#: A remedy may name the error's facts in braces.
REMEDIES: Mapping[ErrorCode, str] = {
    ErrorCode.UNKNOWN_SITE: (
        'if it is one of the {title}, write hosts = ["{host}"] under [sources.{source}] in'
        " onrecord.toml and try again"
    ),
    ErrorCode.UNKNOWN_SOURCE: "`onrecord sources` lists all sources",
    ErrorCode.NOT_A_STORY: "open the story in a browser and give the URL of that page",
    ErrorCode.BROKEN_SOURCE: "repair or remove the file; `onrecord sources` lists all sources",
    ErrorCode.STORY_NOT_NAMED: "give the URL of its story with --url",
    ErrorCode.NOT_STORY_URLS: "remove these lines, or name their source with --source",
    ErrorCode.WARC_SUPPORT_MISSING: INSTALL_EXTRA.format(extra="warc"),
    ErrorCode.EXPORT_SUPPORT_MISSING: INSTALL_EXTRA,
    ErrorCode.CLUSTER_SUPPORT_MISSING: INSTALL_EXTRA.format(extra="cluster"),
    ErrorCode.PRIVATE_ADDRESS: (
        "to fetch from your own network, set allow_private = true under [fetch] in onrecord.toml"
    ),
    ErrorCode.ARCHIVE_MISSING: "create one with `onrecord demo` or `onrecord run`",
    ErrorCode.ARCHIVE_IS_DIRECTORY: "name the archive file with --db",
    ErrorCode.NOT_AN_ARCHIVE: "name an archive, or a new file, with --db",
    ErrorCode.ARCHIVE_BUSY: "try again when it is done",
    ErrorCode.ARCHIVE_DAMAGED: "run `onrecord check`, or restore a backup",
    ErrorCode.ARCHIVE_LOG_UNREAD: "ask the owner to run `onrecord status` once",
    ErrorCode.ARCHIVE_OUTDATED: "upgrade it with `onrecord status --db FILE`",
    ErrorCode.ARCHIVE_LOG_FOREIGN: (
        "stop whatever reads the archive, then delete that file as root: it will be made again"
    ),
    ErrorCode.NEWER_ARCHIVE: UPGRADE,
    ErrorCode.UNKNOWN_SPEAKER: "find the numbers with `onrecord speakers find NAME`",
    ErrorCode.UNKNOWN_RULE: "`onrecord speakers rules` lists them",
    ErrorCode.SPEAK_TOGETHER: "use --force to merge them anyway",
    ErrorCode.FORGOTTEN: "`onrecord forget --list` says why; `--lift` allows it again",
    ErrorCode.UNKNOWN_STORY: "`onrecord search` shows the ids",
}


def remedy_for(code: ErrorCode, facts: Mapping[str, object] | None = None) -> str | None:
    """What to do about errors of that code; None if there is no advice."""
    remedy = REMEDIES.get(code)
    return remedy.format_map(facts or {}) if remedy is not None else None


def explain(error: OnRecordError) -> str:
    """What is wrong, where, and what to do about it."""
    return with_remedy(str(error), error)


def explain_any(error: BaseException) -> str:
    """The same, also of an error that only a mistake in the code explains."""
    if isinstance(error, OnRecordError):
        return explain(error)
    return f"unforeseen error: {type(error).__name__}: {error}"


def with_remedy(sentence: str, error: OnRecordError) -> str:
    """``sentence``, which says what is wrong, and what to do about ``error``."""
    remedy = remedy_for(error.code, error.facts)
    return f"{sentence}; {remedy}" if remedy else sentence
