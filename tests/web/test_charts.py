"""Where charts put what they say."""

from __future__ import annotations

import pytest

from jobs.web.chart_labels import Frame, labels
from jobs.web.charts import Axis, Series, bar_chart, line_chart

_FRAME = Frame(0, 400, 0, 200)
_YEARS = [str(year) for year in range(2005, 2027)]


def test_a_name_stands_beside_its_last_point() -> None:
    (one,) = labels(["snow"], [[[(0, 50), (400, 50)]]], _FRAME)
    assert (one.y, one.leader) == (50, None)
    assert one.x > 400


def test_of_two_names_at_one_place_a_thin_line_leads_to_one() -> None:
    lines = [[[(0.0, 50.0), (400.0, 50.0)]], [[(0.0, 90.0), (400.0, 52.0)]]]
    first, second = labels(["snow", "rain"], lines, _FRAME)
    assert first.leader is None
    assert second.leader is not None
    assert abs(first.y - second.y) >= 14
    (x, y), (_, end) = second.leader
    assert (x > 400, y, end) == (True, 52, second.y)


def test_a_name_within_the_plot_covers_no_line_and_no_point() -> None:
    falling = [(300.0, 20.0), (400.0, 180.0)]
    lines = [[[(0.0, 100.0), (330.0, 100.0)]], [falling]]
    name, _ = labels(["Fresh Air", "Morning Edition"], lines, _FRAME)
    for step in range(101):
        share = step / 100
        assert not name.covers((330 * share, 100))
        assert not name.covers((300 + 100 * share, 20 + 160 * share))


@pytest.mark.parametrize("count", range(1, 130))
def test_the_first_and_the_last_time_have_their_names(count: int) -> None:
    times = [str(1900 + number) for number in range(count)]
    for chart in line_chart("Turns", times, [Series("snow", [1.0] * count)]):
        shown = [tick.text for tick in chart.x_ticks]
        assert shown[0] == times[0]
        assert shown[-1] == times[-1]
        assert len(shown) <= 22
        apart = [b.at - a.at for a, b in zip(chart.x_ticks, chart.x_ticks[1:], strict=False)]
        assert min(apart, default=40) >= 38, "years don't touch"


def test_years_with_values_have_their_names_before_others() -> None:
    values = [5.0 if year in ("2009", "2013", "2024") else 0.0 for year in _YEARS]
    for chart in bar_chart("Transcripts", _YEARS, values):
        shown = [tick.text for tick in chart.x_ticks]
        assert {"2005", "2009", "2013", "2026"} <= set(shown) <= {*shown[:3], "2024", "2026"}
        assert len(chart.marks) == len(_YEARS), "every year has a mark"


def test_names_are_in_the_wide_chart_and_whole_in_the_list_of_the_narrow_one() -> None:
    name = "Weekend Edition Saturday With Guests"
    wide, narrow = line_chart("Turns", _YEARS, [Series(name, [1.0] * len(_YEARS))])
    assert wide.lines[0].label is not None
    assert wide.lines[0].label.text.endswith("…")
    assert (narrow.lines[0].label, narrow.lines[0].name) == (None, name)
    assert narrow.right - narrow.left > 0.8 * narrow.width


def test_a_line_without_any_value_is_not_drawn_at_zero() -> None:
    wide, _ = line_chart("Turns", _YEARS, [Series("reporter", [None] * len(_YEARS))])
    assert wide.lines == []


def test_points_in_one_place_have_outlines_of_their_own() -> None:
    lines = [Series(str(number), [1.0, 1.0]) for number in range(6)]
    wide, _ = line_chart("Turns", ["2025", "2026"], lines)
    assert len({line.points[0].path for line in wide.lines}) == 6


def test_percentages_say_so() -> None:
    chart, _ = line_chart("Share", ["2025"], [Series("staff", [50.0])], Axis(top=100, unit="%"))
    assert [tick.text for tick in chart.y_ticks] == ["0%", "25%", "50%", "75%", "100%"]
    assert chart.lines[0].points[0].text == "staff, 2025: 50%"


def test_bars_are_labelled_where_all_labels_fit() -> None:
    wide, narrow = bar_chart("Words", _YEARS, [1234.0] * len(_YEARS))
    assert {bar.label for bar in (*wide.bars, *narrow.bars)} == {""}
    wide, narrow = bar_chart("Transcripts", _YEARS, [3.0] * len(_YEARS))
    assert {bar.label for bar in (*wide.bars, *narrow.bars)} == {"3"}
