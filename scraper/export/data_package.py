"""Descriptions of an export for machines: a Frictionless data package
(https://specs.frictionlessdata.io/data-package/) and Croissant 1.0
(https://docs.mlcommons.org/croissant/docs/croissant-spec.html), no more than what is known.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from scraper.export.columns import TABLES, Column, Table
from scraper.export.folder import Folder, WrittenFile

DATA_PACKAGE, CROISSANT = "datapackage.json", "croissant.json"
_MEDIA = {
    ".csv": "text/csv",
    ".jsonl": "application/jsonlines",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
    ".txt": "text/plain",
    ".gz": "application/warc",
    ".wacz": "application/wacz",
    ".md": "text/markdown",
}
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
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def write_descriptions(folder: Folder, title: str, description: str) -> None:
    """Write both descriptions of the files written so far."""
    files = list(folder.files)
    for name, found in (
        (DATA_PACKAGE, _package(files, title, description)),
        (CROISSANT, _croissant(files, title, description)),
    ):
        with folder.file(name) as out:
            out.write(json.dumps(found, ensure_ascii=False, indent=1).encode() + b"\n")


def _package(files: Iterable[WrittenFile], title: str, description: str) -> dict[str, Any]:
    return {
        "profile": "data-package",
        "name": "onrecord-export",
        "title": title,
        "description": description,
        "resources": [_resource(file) for file in files],
    }


def _resource(file: WrittenFile) -> dict[str, Any]:
    stem, _, ending = file.path.rpartition(".")
    name = "".join(c if c.isalnum() or c in "-_" else "-" for c in stem.lower())
    found: dict[str, Any] = {
        "name": f"{name}-{ending}",
        "path": file.path,
        "format": ending,
        "mediatype": _media(file),
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
    }
    if ending in ("csv", "jsonl", "json", "txt"):
        found["encoding"] = "utf-8"
    if (table := _table_of(file)) is not None and ending != "parquet":
        found |= {"name": table.name, "profile": "tabular-data-resource", "schema": _schema(table)}
    return found


def _schema(table: Table) -> dict[str, Any]:
    return {
        "fields": [_field(column) for column in table.columns],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }


def _field(column: Column) -> dict[str, str]:
    found = {"name": column.name, "type": column.kind, "description": column.meaning}
    return found | ({"format": "any"} if column.kind == "datetime" else {})


def _croissant(files: list[WrittenFile], title: str, description: str) -> dict[str, Any]:
    tables = [(file, table) for file in files if (table := _table_of(file)) is not None]
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": title,
        "description": description,
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": file.path,
                "name": file.path,
                "contentUrl": file.path,
                "contentSize": f"{file.size} B",
                "encodingFormat": _media(file),
                "sha256": file.sha256,
            }
            for file in files
        ],
        "recordSet": [_record_set(file, table) for file, table in tables],
    }


def _record_set(file: WrittenFile, table: Table) -> dict[str, Any]:
    name = file.path.rpartition(".")[0] if file.path.count("/") else table.name
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": table.meaning,
        "key": [{"@id": f"{name}/{column}"} for column in table.key],
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{column.name}",
                "name": column.name,
                "description": column.meaning,
                "dataType": _SCHEMA_TYPES[column.kind],
                "source": {"fileObject": {"@id": file.path}, "extract": _extract(file, column)},
            }
            for column in table.columns
        ],
    }


def _extract(file: WrittenFile, column: Column) -> dict[str, str]:
    if file.path.endswith(".jsonl"):
        return {"jsonPath": f"$.{column.name}"}
    return {"column": column.name}


def _table_of(file: WrittenFile) -> Table | None:
    """The table that a file holds."""
    ending = file.path.rpartition(".")[2]
    name = file.path.split("/")[0] if ending == "parquet" else file.path.rpartition(".")[0]
    if ending not in ("csv", "jsonl", "parquet"):
        return None
    return next((table for table in TABLES if table.name == name), None)


def _media(file: WrittenFile) -> str:
    return _MEDIA.get(file.path[file.path.rfind(".") :], "application/octet-stream")
