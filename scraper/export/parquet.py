"""Parquet, each table partitioned by source and year as Hive does (``source=npr/year=2013``).

Import this module where pyarrow is installed; it takes a tenth of a second and 60 MB of memory.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from typing import Any
from urllib.parse import quote

import pyarrow as pa
from pyarrow import parquet

from scraper.archive.corpus import CorpusStory
from scraper.errors import ArchiveDamaged
from scraper.export.columns import PARTITIONED, TABLES, Column, Kind, Table, stored_columns
from scraper.export.folder import Folder

#: What the bytes depend on, besides OnRecord.
VERSION: str = pa.__version__
#: The year of stories of which nobody knows when they aired. (Hive has a name for no value, which
#: pandas can't read.)
_UNDATED = 0
#: Rows that are held in memory before they are written.
_GROUP = 10_000
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
        parts = [_Part(folder, table, partition) for table in TABLES]
        try:
            for story in of_part:
                for part in parts:
                    part.add(story)
        finally:
            for part in parts:
                part.close()


class _Part:
    """A file of one table, source and year; none where there are no rows."""

    def __init__(self, folder: Folder, table: Table, partition: str) -> None:
        self._folder, self._table = folder, table
        self._path = f"{table.name}/{partition}/part-0.parquet"
        self._schema = pa.schema([_field(column) for column in stored_columns(table)])
        self._rows: list[tuple[Any, ...]] = []
        self._writer: parquet.ParquetWriter | None = None

    def add(self, story: CorpusStory) -> None:
        self._rows += self._table.rows(story)
        if len(self._rows) >= _GROUP:
            self._write()

    def close(self) -> None:
        if self._rows:
            self._write()
        if self._writer is not None:
            self._writer.close()
            self._folder.note(self._path)

    def _write(self) -> None:
        if self._writer is None:
            place = self._folder.place(self._path)
            self._writer = parquet.ParquetWriter(place, self._schema, compression="zstd")
        columns = zip(self._table.columns, zip(*self._rows, strict=True), strict=True)
        arrays = [
            pa.array([_value(column, cell) for cell in cells], _KINDS[column.kind])
            for column, cells in columns
            if column.name not in PARTITIONED
        ]
        self._writer.write_table(pa.table(arrays, schema=self._schema))
        self._rows = []


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
