"""Which runs of a source are due, judging from the archive, and why they are late."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from structlog.typing import FilteringBoundLogger

from jobs.schedule.timetable import Timetable
from scraper.archive.runs import CLOCK_SET_BACK, DueRun, Runs

#: How often the scheduler looks whether something was missed, or the configuration changed.
LOOK_S = 30.0

FIRST = "the first run"
NOT_RUNNING = "the scheduler was not running"
NOT_SCHEDULED = "it was not on the schedule"
CUT_OFF = "the run before it was cut off"
STILL_GOING = "the run before it was still going"
HELD = "another run held the archive"
SLEPT = "the machine slept, or its clock was set"
MADE = "it was run by hand or by cron"


class DueRuns:
    """Finds the runs that are due.

    :param now: the wall clock.
    """

    def __init__(self, log: FilteringBoundLogger, now: Callable[[], datetime]) -> None:
        self._log, self._now = log, now
        #: Why the next run of a source is late, where that is known beforehand.
        self._reasons: dict[str, str] = {}
        #: Until when each source's due runs are accounted for.
        self._done_until: dict[str, datetime] = {}
        self._last_run: tuple[datetime, datetime] | None = None

    def begin(self, source: str, reason: str) -> None:
        """A source is on the schedule that was not; its first run is late for ``reason``."""
        self._reasons[source] = reason
        self._done_until.pop(source, None)

    def change_times(self, source: str) -> None:
        """A source has other times: by these nothing was due before they were given."""
        self._done_until[source] = max(self._done(source) or self._now(), self._now())

    def delay(self, sources: Iterable[str], reason: str) -> None:
        """The next runs of ``sources`` are late for ``reason``."""
        self._reasons |= dict.fromkeys(sources, reason)

    def made(self, due: Iterable[DueRun], began: datetime) -> None:
        """A run that began then stands for what was ``due``."""
        self._last_run = (began, self._now())
        for one in due:
            self._done_until[one.source] = one.due_at
            self._reasons.pop(one.source, None)

    def interrupted(self, began: datetime) -> None:
        """A run that began then was told to stop: what it was for is still due."""
        self._last_run = (began, self._now())

    def may_be_due(self, timetable: Timetable, until: datetime) -> bool:
        """False if what is known in memory says that it isn't."""
        done = self._done(timetable.source)
        return done is None or timetable.next_after(done) <= until

    def _done(self, source: str) -> datetime | None:
        """Until when the due runs of a source are accounted for. What was noted while the clock was
        far ahead is forgotten once that is put right.
        """
        done = self._done_until.get(source)
        if done is not None and done > self._now() + CLOCK_SET_BACK:
            del self._done_until[source]
            return None
        return done

    def find(
        self, runs: Runs, timetable: Timetable, until: datetime, jitter: timedelta
    ) -> DueRun | None:
        """What a run of the source would stand for now, by what the archive tells.

        :param jitter: how late a run may begin on purpose.
        """
        source = timetable.source
        last = runs.last_due(source, self._now())
        if last is None:
            now = self._now()
            return DueRun(source, now, now, reason=FIRST)
        if (made := runs.run_since(source, last, self._now())) is not None:
            run_id, began = made
            if covered := timetable.due_between(last, began):
                runs.record_covered(run_id, replace(covered, reason=MADE))
                last = covered.due_at
                self._log.info("already made", source=source, due=minute(last), run=run_id)
        last = max(last, self._done(source) or last)
        due = timetable.due_between(last, until)
        if due is None:
            self._done_until[source] = last
            self._reasons.pop(source, None)
            return None
        return replace(due, reason=self._reason(runs, due, last, jitter))

    def _reason(self, runs: Runs, due: DueRun, last: datetime, jitter: timedelta) -> str | None:
        """Why a run is late or one for several; None if it is neither."""
        if runs.cut_off(due.source, last):
            return CUT_OFF
        if due.count == 1 and self._now() - due.due_at <= jitter + timedelta(seconds=2 * LOOK_S):
            return None
        if (reason := self._reasons.get(due.source)) is not None:
            return reason
        if self._last_run is not None:
            began, ended = self._last_run
            if began <= due.first_due_at <= ended:
                return STILL_GOING
        return SLEPT


def minute(moment: datetime) -> str:
    """A time to the minute, in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
