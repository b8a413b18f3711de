"""The state of each source: whether it is as fresh as usual, its queue, its failures, and which
transcripts are in doubt.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from scraper.archive.database.connection import Database
from scraper.archive.health.coverage import (
    CoverageFilter,
    MonthCoverage,
    count_left_out,
    coverage,
    programs_on_record,
)
from scraper.archive.health.drift import Drift, find_drift
from scraper.archive.health.run_history import RunHistory, run_history
from scraper.archive.health.totals import Growth, Reason, Totals, reasons
from scraper.archive.rows import RunRow
from scraper.archive.runs import CLOCK_SLACK
from scraper.archive.states import PageState
from scraper.archive.times import day, stamp

#: Days of stories that tell a source's habit, and how many it takes to have one.
_HABIT_DAYS, _FEWEST = 120, 6
#: A source that nobody runs can't be late.
_RUN_LATELY = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """One source. ``newest`` is the air date of its newest story. ``usual_gap`` is the number of
    days within which nearly every story follows the one before (None while too few are known).
    ``late`` says that its newest story is older than that although it is run. ``undated``
    transcripts have no air date. ``due`` pages are due now, and ``soon`` pages within a day.
    """

    source: str
    transcripts: int
    undated: int
    newest: date | None
    usual_gap: int | None
    late: bool
    runs: RunHistory
    last_outcome: str | None
    due: int
    soon: int
    states: dict[str, int]


class Health:
    """The state of the archive and its sources."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of_source(self, source: str, now: datetime, *, besides: str = "") -> SourceHealth:
        """How ``source`` does.

        :param besides: runs of commands that end like this do not count.
        """
        values = {
            "source": source,
            "now": stamp(now),
            "soon": stamp(now + timedelta(days=1)),
            "tomorrow": f"{now + timedelta(days=1):%Y-%m-%d}",
        }
        transcripts, undated, newest = self._db.first(
            lambda count, undated, newest: (count, undated, newest),
            "SELECT count(*), sum(aired_on IS NULL),"
            " max(aired_on) FILTER (WHERE aired_on <= :tomorrow)"
            " FROM transcripts WHERE source = :source",
            values,
        ) or (0, 0, None)
        due, soon = self._db.first(
            lambda due, soon: (due, soon),
            "SELECT sum(next_attempt_at <= :now),"
            " sum(next_attempt_at > :now AND next_attempt_at <= :soon)"
            " FROM pages WHERE source = :source AND next_attempt_at IS NOT NULL",
            values,
        ) or (0, 0)
        last = self._last_run(source, besides)
        newest_day = day(newest)
        gap = self._usual_gap(source, newest_day) if newest_day else None
        lately = (stamp(now - _RUN_LATELY), stamp(now + CLOCK_SLACK))
        run_lately = last is not None and lately[0] < last.started_at <= lately[1]
        late = bool(
            gap and newest_day and run_lately and (now.date() - newest_day).days > 2 * gap + 2
        )
        return SourceHealth(
            source,
            int(transcripts),
            int(undated or 0),
            newest_day,
            gap,
            late,
            run_history(self._db, source, now),
            (last.outcome or "cut off") if last else None,
            int(due or 0),
            int(soon or 0),
            self._states_of(source),
        )

    def _states_of(self, source: str) -> dict[str, int]:
        return dict(
            self._db.tuples(
                "SELECT state, count(*) FROM pages WHERE source = :source AND kind = 'story'"
                " GROUP BY state",
                {"source": source},
            )
        )

    def states(self) -> dict[str, dict[str, int]]:
        """How many story pages of each source are in each state."""
        rows = self._db.tuples(
            "SELECT source, state, count(*) FROM pages WHERE kind = 'story' GROUP BY source, state",
        )
        found: dict[str, dict[str, int]] = {}
        for source, state, count in rows:
            found.setdefault(source, {})[state] = count
        return found

    def _last_run(self, source: str, besides: str) -> RunRow | None:
        return self._db.row(
            RunRow,
            "WHERE (:besides = '' OR command NOT LIKE '%' || :besides)"
            " AND EXISTS (SELECT 1 FROM json_each(sources) WHERE value = :source)"
            " ORDER BY id DESC LIMIT 1",
            {"source": source, "besides": besides},
        )

    def runs_by_outcome(self) -> dict[str, int]:
        """How many runs ended how; ``cut off`` are those that did not end, or go on."""
        return dict(
            self._db.tuples(
                "SELECT coalesce(outcome, 'cut off'), count(*) FROM runs GROUP BY 1 ORDER BY 1",
            )
        )

    def _usual_gap(self, source: str, newest: date) -> int | None:
        """The days within which 19 of 20 days with stories followed on the one before."""
        since = newest - timedelta(days=_HABIT_DAYS)
        found = self._db.all(
            day,
            "SELECT DISTINCT aired_on FROM transcripts WHERE source = :source"
            " AND aired_on BETWEEN :since AND :newest ORDER BY aired_on",
            {"source": source, "since": since.isoformat(), "newest": newest.isoformat()},
        )
        days = [one for one in found if one is not None]
        if len(days) < _FEWEST:
            return None
        gaps = sorted((b - a).days for a, b in pairwise(days))
        return gaps[min(len(gaps) * 19 // 20, len(gaps) - 1)]

    # -- what there is, and what is wrong with it ---------------------------------------------

    def totals(self) -> Totals:
        """What there is of each kind."""
        return Totals(
            *(
                int(self._db.value(sql) or 0)
                for sql in (
                    "SELECT count(*) FROM transcripts",
                    "SELECT sum(turn_count) FROM transcripts WHERE counted",
                    "SELECT sum(word_count) FROM transcripts WHERE counted",
                    "SELECT count(*) FROM transcripts WHERE duplicate_of IS NOT NULL",
                    "SELECT count(*) FROM transcripts WHERE NOT counted AND duplicate_of IS NULL",
                    "SELECT count(DISTINCT transcript_id) FROM revisions WHERE cause = 'publisher'",
                )
            )
        )

    def transcripts_by_source(self) -> dict[str, int]:
        """How many transcripts each source has."""
        return dict(
            self._db.tuples(
                "SELECT source, count(*) FROM transcripts GROUP BY source ORDER BY source",
            )
        )

    def growth(self, since: datetime) -> Growth:
        """What was added since then."""
        values = {"since": stamp(since)}
        transcripts = "SELECT count(*) FROM transcripts WHERE first_seen_at >= :since"
        kept = (
            "SELECT coalesce(sum(length(body)), 0) FROM snapshots WHERE id >= ("
            " SELECT coalesce(min(snapshot_id), 1 << 62) FROM revisions WHERE seen_at >= :since)"
        )
        return Growth(int(self._db.value(transcripts, values)), int(self._db.value(kept, values)))

    def problems(self) -> list[Reason]:
        """Which pages failed or were quarantined, by source, state and reason."""
        return reasons(
            self._db,
            "SELECT source, state, reason, count(*) FROM pages"
            f" WHERE state IN ('{PageState.FAILED}', '{PageState.QUARANTINED}')"
            " GROUP BY source, state, reason ORDER BY count(*) DESC, source",
            "SELECT url FROM pages WHERE source = :source AND state = :state"
            " AND reason IS :reason ORDER BY id DESC",
        )

    def doubted(self) -> list[Reason]:
        """Which transcripts are in doubt, by source and reason."""
        return reasons(
            self._db,
            "SELECT source, 'doubted', doubt, count(*) FROM transcripts WHERE doubt IS NOT NULL"
            " GROUP BY source, doubt ORDER BY count(*) DESC, source, doubt",
            "SELECT url FROM transcripts WHERE source = :source AND doubt = :reason"
            " ORDER BY id DESC",
        )

    def read_by_older_rules(self, extractor: str) -> int:
        """How many transcripts were read by other rules than ``extractor``. Those in doubt are not
        counted: these rules were tried on them.
        """
        return int(
            self._db.value(
                "SELECT count(*) FROM transcripts WHERE extractor <> :extractor AND doubt IS NULL",
                {"extractor": extractor},
            )
        )

    def coverage(self, which: CoverageFilter) -> list[MonthCoverage]:
        """What of each program's months is listed, landed and missing."""
        return coverage(self._db, which)

    def count_left_out(self, which: CoverageFilter) -> int:
        """How many stories a range of months leaves out because nobody knows their month."""
        return count_left_out(self._db, which)

    def programs(self) -> list[str]:
        """The programs that stories or listings name."""
        return programs_on_record(self._db)

    def drift(
        self, source: str, url_date: Callable[[str], date | None], now: datetime
    ) -> list[Drift]:
        """What of ``source`` left its usual range; nothing if there are too few stories to
        tell.

        :param url_date: the day that a story's URL carries.
        """
        return find_drift(self._db, source, url_date, now)
