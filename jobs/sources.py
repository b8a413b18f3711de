"""``onrecord sources``: the sources as configured, and a check for authors of a new one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from jobs.config import Config
from jobs.new_source import left_to_fill_in
from jobs.terminal import plural, printable, prose, stdout, table
from scraper.crawl.explaining import explain_page, read_page
from scraper.errors import BrokenSource, UsageError
from scraper.extract import AccountLine
from scraper.model import NoTranscript, Outcome, Page, StoryRef, Transcript
from scraper.sources import Source, source_file
from scraper.sources.base.completeness import Finding, check, missing_parts

#: How many characters of a piece of text are shown.
_WIDEST = 90
_FACTS = "title program aired_on published_at teaser duration_s audio_url rights".split()


def as_rows(config: Config) -> list[dict[str, Any]]:
    """Each source with its layouts, newest first, then those that can't be used."""
    enabled = {source.name for source in config.enabled_sources()}
    usable = [
        {
            "name": source.name,
            "title": source.title,
            "home": source.home,
            "base_url": config.origins(source).own_site.base_url,
            "enabled": source.name in enabled,
            "programs": list(source.program_pages),
            "feeds": list(source.feeds),
            "more_hosts": list(source.more_hosts),
            "layouts": [
                {
                    "name": layout.name,
                    "from": layout.held_from.isoformat(),
                    "to": layout.held_to.isoformat() if layout.held_to else None,
                }
                for layout in source.layouts
            ],
            "problem": None,
        }
        for source in config.known_sources()
    ]
    broken = config.broken().items()
    return [*usable, *(_broken_row(config, name, error) for name, error in broken)]


def _broken_row(config: Config, name: str, error: BrokenSource) -> dict[str, Any]:
    file = source_file(name)
    problem = file.problem or str(error).partition("can't be used: ")[2]
    return {
        "name": name,
        "title": None,
        "home": None,
        "base_url": None,
        "enabled": config.is_on(name),
        "programs": [],
        "feeds": [],
        "more_hosts": [],
        "layouts": [],
        "problem": f"{file.path}: {problem}",
    }


def print_sources(rows: list[dict[str, Any]]) -> None:
    """Print :func:`as_rows` for a person."""
    console = stdout()
    for row in rows:
        if row["problem"]:
            console.print(printable(f"{row['name']}: broken: {row['problem']}"), soft_wrap=True)
            continue
        state = "" if row["enabled"] else " (off)"
        through = "" if row["base_url"] == row["home"] else f", through {row['base_url']}"
        console.print(f"{row['name']}: {row['title']}, {row['home']}{through}{state}")
        console.print(
            table(
                ("  layout", "from", "to"),
                [(f"  {x['name']}", x["from"], x["to"] or "today") for x in row["layouts"]],
            )
        )
        if row["programs"]:
            prose(console, f"  programs read: {', '.join(row['programs'])}")
        if row["feeds"]:
            console.print(f"  feeds read: {', '.join(row['feeds'])}", soft_wrap=True)
        if row["more_hosts"]:
            console.print(f"  more hosts: {', '.join(row['more_hosts'])}", soft_wrap=True)


def make(config: Config, name: str) -> tuple[Source | None, list[Finding]]:
    """The source called ``name``, or what it lacks before anything else can be checked. One that
    can't be used for another reason is made all the same: the check says more of it.

    :raises UnknownSource: there is no such source.
    :raises BrokenSource: its file can't be loaded.
    """
    file = source_file(name)
    if file.source is None:
        raise file.error()
    detail = "define it, as the class Source in scraper/sources/base/source.py explains"
    if parts := missing_parts(file.source):
        return None, [Finding(part, False, detail) for part in parts]
    try:
        return config.make(file.source), []
    except BrokenSource as error:
        return None, [Finding("__init__", False, str(error))]


