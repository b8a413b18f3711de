"""When a page is not to be trusted: whether it reads like a transcript, and what in the block of
its speech speaks against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from selectolax.lexbor import LexborHTMLParser

from scraper.extract.labels import Label, read_label, read_marked_label
from scraper.extract.layout import MarkedLabel, SpeechBlock, collapsed
from scraper.extract.selectors import select
from scraper.extract.text_rendering import sounds_on_air
from scraper.sources.base import Source

_SEVERAL = 3
_LONGEST_NAME = 60
_SHOWN = 60


def doubt_of(speech: SpeechBlock, source: Source) -> str | None:
    """Why a block may be more than what was said, or have lost labels."""
    for text in speech.foreign:
        if not text.startswith(source.disclaimers):
            return f"a block that no rule knows stands within the speech: {text[:_SHOWN]!r}"
    if not speech.layout.labels:
        return None
    marked = {str(p) for p in speech.paragraphs if isinstance(p, MarkedLabel)}
    for paragraph in speech.paragraphs:
        head, colon, rest = paragraph.partition(":")
        if not colon or len(head) > _LONGEST_NAME or head in marked or read_label(paragraph):
            continue
        label = read_marked_label(head, source.calls_itself)
        named = label is not None and (
            all(word[0].isupper() for word in label.name.split()) and (" " in head or not rest)
        )
        if named:
            return f"a label is not marked as the others are: {head!r}"
    return None


def reads_like_a_transcript(paragraphs: Iterable[str], source: Source) -> bool:
    """True when several paragraphs begin with a label and one of those names a host or reporter,
    or stands there again: a story without transcript has none.
    """
    labels = [label for label in map(partial(_label_of, source), paragraphs) if label is not None]
    own = any(label.role in ("host", "reporter") for label in labels)
    again = len({label.printed for label in labels}) < len(labels)
    return len(labels) >= _SEVERAL and (own or again)


def _label_of(source: Source, paragraph: str) -> Label | None:
    """The label that opens a paragraph; at newsrooms whose labels need no capitals, also one that
    is all of it.
    """
    if isinstance(paragraph, MarkedLabel):
        return read_marked_label(paragraph, source.calls_itself)
    if found := read_label(paragraph, source.calls_itself):
        return found[0]
    marked = any(layout.labels for layout in source.layouts)
    if marked and paragraph.endswith(":") and len(paragraph) < _LONGEST_NAME:
        return read_marked_label(paragraph[:-1], source.calls_itself)
    return None


def lines_of(tree: LexborHTMLParser) -> Iterator[list[str]]:
    """What may be the paragraphs of a page, whatever its markup: its ``p`` elements; its pieces of
    text.
    """
    yield [collapsed(node.text()) for node in select(tree, "p")]
    if tree.body is not None:
        yield [collapsed(line) for line in tree.body.text(separator="\n").split("\n")]


def opens_with_speech(paragraphs: Sequence[str], source: Source) -> bool:
    """True when nothing that may be written stands before the first label."""
    for paragraph in paragraphs:
        if _label_of(source, paragraph) or sounds_on_air(paragraph):
            return True
        if not paragraph.startswith(source.disclaimers):
            return False
    return False
