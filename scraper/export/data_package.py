"""Descriptions of an export for machines: a Frictionless data package
(https://specs.frictionlessdata.io/data-package/) and Croissant 1.0
(https://docs.mlcommons.org/croissant/docs/croissant-spec.html), no more than what is known.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from scraper.export.columns import TABLES, Column, Table, stored_columns
from scraper.export.folder import Folder, WrittenFile

DATA_PACKAGE, CROISSANT = "datapackage.json", "croissant.json"
_MEDIA = {
    "csv": "text/csv",
    "jsonl": "application/jsonlines",
    "json": "application/json",
    "parquet": "application/x-parquet",
    "txt": "text/plain",
}
_TEXTS = frozenset({"csv", "jsonl", "json", "txt"})
_SCHEMA_TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
}
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


@dataclass(frozen=True, slots=True)
class _Part:
    """A file, or the files of a folder that belong together.

    :ivar table: the table that its rows are of, if they are.
    """

    name: str
    ending: str
    files: tuple[WrittenFile, ...]
    table: Table | None

    @property
    def is_folder(self) -> bool:
        return "/" in self.files[0].path

    @property
    def glob(self) -> str:
        return f"{self.name}/**/*.{self.ending}"

    @property
    def identifier(self) -> str:
        return self.name if self.is_folder else self.files[0].path


def _parts(files: Iterable[WrittenFile]) -> Iterator[_Part]:
    grouped: dict[tuple[str, str], list[WrittenFile]] = {}
    for file in files:
        path, _, ending = file.path.rpartition(".")
        grouped.setdefault((path.split("/")[0], ending), []).append(file)
    for (name, ending), of_part in grouped.items():
        table = next((table for table in TABLES if table.name == name), None)
        yield _Part(name, ending, tuple(of_part), table)


def tables_in(folder: Folder) -> list[tuple[Table, str]]:
    """The tables that the files written so far hold, each with a pattern for its files; those first
    that most readers open.
    """
    held = {
        part.table.name: part.glob if part.is_folder else part.identifier
        for part in _parts(folder.files)
        if part.table is not None
    }
    return [(table, held[table.name]) for table in TABLES if table.name in held]


def write_descriptions(folder: Folder, title: str, description: str) -> None:
    """Write both descriptions of the files written so far."""
    parts = list(_parts(folder.files))
    for name, found in (
        (DATA_PACKAGE, _package(parts, title, description)),
        (CROISSANT, _croissant(parts, title, description)),
    ):
        with folder.file(name) as out:
            out.write(json.dumps(found, ensure_ascii=False, indent=1).encode() + b"\n")


def _package(parts: Iterable[_Part], title: str, description: str) -> dict[str, Any]:
    return {
        "profile": "data-package",
        "name": "onrecord-export",
        "title": title,
        "description": description,
        "resources": [_resource(part) for part in parts],
    }


def _resource(part: _Part) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": part.table.name if part.table else f"{part.name.lower()}-{part.ending}",
        "path": [one.path for one in part.files] if part.is_folder else part.files[0].path,
        "format": part.ending,
        "mediatype": _media(part),
        "bytes": sum(one.size for one in part.files),
    }
    if not part.is_folder:
        found["hash"] = f"sha256:{part.files[0].sha256}"
    if part.ending in _TEXTS:
        found["encoding"] = "utf-8"
    if part.table is None or part.is_folder:
        return found | {"type": "file"}
    schema = {
        "fields": [_field(column) for column in part.table.columns],
        "primaryKey": list(part.table.key),
        "missingValues": [""],
    }
    return found | {"type": "table", "profile": "tabular-data-resource", "schema": schema}


def _field(column: Column) -> dict[str, str]:
    found = {"name": column.name, "type": column.kind, "description": column.meaning}
    return found | ({"format": "any"} if column.kind == "datetime" else {})


def _croissant(parts: Iterable[_Part], title: str, description: str) -> dict[str, Any]:
    parts = list(parts)
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": title,
        "description": description,
        "distribution": [_distributed(part) for part in parts],
        "recordSet": [_record_set(part, part.table) for part in parts if part.table is not None],
    }


def _distributed(part: _Part) -> dict[str, Any]:
    found = {
        "@type": "cr:FileSet" if part.is_folder else "cr:FileObject",
        "@id": part.identifier,
        "name": part.identifier,
        "encodingFormat": _media(part),
    }
    if part.is_folder:
        return found | {"includes": part.glob}
    file = part.files[0]
    return found | {
        "contentUrl": file.path,
        "contentSize": f"{file.size} B",
        "sha256": file.sha256,
    }


def _record_set(part: _Part, table: Table) -> dict[str, Any]:
    source = "fileSet" if part.is_folder else "fileObject"
    columns = stored_columns(table) if part.is_folder else table.columns
    held = {column.name for column in columns}
    name = f"{table.name}_rows"
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": table.name,
        "description": table.meaning,
        "key": [{"@id": f"{name}/{column}"} for column in table.key if column in held],
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{column.name}",
                "name": column.name,
                "description": column.meaning,
                "dataType": _SCHEMA_TYPES[column.kind],
                "source": {
                    source: {"@id": part.identifier},
                    "extract": {"column": column.name},
                },
            }
            for column in columns
        ],
    }


def _media(part: _Part) -> str:
    return _MEDIA.get(part.ending, "application/octet-stream")
