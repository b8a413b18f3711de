"""``onrecord speakers merge`` and the like: corrections by hand, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from jobs.show import find
from jobs.terminal import plural, prose, stdout, table
from scraper.archive.people import Named, StatedRule
from scraper.archive.states import RuleKind
from scraper.archive.store import Archive
from scraper.errors import UnknownSpeaker, UnknownStory, UsageError
from scraper.names import name_key
from scraper.permanent_id import PermanentId
from scraper.sources import Source

#: Of a number that somebody may mean.
_DIGITS = 9


def speaker(archive: Archive, who: str) -> int:
    """The number of a speaker, given as such or as the whole name of one person alone.

    :raises UsageError: nobody is called that, or several are.
    """
    if who.isascii() and who.isdigit():
        if len(who) > _DIGITS:
            raise UnknownSpeaker(f"there is no speaker {who[:_DIGITS]}…")
        return int(who)
    key = name_key(who)
    found = [
        person
        for person in archive.people.find(who, -1)
        if key in {name_key(name) for name in (person.name, *person.called)}
    ]
    if not found:
        raise UnknownSpeaker(f"no speaker in this archive is called {who!r}")
    if len(found) > 1:
        several = ", ".join(f"{one.name} ({one.id})" for one in found[:5])
        raise UsageError(f"{who!r} could be {several}: give a number")
    return found[0].id


def transcript(archive: Archive, what: str, sources: list[Source]) -> int:
    """The number of a transcript, given by it, by its story's id or by its URL.

    :raises UsageError: there is none.
    """
    return find(archive, what, sources).row.id or 0


def turn(archive: Archive, what: str, sources: list[Source]) -> tuple[int, int]:
    """The transcript and the position that ``STORY#N`` means: a permanent id, or a transcript's
    number, story id or URL with the turn's position behind it.

    :raises UsageError: there is no such turn.
    """
    given = PermanentId.parse(what)
    if given is not None:
        found = archive.records.resolve(given)
        if found.row is None:
            raise UnknownStory(f"there is no story {given.source} {given.story_id}")
        if found.position is None or not (found.holds or given.words_hash is None):
            raise UsageError(
                f"{given.source} {given.story_id} no longer has that turn: its words have changed,"
                " or the story has fewer turns"
            )
        return found.row.id or 0, found.position
    story, _, number = what.rpartition("#")
    if not story or not (number.isascii() and number.isdigit() and len(number) <= _DIGITS):
        raise UsageError(f"{what!r} does not name a turn: give STORY#N, as in 222172602#4")
    return transcript(archive, story, sources), int(number)


def sentence(rule: StatedRule) -> str:
    """What a rule says."""
    of, into = _named(rule.of), _named(rule.into)
    where = [f"{story.source} {story.story_id}" for story in rule.stories]
    if rule.kind == RuleKind.MERGE:
        return f"{of} is {into}"
    if rule.kind == RuleKind.RENAME:
        return f"{of} is called {rule.name}"
    if rule.kind == RuleKind.SPLIT:
        return f"{of} in {', '.join(where)} is another person, {into}"
    (story,) = rule.stories
    which = "a turn" if story.position is None else f"turn {story.position}"
    return f"{which} of {where[0]} is {into}'s"


def _named(somebody: Named | None) -> str:
    """Somebody by the name that they had when the rule was made."""
    if somebody is None:
        return "nobody"
    number = "" if somebody.id is None else f" ({somebody.id})"
    where = "" if somebody.story is None else f" in {' '.join(somebody.story)}"
    return f"{somebody.name}{number}{where}"


def print_made(rules: Sequence[StatedRule]) -> None:
    """Say what was corrected, and how to take it back."""
    for rule in rules:
        prose(
            stdout(),
            f"correction {rule.id}: {sentence(rule)}, also in later runs"
            f" (`onrecord speakers undo {rule.id}` undoes it)",
        )


def print_undone(rule: StatedRule) -> None:
    """Say what was taken back."""
    prose(stdout(), f"undid correction {rule.id}: {sentence(rule)}")


def print_rules(rules: Sequence[StatedRule]) -> None:
    """List all corrections, for a person."""
    console = stdout()
    if not rules:
        prose(console, "there are no corrections by hand")
        return
    rows = [
        (rule.id, (rule.made_at or "")[:10], rule.kind, _what(rule), rule.why or "")
        for rule in rules
    ]
    console.print(table(("rule", "made", "kind", "what", "why"), rows, right="rule"))
    idle = sum(not rule.holds for rule in rules)
    if idle:
        prose(
            console,
            f"{plural(idle, 'rule')} without effect now: the person or turn is not in the archive,"
            " or a later rule takes precedence",
        )


def _what(rule: StatedRule) -> str:
    return sentence(rule) if rule.holds else f"(without effect) {sentence(rule)}"
