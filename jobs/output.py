"""Streams that can fail: a closed stdout, a full disk, a terminal without some characters."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from pathlib import Path


class Output(io.TextIOWrapper):
    """A stdout that remembers why it could not be written."""

    error: OSError | None = None

    def write(self, text: str, /) -> int:
        """Write.

        :raises OSError: it can't be.
        """
        try:
            return super().write(text)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        """Write what waits.

        :raises OSError: it can't be.
        """
        try:
            super().flush()
        except OSError as error:
            self.error = error
            raise


class _Closed(io.StringIO):
    """Stands in for a closed stdout: every write fails."""

    error: OSError | None = None

    def write(self, text: str, /) -> int:
        """Fail where there is something to write.

        :raises OSError: then.
        """
        if text:
            self.error = OSError("it is closed")
            raise self.error
        return 0


class _Told(io.TextIOWrapper):
    """A stderr that never fails: text that can't be written is lost."""

    def write(self, text: str, /) -> int:
        """Write, if that can be."""
        with suppress(OSError):
            return super().write(text)
        return len(text)

    def flush(self) -> None:
        """Write what waits, if that can be."""
        with suppress(OSError):
            super().flush()


def make_streams_safe() -> None:
    """Show characters that a terminal's encoding doesn't have as ``?``; where stdout or stderr is
    closed, have something in its place.
    """
    if sys.stdout is None:
        sys.stdout = _Closed()
    elif type(sys.stdout) is io.TextIOWrapper:
        old = sys.stdout
        encoding, buffered = old.encoding, old.line_buffering
        sys.stdout = Output(old.detach(), encoding, "replace", line_buffering=buffered)
    if sys.stderr is None:
        # At the lowest free number, so that no file that is opened later gets that of stderr.
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    elif type(sys.stderr) is io.TextIOWrapper:
        errors = sys.stderr
        sys.stderr = _Told(
            errors.detach(), errors.encoding, "backslashreplace", line_buffering=True
        )


def output_error() -> OSError | None:
    """What kept stdout from being written, to its last line; None if nothing did."""
    try:
        sys.stdout.flush()
    except OSError as error:
        return error
    return getattr(sys.stdout, "error", None)


def give_up_output() -> None:
    """Let what is left for stdout go, so that Python doesn't complain of it when it ends."""
    # https://docs.python.org/3/library/signal.html#note-on-sigpipe
    if isinstance(sys.stdout, io.TextIOWrapper):
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
