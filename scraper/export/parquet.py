"""Parquet, each table partitioned by source and year as Hive does (``source=npr/year=2013``).

Import this module where pyarrow is installed; it takes a tenth of a second and 60 MB of memory.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import date, datetime
from itertools import groupby
from typing import Any
from urllib.parse import quote

import pyarrow as pa

from scraper.archive.corpus import CorpusStory
from scraper.errors import ArchiveDamaged
from scraper.export.columns import PARTITIONED, TABLES, Column, Kind, Table, stored_columns
from scraper.export.folder import Folder
from scraper.export.parquet_file import ParquetFile

#: What the bytes depend on, besides OnRecord.
VERSION: str = pa.__version__
#: The year of stories of which nobody knows when they aired. (Hive has a name for no value, which
#: pandas can't read.)
_UNDATED = 0
_KINDS: dict[Kind, Any] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us", "UTC"),
}


def write_parquet(folder: Folder, stories: Iterable[CorpusStory]) -> None:
    """Write ``TABLE/source=SOURCE/year=YEAR/part-0.parquet``; stories must come by source and
    day.

    :raises ArchiveDamaged: a date or time is invalid.
    """
    for (source, year), of_part in groupby(stories, lambda story: (story.row.source, story.year)):
        partition = f"source={quote(source, safe='')}/year={year or _UNDATED}"
        with ExitStack() as stack:
            files = [
                (table, stack.enter_context(_file(folder, table, partition))) for table in TABLES
            ]
            for story in of_part:
                for table, file in files:
                    file.add(_stored(table, row) for row in table.rows(story))


def _file(folder: Folder, table: Table, partition: str) -> ParquetFile:
    schema = pa.schema([_field(column) for column in stored_columns(table)])
    return ParquetFile(folder, f"{table.name}/{partition}/part-0.parquet", schema)


def _stored(table: Table, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row as the files of a partition have it."""
    cells = zip(table.columns, row, strict=True)
    return tuple(_value(column, cell) for column, cell in cells if column.name not in PARTITIONED)


def _field(column: Column) -> Any:
    return pa.field(column.name, _KINDS[column.kind], metadata={"description": column.meaning})


def _value(column: Column, cell: Any) -> Any:
    if cell is None or column.kind not in ("date", "datetime"):
        return cell
    try:
        return date.fromisoformat(cell) if column.kind == "date" else datetime.fromisoformat(cell)
    except ValueError as error:
        raise ArchiveDamaged(
            f"the archive is damaged: {column.name} has the invalid value {cell!r}"
        ) from error
