"""Searching what was said."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from scraper.archive.database.connection import Database
from scraper.archive.search.counts import By, Counts, Share
from scraper.archive.search.facets import Facets, facets
from scraper.archive.search.filters import FIRST_DATED, Filters, Match, matching, uncounted
from scraper.archive.search.hits import Hit, TitleHit, hits, texts
from scraper.archive.search.other_forms import OtherForm, other_forms
from scraper.archive.search.queries import Phrase, Query, parse
from scraper.archive.search.ranking import best
from scraper.archive.search.spellings import folded
from scraper.errors import QueryError

#: No filter but that speech counts once.
EVERYTHING = Filters()
#: Of how many turns, the newest that match, the best are found; as far as turns are counted where
#: counting takes longer than finding.
RANKED = 1_000
#: As far as the turns that have a phrase are counted, to tell how rare it is.
_RARE = 20_000
#: Other forms of a word are told where they are in this share of the turns that match, or more.
_FREQUENT, _FEW = 0.1, 3


class Sort(StrEnum):
    """The order of hits."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Matching turns that are left out: by a filter by date, because the air date is unknown, and
    because their speech is counted in another transcript.
    """

    undated: int = 0
    undated_stories: int = 0
    repeated: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    :ivar total: how many turns match; at least so many where ``is_exact`` is False.
    :ivar ranked: of how many turns, the newest, the best are given; None if all were ranked, or
        none.
    """

    total: int
    is_exact: bool
    hits: list[Hit]
    ranked: int | None
    left_out: LeftOut
    other_forms: list[OtherForm]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A search.

    :ivar query: None: whatever was said.
    :ivar programs: the names that ``filters.program`` means.
    """

    query: Query | None
    filters: Filters
    programs: list[str]

    def match(self, **changed: Any) -> Match:
        """What to look for in the index, some filters changed."""
        expression = self.query.expression if self.query else None
        return matching(expression, replace(self.filters, **changed), self.programs)


class Search:
    """The full-text index of an archive."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._counts = Counts(db)

    def find(
        self,
        text: str | None = None,
        filters: Filters = EVERYTHING,
        *,
        sort: Sort = Sort.RELEVANCE,
        limit: int = 20,
        offset: int = 0,
    ) -> Found:
        """Turns that match, and how many there are.

        :param text: what somebody typed, see :func:`~scraper.archive.search.queries.parse`; None:
            whatever was said.
        :param offset: leave out so many of the first.
        :raises QueryError: there is nothing to look for.
        """
        asked = self._asked(text, filters)
        query, upto = asked.query, offset + limit
        if query is None and sort == Sort.RELEVANCE:
            sort = Sort.NEWEST
        left_out = self._left_out(asked)
        is_ranked = query is not None and sort == Sort.RELEVANCE
        is_bounded = query is not None and query.is_bounded
        most = max(upto, RANKED)
        ids = self._ids(asked.match(), sort, most + 1 if is_ranked or is_bounded else upto)
        total = len(ids)
        if total >= upto and not is_bounded:
            total = self._count(asked.match(duplicates=True)) - left_out.repeated
        if query is not None and is_ranked:
            ids = self._best(ids[:most], query)
        return Found(
            min(total, most) if is_bounded else total,
            not is_bounded or total <= most,
            hits(self._db, ids[offset:upto], query.phrases if query else ()),
            most if is_ranked and total > most else None,
            left_out,
            list(self._other_forms(asked, total)),
        )

    def facets(
        self, text: str | None = None, filters: Filters = EVERYTHING, limit: int = 8
    ) -> Facets:
        """Counts of the newest turns that match, for so many values of each facet.

        :raises QueryError: there is nothing to look for.
        """
        ids = self._ids(self._asked(text, filters).match(), Sort.NEWEST, RANKED + 1)
        return facets(self._db, ids[:RANKED], limit, is_all=len(ids) <= RANKED)

    def count(self, text: str | None = None, filters: Filters = EVERYTHING) -> int:
        """How many turns match, exactly.

        :raises QueryError: there is nothing to look for.
        """
        return self._count(self._asked(text, filters).match())

    def left_out(self, text: str | None, filters: Filters) -> LeftOut:
        """How many turns that match the filters leave out although they may be wanted.

        :raises QueryError: there is nothing to look for.
        """
        return self._left_out(self._asked(text, filters))

    def shares(
        self, by: By, text: str | None = None, filters: Filters = EVERYTHING, limit: int = 20
    ) -> list[Share]:
        """How many turns match by speaker, program or month, and per how many words.

        :param limit: of speakers and programs, those with the most turns; months are all given.
        :raises QueryError: there is nothing to look for.
        """
        asked = self._asked(text, filters)
        try:
            return self._counts.shares(by, asked.match(), filters, asked.programs, limit)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise self._explained(error) from error

    def titles(
        self,
        text: str,
        filters: Filters = EVERYTHING,
        limit: int = 20,
    ) -> tuple[int, list[TitleHit]]:
        """How many stories match by title or teaser, and the newest of them.

        :raises QueryError: there is nothing to look for.
        """
        query = parse(text, has_compounds=False)
        return self._counts.titles(query.expression, filters, self._programs(filters), limit)

    def within(self, text: str | None, filters: Filters, transcripts: Sequence[int]) -> set[int]:
        """The ids of the turns of some transcripts that match.

        :raises QueryError: there is nothing to look for.
        """
        ids = self._db.all(
            int,
            "SELECT speech.id FROM turns JOIN speech ON turn_id = turns.id"
            " WHERE turns.transcript_id IN (SELECT value FROM json_each(:transcripts))",
            {"transcripts": json.dumps(list(transcripts))},
        )
        found = self._asked(text, filters).match()
        dated = [one for one in ids if one >= FIRST_DATED]
        undated = [one for one in ids if one < FIRST_DATED]
        matching: set[int] = set()
        for some in filter(None, (dated, undated)):
            days = replace(
                found, first=max(found.first, min(some)), last=min(found.last, max(some))
            )
            matching.update(self._ordered(days, "", -1))
        return matching.intersection(ids)

    def hits(self, ids: Sequence[int], text: str | None = None) -> list[Hit]:
        """The turns with these ids, in their order, what ``text`` looks for marked in each."""
        return hits(self._db, ids, parse(text).phrases if text is not None else ())

    def programs(self, name: str | None = None) -> list[str]:
        """The programs in the archive whose names have ``name`` in them, letter case, accents and
        punctuation aside.
        """
        wanted = folded(name or "")
        if name is not None and not wanted:
            return []
        every = self._db.all(
            str,
            "WITH RECURSIVE known (program) AS (SELECT min(program) FROM transcripts UNION ALL"
            " SELECT (SELECT min(program) FROM transcripts WHERE program > known.program)"
            " FROM known WHERE known.program IS NOT NULL)"
            " SELECT program FROM known WHERE program IS NOT NULL",
        )
        return [one for one in every if " ".join(wanted) in " ".join(folded(one))]

    # -- parts --------------------------------------------------------------------------------

    def _asked(self, text: str | None, filters: Filters) -> _Asked:
        return _Asked(None if text is None else parse(text), filters, self._programs(filters))

    def _programs(self, filters: Filters) -> list[str]:
        if filters.program is None:
            return []
        return [filters.program] if filters.whole_program else self.programs(filters.program)

    def _count(self, found: Match, at_most: int | None = None) -> int:
        counted = f"SELECT count(*) FROM speech_fts WHERE {found.condition}"
        if at_most is not None:
            some = f"SELECT 1 FROM speech_fts WHERE {found.condition} LIMIT {at_most}"
            counted = f"SELECT count(*) FROM ({some})"
        return self._numbers(counted, found)[0]

    def _best(self, ids: list[int], query: Query) -> list[int]:
        """The turns, the most relevant first."""
        every = self._db.value("SELECT max(turn_id) FROM speech") or 1

        def share(phrase: Phrase) -> float:
            takes_long = phrase.is_prefix or len(phrase.words) > 1
            return self._count(Match(phrase.expression), RANKED if takes_long else _RARE) / every

        return best(texts(self._db, ids), query.phrases, share)

    def _ids(self, found: Match, sort: Sort, limit: int) -> list[int]:
        """The ids of the turns that match, in the order of days, the newest first but where the
        oldest are asked for.
        """
        if sort != Sort.OLDEST:
            return self._ordered(found, "DESC", limit)
        ids = self._ordered(replace(found, first=max(found.first, FIRST_DATED)), "", limit)
        if found.first < FIRST_DATED:
            ids += self._ordered(replace(found, last=FIRST_DATED - 1), "", limit - len(ids))
        return ids

    def _ordered(self, found: Match, order: str, limit: int) -> list[int]:
        return self._numbers(
            f"SELECT rowid FROM speech_fts WHERE {found.condition}"
            f" ORDER BY rowid {order} LIMIT {limit}",
            found,
        )

    def _left_out(self, asked: _Asked) -> LeftOut:
        undated = stories = repeated = 0
        if asked.filters.is_dated:
            every = asked.match(since=None, until=None)
            undated, stories = self._counts.turns_and_stories(replace(every, last=FIRST_DATED - 1))
        if not asked.filters.duplicates:
            repeated = self._count(uncounted(asked.match(duplicates=True)))
        return LeftOut(undated, stories, repeated)

    def _other_forms(self, asked: _Asked, total: int) -> Iterator[OtherForm]:
        """What other forms of the words of a plain query there are, where they are frequent."""
        for pattern, expression in other_forms(asked.query) if asked.query else ():
            more = self._count(matching(expression, asked.filters, asked.programs))
            if more >= max(_FEW, total * _FREQUENT):
                yield OtherForm(pattern, more)

    def _numbers(self, sql: str, found: Match) -> list[int]:
        try:
            return [row[0] for row in self._db.connection.execute(sql, found.values)]
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise self._explained(error) from error

    def _explained(self, error: Exception) -> Exception:
        if "fts5" in str(error):
            return QueryError(f"the search is too complex ({error}); simplify it")
        return self._db.failure(error)