def check_source(source: Source, files: Sequence[Path], today: date) -> list[Finding]:
    """What a source's rules lack, by what they declare and by how they read saved pages."""
    findings = check(source, today)
    used: set[str | None] = set()
    for path in files:
        page = _page(path)
        try:
            outcome = read_page(page, source, _story_in(path, source))
        except BrokenSource as error:
            findings.append(Finding(path.name, False, str(error)))
            continue
        used.add(getattr(outcome, "layout", None))
        findings += _page_findings(path.name, outcome)
    names = [layout.name for layout in source.layouts] if source.layouts else []
    fits = "none of the given pages fits it; add a page that does"
    return findings + [Finding(name, False, fits) for name in names if name not in used]


def unfinished(name: str) -> list[Finding]:
    """What is left to fill in of a source's skeletons, where it was begun with them."""
    file = Path(source_file(name).path)
    return [
        Finding(f"{left.path}:{left.line}", False, f"fill in {left.what}")
        for left in left_to_fill_in(file.parents[2], name)
    ]


def _page(path: Path) -> Page:
    try:
        body = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}") from error
    return Page(None, 200, {}, body, datetime.now(UTC))


def _story_in(path: Path, source: Source) -> StoryRef:
    """A story for a page that names none: all that matters here is how the page is read."""
    return source.identify_file(path.stem) or StoryRef(source.name, path.stem, source.home)


def _page_findings(name: str, outcome: Outcome) -> Iterator[Finding]:
    if not isinstance(outcome, Transcript):
        yield Finding(name, isinstance(outcome, NoTranscript), outcome.reason)
        return
    speech = [turn for turn in outcome.turns if turn.kind == "speech"]
    without_speaker = sum(turn.speaker is None for turn in speech)
    found = (
        plural(len(speech), "turn"),
        plural(outcome.word_count, "word"),
        plural(len(outcome.speakers), "speaker"),
    )
    without = [fact for fact in _FACTS if getattr(outcome, fact) is None]
    yield Finding(
        name,
        True,
        f"layout {outcome.layout}: {', '.join(found)}; opens {speech[0].text[:60]!r}, ends"
        f" {speech[-1].text[-60:]!r}; without {', '.join(without) or 'nothing'}",
    )
    if not any(speaker.role == "host" for speaker in outcome.speakers):
        yield Finding(name, False, "no speaker is a host: is there a label it does not know yet?")
    if without_speaker:
        yield Finding(name, False, f"{plural(without_speaker, 'turn')} of speech without a speaker")
    for fact in ("title", "aired_on"):
        if fact in without:
            yield Finding(name, False, f"no {fact}; tell `metadata` where the page shows it")


def accounts(source: Source, files: Sequence[Path]) -> dict[str, list[AccountLine]]:
    """What each piece of text of each saved page was taken for, by the page's file name.

    :raises UsageError: a file can't be read.
    """
    found = {}
    for path in files:
        try:
            found[path.name] = explain_page(_page(path), source)
        except BrokenSource:
            found[path.name] = []
    return found


def print_accounts(found: dict[str, list[AccountLine]]) -> None:
    """Print :func:`accounts` for a person: a line for each piece of text, cut to fit."""
    console = stdout()
    for name, lines in found.items():
        prose(console, f"{name}, piece by piece:" if lines else f"{name}: no layout fits it")
        for line in lines:
            detail = f" ({line.detail})" if line.detail else ""
            words = line.text if len(line.text) <= _WIDEST else f"{line.text[:_WIDEST]}…"
            console.print(printable(f"  {line.kind}{detail}: {words}"), soft_wrap=True)
        console.print()


def print_findings(name: str, findings: Sequence[Finding]) -> None:
    """Print :func:`check_source` for a person."""
    console = stdout()
    for finding in findings:
        mark = "ok     " if finding.ok else "missing"
        console.print(printable(f"{mark}  {finding.what}: {finding.detail}"), soft_wrap=True)
    missing = sum(not finding.ok for finding in findings)
    result = f"{plural(missing, 'thing')} to look at" if missing else "nothing is missing"
    prose(console, f"{name}: {result}; see 'Adding a source' in CONTRIBUTING.md")
