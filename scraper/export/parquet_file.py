"""A Parquet file in an export, written a group of rows at a time.

Import this module where pyarrow is installed; it takes a tenth of a second and 60 MB of memory.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from scraper.closing import Closing
from scraper.export.folder import Folder

#: Rows that are held in memory before they are written.
_GROUP = 10_000


class ParquetFile(Closing):
    """A file that appears in the folder when it is closed; none if it has no rows.

    :param path: where in the folder, with slashes.
    """

    def __init__(self, folder: Folder, path: str, schema: Any) -> None:
        self._folder, self._path, self._schema = folder, path, schema
        self._rows: list[tuple[Any, ...]] = []
        self._writer: parquet.ParquetWriter | None = None

    def add(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Add rows, with a value for each field of the schema."""
        self._rows += rows
        if len(self._rows) >= _GROUP:
            self._write()

    def close(self) -> None:
        """Write what is left."""
        if self._rows:
            self._write()
        if self._writer is not None:
            self._writer.close()
            self._folder.note(self._path)

    def _write(self) -> None:
        if self._writer is None:
            place = self._folder.place(self._path)
            self._writer = parquet.ParquetWriter(place, self._schema, compression="zstd")
        arrays = [
            pa.array(cells, field.type)
            for field, cells in zip(self._schema, zip(*self._rows, strict=True), strict=True)
        ]
        self._writer.write_table(pa.table(arrays, schema=self._schema))
        self._rows = []
