"""docs/quality.md, from what was measured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from tests.quality.mutations import Mutants
from tests.quality.real_pages import RealPage
from tests.quality.verdicts import Tally, wilson

#: Verdicts on made pages by source, form and era.
Made = Mapping[tuple[str, str, str], Tally]

_INTRODUCTION = """\
# How right the records are

`make quality` takes these measurements and writes this page. They compare each record with what a
person read on the page. A record is **right** if every word, speaker, role and fact agrees. It is
**safe** if everything that is not right is marked as doubtful or left out, or the page is
quarantined. It is **wrong** if something false landed without a warning.

## Made pages

These are pages of invented stories, built the way each newsroom built its pages in each era. The
rules were written with these pages in view, so this is a regression test, not an error rate.

"""
_BROKEN = """\
The same pages are also tested broken, as real pages break: {kinds} kinds of mutation and damage
make {total:,} different pages. {right:,} are right, {safe:,} safe, {quarantined:,} quarantined
and {wrong:,} wrong. Some damage makes it impossible to tell who is speaking; those pages must be
quarantined.

"""
_REAL = """\
## Real pages

**The starting point.** An early version did not yet have to account for every word of a page. A
person judged its records of 49 real transcripts that it had never seen: NPR from 2006 to 2025, CNN
from 2001 to 2022, PBS NewsHour, Democracy Now! and member stations.

| | of 49 | share, 95 % interval |
|---|---|---|
{start}

**Today.** These are the real pages and texts available to the developers. Each is compared with
everything a person noted about it: a full gold record for {gold} of them, some facts for {facts}.
They were chosen by hand, from different newsrooms, eras and forms, including pages on which
something had gone wrong. The rules were written with them in view. So the interval only shows how
little {total} pages can prove. It is **not** an estimate for pages that nobody has looked at; that
needs a new sample.

| source | form | era | pages | right | safe | wrong | right, 95 % interval |
|---|---|---|---|---|---|---|---|
{today}

The intervals are Wilson score intervals.
"""
_START = (
    ("right in every column", 10),
    ("right words and speakers, but a wrong title, date, program or role", 14),
    ("wrong words or a wrong speaker", 18),
    ('a false "no transcript"', 1),
    ("refused", 5),
    ("quarantined", 1),
)
_STARTED_WITH = 49


def markdown(made: Made, broken: Sequence[Mutants], real: Sequence[RealPage]) -> str:
    """The whole page."""
    return "".join(
        (
            _INTRODUCTION,
            _made_table(made),
            "\n",
            _BROKEN.format(
                kinds=len(broken),
                total=sum(one.total for one in broken),
                right=sum(one.right for one in broken),
                safe=sum(one.safe for one in broken),
                quarantined=sum(one.quarantined for one in broken),
                wrong=sum(len(one.wrong) for one in broken),
            ),
            _REAL.format(
                start="\n".join(
                    f"| {what} | {count} | {_interval(count, _STARTED_WITH)} |"
                    for what, count in _START
                ),
                gold=sum(page.is_gold for page in real),
                facts=sum(not page.is_gold for page in real),
                total=len(real),
                today=_real_rows(real),
            ),
        )
    )


def for_programs(real: Sequence[RealPage]) -> dict[str, dict[str, int]]:
    """What data cards say of real pages."""
    names = (
        "right", "facts_wrong", "words_or_speaker_wrong", "false_no_transcript", "refused",
        "quarantined",
    )  # fmt: skip
    start = {name: count for name, (_, count) in zip(names, _START, strict=True)}
    total, right, safe, wrong = numbers(summed(by_kind(real).values()))
    return {
        "unseen": {"pages": _STARTED_WITH} | start,
        "at_hand": {"pages": total, "right": right, "safe": safe, "wrong": wrong},
    }


def _made_table(made: Made) -> str:
    lines = [
        "| source | form | era | pages | right | safe | wrong |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [_line((*key, *numbers(tally))) for key, tally in made.items()]
    every = summed(made.values())
    lines.append(_line(("**all**", "", "", *numbers(every))))
    return "\n".join(lines) + "\n"


def by_kind(pages: Iterable[RealPage]) -> dict[tuple[str, str, str], Tally]:
    """The verdicts on real pages by source, form and era."""
    tallies: defaultdict[tuple[str, str, str], Tally] = defaultdict(Tally)
    for page in pages:
        tallies[page.source, page.form, page.era].count(page.verdict)
    return dict(sorted(tallies.items()))


def _real_rows(pages: Iterable[RealPage]) -> str:
    tallies = by_kind(pages)
    rows = [(*key, *numbers(tally), _share(tally)) for key, tally in tallies.items()]
    every = summed(tallies.values())
    rows.append(("**all**", "", "", *numbers(every), _share(every)))
    return "\n".join(map(_line, rows))


def summed(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    every = Tally()
    for tally in tallies:
        every.right += tally.right
        every.safe += tally.safe
        every.wrong += tally.wrong
    return every


def numbers(tally: Tally) -> tuple[int, ...]:
    """Pages, right, safe, wrong."""
    return tally.total, tally.right, tally.safe, tally.wrong


def _share(tally: Tally) -> str:
    return _interval(tally.right, tally.total)


def _interval(part: int, whole: int) -> str:
    low, high = wilson(part, whole)
    return f"{part / whole:.0%} ({low:.0%} to {high:.0%})"


def _line(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"
