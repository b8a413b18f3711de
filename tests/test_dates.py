"""Dates as pages print and state them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from scraper.extract.dates import (
    find_date,
    first_published,
    is_dateline,
    is_possible,
    local_day,
    read_moment,
)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("January 6, 20254:16 PM ET", date(2025, 1, 6)),
        ("January 6, 202511:16 PM ET", date(2025, 1, 6)),
        ("StoryDecember 30, 2005", date(2005, 12, 30)),
        ("STORYDECEMBER 30, 2005", date(2005, 12, 30)),
        ("StoryFeb 01, 2019The Boats of Dunmore", date(2019, 2, 1)),
        ("August 21, 2008 at 6:05 PM EDT", date(2008, 8, 21)),
        ("MARCH 3, 20265:39 AM ET", date(2026, 3, 3)),
        ("Aired June 02, 2002 - 21:00   ET", date(2002, 6, 2)),
        ("Published June 30, 2023 at 3:42 PM MDT", date(2023, 6, 30)),
        ("June 30, 2023", date(2023, 6, 30)),
        ("june 30 2023", date(2023, 6, 30)),
        ("June 30th, 2023", date(2023, 6, 30)),
        ("June\u00a030,\u00a02023", date(2023, 6, 30)),
        ("30 June 2023", date(2023, 6, 30)),
        ("the 30th of June, 2023", date(2023, 6, 30)),
        ("30-Jun-2023", date(2023, 6, 30)),
        ("Jun. 3, 2015", date(2015, 6, 3)),
        ("2015-06-03", date(2015, 6, 3)),
        ("2015-06-03T23:59:00Z", date(2015, 6, 3)),
        ("Monday, June 3, 2015", date(2015, 6, 3)),
        ("Sept. 4, 2010 5:00 PM ET", date(2010, 9, 4)),
        ("12:14 AM ETSeptember 4, 2025", date(2025, 9, 4)),
        ("Heard on Tell Me More October 8, 2013", date(2013, 10, 8)),
        ("February 29, 2024", date(2024, 2, 29)),
        ("May 5, 2020", date(2020, 5, 5)),
    ],
)
def test_every_printed_form_of_a_date(text: str, day: date) -> None:
    assert find_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "February 29, 2023",
        "June 31, 2023",
        "June 0, 2023",
        "2023-13-01",
        "June 3",
        "June 2023",
        "3:09 p.m. on Friday, June 11.",
        "June 3, 20151",
        "June 3, 1015",
        "Decorate 3, 2015",
        "Smarch 3, 2015",
        "120150-06-034",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert find_date(text) is None


def test_an_impossible_date_hides_no_other() -> None:
    assert find_date("June 31, 2023, or rather July 1, 2023") == date(2023, 7, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (
            "Updated September 4, 20253:18 PM ETOriginally publishedSeptember 3, 20254:55 AM ET",
            date(2025, 9, 3),
        ),
        ("Published May 2, 2020, updated May 9, 2020", date(2020, 5, 2)),
        ("Updated May 9, 2020 · Published May 2, 2020", date(2020, 5, 2)),
        ("May 9, 2020. Originally aired May 2, 2019", date(2019, 5, 2)),
        ("Updated: May 9, 2020", None),
    ],
)
def test_the_first_publication_counts(text: str, day: date | None) -> None:
    assert first_published(text) == day


def test_an_update_is_found_where_nothing_else_is() -> None:
    assert find_date("Updated May 9, 2020") == date(2020, 5, 9)


@pytest.mark.parametrize(
    "text",
    [
        "January 6, 20254:16 PM ET",
        "StoryDecember 30, 2005",
        "August 21, 2008 at 6:05 PM EDT",
        "MARCH 3, 20265:39 AM ET",
        "Updated September 4, 20253:18 PM ETOriginally publishedSeptember 4, 20254:55 AM ET",
        "Aired June 02, 2002 - 21:00   ET",
        "Published June 30, 2023 at 3:42 PM MDT",
        "Monday, June 3, 2015",
        "2015-06-03",
        "Web ExclusiveMarch 3, 2015",
        "5:39 AM ET",
        "Heard on All Things Considered",
        "Heard on Wait Wait... Don't Tell Me!",
        "March 1, 20054:00 PM ETHeard on News & Notes",
        "Heard on Fresh Air, March 1, 2005",
        "Heard on March 1, 2005",
    ],
)
def test_a_line_of_dates_alone_is_a_dateline(text: str) -> None:
    assert is_dateline(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "StoryFeb 01, 2019The Boats of Dunmore",
        "On June 3, 2015, the mill closed.",
        "It was June 3, 2015.",
        "3:09 p.m. on Friday, June 11.",
        "Monday",
        "Updated",
        "3:49",
        "[20:00:25]",
        "Heard on the street, it was a rumor.",
        "ORLA TWINING: June 3, 2015",
        "June 31, 2015",
        "June 3, 2015 " + "at " * 200,
    ],
)
def test_a_line_with_more_is_no_dateline(text: str) -> None:
    assert not is_dateline(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-05-07T00:41:00Z", datetime(2024, 5, 7, 0, 41, tzinfo=UTC)),
        ("2024-05-07 00:41:00 UTC", datetime(2024, 5, 7, 0, 41, tzinfo=UTC)),
        (
            "2024-05-07 00:41:00 -0500",
            datetime(2024, 5, 7, 0, 41, tzinfo=timezone(timedelta(hours=-5))),
        ),
        (
            "Mon, 04 Oct 2010 15:13:00 -0400",
            datetime(2010, 10, 4, 15, 13, tzinfo=timezone(timedelta(hours=-4))),
        ),
        ("20260104", date(2026, 1, 4)),
        ("Oct. 4, 2010 at 3 PM", date(2010, 10, 4)),
        ("0001-01-01T00:00:00Z", None),
        ("9999-01-01", None),
        ("soon", None),
        ("2024-02-30", None),
    ],
)
def test_a_stated_moment(text: str, moment: datetime | date | None) -> None:
    assert read_moment(text) == moment


@pytest.mark.parametrize(
    ("stated", "zone", "day"),
    [
        ("2024-02-13T03:30:00Z", "America/New_York", date(2024, 2, 12)),
        ("2024-02-13T05:30:00Z", "America/New_York", date(2024, 2, 13)),
        ("2024-07-13T04:30:00Z", "America/New_York", date(2024, 7, 13)),  # summer time
        ("2024-07-13T05:30:00Z", "America/Denver", date(2024, 7, 12)),
        ("2024-02-12T23:30:00-08:00", "America/New_York", date(2024, 2, 12)),
        ("2024-02-12T23:30:00", "America/New_York", date(2024, 2, 12)),
    ],
)
def test_utc_is_read_in_the_newsrooms_zone_and_nothing_else_is(
    stated: str, zone: str, day: date
) -> None:
    moment = read_moment(stated)
    assert moment is not None
    assert local_day(moment, zone) == day


def test_what_can_be_an_air_date() -> None:
    begun, fetched = date(1960, 1, 1), datetime(2024, 3, 1, 23, tzinfo=UTC)
    assert is_possible(date(2024, 3, 2), begun, fetched)
    assert not is_possible(date(2024, 3, 3), begun, fetched)
    assert is_possible(date(2024, 3, 3), begun, None)
    assert not is_possible(date(1970, 1, 1), begun, fetched)
    assert not is_possible(date(1969, 12, 31), begun, fetched)
    assert not is_possible(date(1, 1, 1), begun, fetched)
    assert is_possible(date(1960, 1, 1), begun, fetched)
    assert not is_possible(date(1959, 12, 31), begun, fetched)
    unpacked = datetime(1980, 1, 1, tzinfo=UTC)  # a zip file without times
    assert is_possible(date(2024, 3, 3), begun, unpacked)
