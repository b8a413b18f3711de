"""The version of the extractor's rules."""

from __future__ import annotations

from typing import Final

#: Kept with every transcript: a later version may read the same page better.
EXTRACTOR: Final = "4"
