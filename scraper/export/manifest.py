"""The manifest: what an export holds and how to verify it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import scraper
from scraper.archive.corpus import CorpusStory
from scraper.errors import ExportError
from scraper.export.folder import MANIFEST, Folder, WrittenFile
from scraper.export.json_lines import json_line

#: In every export, whatever its format: a line for each transcript, by which words are compared.
STORIES = "stories.jsonl"
#: Their URLs, one a line, to fetch them again.
URLS = "urls.txt"


@dataclass(frozen=True, slots=True)
class ListedStory:
    """A transcript as an export names it.

    :ivar story: ``SOURCE/STORY``.
    """

    story: str
    url: str
    content_hash: str


def listed(folder: Folder, stories: Iterable[CorpusStory]) -> Iterator[CorpusStory]:
    """The same stories; each is listed in :data:`STORIES` and :data:`URLS` as it passes."""
    with folder.file(STORIES) as lines, folder.file(URLS) as urls:
        for story in stories:
            row = story.row
            urls.write(row.url.encode() + b"\n")
            lines.write(
                json_line({"story": story.key, "url": row.url, "content_hash": story.content_hash})
            )
            yield story


def write_manifest(folder: Folder, about: Mapping[str, Any]) -> None:
    """Write the manifest, the last file of an export.

    :param about: what was asked for (format, words, selection, …) and what was written.
    """
    found = {
        "onrecord": scraper.__version__,
        **about,
        "files": [
            {"path": file.path, "bytes": file.size, "sha256": file.sha256}
            for file in sorted(folder.files, key=lambda one: one.path)
        ],
    }
    with folder.file(MANIFEST) as out:
        out.write(json.dumps(found, ensure_ascii=False, indent=1).encode() + b"\n")


def read_manifest(path: Path) -> list[WrittenFile]:
    """The files that a manifest names.

    :raises ExportError: it is not a manifest.
    """
    try:
        found: Any = json.loads(path.read_bytes())
        files = [WrittenFile(one["path"], one["bytes"], one["sha256"]) for one in found["files"]]
        _expect_text(found["onrecord"], *(text for one in files for text in (one.path, one.sha256)))
    except OSError as error:
        raise ExportError(f"{path} can't be read: {error.strerror}") from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ExportError(f"{path} is not an export manifest") from error
    return files


def _expect_text(*values: object) -> None:
    """Refuse what is not a text that a path or a name may be.

    :raises TypeError: then.
    """
    for value in values:
        if not isinstance(value, str) or "\0" in value:
            raise TypeError


def damaged(path: Path, files: Iterable[WrittenFile]) -> Iterator[tuple[str, str]]:
    """The files beside a manifest that are not as they were written, each with what is wrong."""
    for file in files:
        place = path.parent / PurePosixPath(file.path)
        if PurePosixPath(file.path).is_absolute() or ".." in PurePosixPath(file.path).parts:
            yield file.path, "lies outside the export"
            continue
        try:
            with place.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            yield file.path, (error.strerror or str(error)).lower()
            continue
        if digest != file.sha256:
            yield file.path, "has changed since it was written"


def read_stories(path: Path) -> Iterator[ListedStory]:
    """The transcripts of the export that a manifest belongs to.

    :raises ExportError: their list is missing or damaged.
    """
    place = path.parent / STORIES
    try:
        with place.open("rb") as lines:
            for line in lines:
                found = json.loads(line)
                _expect_text(found["story"], found["url"], found["content_hash"])
                yield ListedStory(found["story"], found["url"], found["content_hash"])
    except OSError as error:
        raise ExportError(f"{place} can't be read: {error.strerror}") from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ExportError(f"{place} is not a list of transcripts") from error
