"""Landing several pages in one transaction. Each is stored completely or not at all, and a page
that fails does not affect the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scraper.archive.records.landing import Landed
from scraper.archive.store import Archive
from scraper.errors import ArchiveError, RowRefused

#: Lands a page. It may be called a second time, after nothing of the first was written.
Land = Callable[[], Landed]


def land_together(
    archive: Archive, lands: Sequence[Land], then: Callable[[], None] = lambda: None
) -> list[Landed | Exception]:
    """What each of ``lands`` did, or the error that it raised.

    :param then: writes that all of them were dealt with, in the same transaction; where each had
        to be tried alone, in one after theirs.
    :raises ArchiveError: the archive can't be written: none of them was.
    """
    try:
        return _in_one_transaction(archive, lands, then)
    except RowRefused:
        # Rows are inserted at the end, so nobody knows whose it was: each is tried alone.
        alone = [_alone(archive, land) for land in lands]
        then()
        return alone


def _alone(archive: Archive, land: Land) -> Landed | Exception:
    try:
        return _in_one_transaction(archive, [land], lambda: None)[0]
    except RowRefused as error:
        return error


def _in_one_transaction(
    archive: Archive, lands: Sequence[Land], then: Callable[[], None]
) -> list[Landed | Exception]:
    done: list[Landed | Exception] = []
    with archive.transaction():
        for land in lands:
            try:
                with archive.savepoint():
                    done.append(land())
            except ArchiveError:
                raise
            except Exception as error:  # noqa: BLE001  it is given to whoever wanted it landed
                done.append(error)
        then()
    return done
