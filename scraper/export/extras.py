"""Libraries that only some formats need: each is an extra."""

from __future__ import annotations

from importlib import import_module

from scraper.errors import ErrorCode, ExportError


def require(library: str, extra: str, sentence: str) -> None:
    """Make sure that a library is there.

    :param sentence: says that it is not installed, and what needs it.
    :raises ExportError: it is not installed.
    """
    try:
        import_module(library)
    except ImportError as error:
        code = ErrorCode.EXPORT_SUPPORT_MISSING
        raise ExportError(sentence, code=code, extra=extra) from error


def require_pyarrow() -> None:
    """Make sure that pyarrow is there, which takes a moment to import.

    :raises ExportError: it is not installed.
    """
    require("pyarrow", "parquet", "pyarrow, which writes Parquet, is not installed")


def require_warcio() -> None:
    """Make sure that warcio is there.

    :raises ExportError: it is not installed.
    """
    sentence = "writing WARC files needs the library warcio, which is not installed"
    require("warcio.warcwriter", "warc", sentence)
