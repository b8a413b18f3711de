"""Links to a passage of a page: URL text fragments (``#:~:text=``), as the draft "URL Fragment Text
Directives" of the Web Platform Incubator Community Group defines them
(https://wicg.github.io/scroll-to-text-fragment/).

``text=[prefix-,]start[,end][,-suffix]``: each of the four parts is found within one block of the
page, such as a paragraph; between them lie white space or, from ``start`` to ``end``, anything.
A browser marks the first match. So a directive is only made if it has one match in the whole
transcript. If the same words also occur elsewhere, that needs some context.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from scraper.accents import without_accents
from scraper.content_hash import folded_signs

#: A passage of one paragraph with so many words stands in the link as a whole.
_MOST_WORDS = 10
#: Of a longer one, so many words at each end do, or more where these stand elsewhere, too.
_ENDS = (4, 6, 9, 14, 20)
#: The same of what stands before and behind it.
_CONTEXT = (3, 5, 8, 14)


@dataclass(frozen=True, slots=True)
class Passage:
    """What one speaker says: paragraphs, each a block of the page, the first one after the
    label.
    """

    label: str | None
    paragraphs: tuple[str, ...]


def passage(label: str | None, text: str) -> Passage:
    """A turn whose paragraphs are joined by line breaks."""
    return Passage(label, tuple(line for line in text.split("\n") if line.strip()))


def with_fragment(url: str, directive: str | None) -> str:
    """A URL with a directive behind it. A fragment that it has stays the page's."""
    if directive is None:
        return url
    return f"{url}:~:{directive}" if "#" in url else f"{url}#:~:{directive}"


def text_directive(
    passages: Sequence[Passage], wanted: int, above: Sequence[str] = ()
) -> str | None:
    """The directive ``text=…`` that matches the words of one passage and nothing else.

    :param passages: all passages of a transcript, in the order of the page.
    :param wanted: which of them, from 0.
    :param above: other text of the page that a browser meets first: the title, the teaser.
    :returns: None if none singles it out, as between two turns that are alike in all around
        them.
    """
    if not passages[wanted].paragraphs:
        return None
    page = _Page(passages, wanted, above)
    for parts in page.candidates():
        if page.is_only_match(parts):
            return parts.directive()
    return None


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of a directive, each as words."""

    start: tuple[str, ...]
    end: tuple[str, ...] = ()
    prefix: tuple[str, ...] = ()
    suffix: tuple[str, ...] = ()

    def directive(self) -> str:
        parts = [_encoded(self.prefix) + "-"] if self.prefix else []
        parts.append(_encoded(self.start))
        parts += [_encoded(self.end)] if self.end else []
        parts += ["-" + _encoded(self.suffix)] if self.suffix else []
        return f"text={','.join(parts)}"


def _encoded(words: Sequence[str]) -> str:
    """Words percent-encoded, all but letters, digits and ``_ . ~``. A dash has a meaning in a
    directive, as have comma and ampersand.
    """
    return quote(" ".join(words), safe="").replace("-", "%2D")


class _Page:
    """The words of a transcript as blocks, and the place of the wanted passage in them."""

    def __init__(self, passages: Sequence[Passage], wanted: int, above: Sequence[str]) -> None:
        # What stands between these and the transcript is not known: nothing is next to them.
        self._blocks = [words for text in above for words in (tuple(text.split()), ())]
        self._top = len(self._blocks)
        self._next_label = passages[wanted + 1].label if wanted + 1 < len(passages) else None
        for number, one in enumerate(passages):
            label = tuple(f"{one.label}:".split()) if one.label else ()
            if number == wanted:
                self._first, self._label = len(self._blocks), label
                self._last = self._first + len(one.paragraphs) - 1
            for paragraph in one.paragraphs:
                self._blocks.append(label + tuple(paragraph.split()))
                label = ()
        self._folded = [tuple(map(_folded, block)) for block in self._blocks]

    def candidates(self) -> Iterator[_Parts]:
        """Directives for the wanted passage, the plainest first."""
        plain = list(self._plain())
        yield from plain
        for parts in plain:
            for prefix, suffix in self._contexts():
                yield _Parts(parts.start, parts.end, prefix, suffix)

    def _plain(self) -> Iterator[_Parts]:
        first, last = self._blocks[self._first][len(self._label) :], self._blocks[self._last]
        alone = self._first == self._last
        if alone and len(first) <= _MOST_WORDS:
            yield _Parts(first)
            return
        ends = first if alone else last
        for count in _ENDS:
            if alone and len(first) < 2 * count:
                break
            yield _Parts(first[:count], ends[-count:])
        if alone:
            yield _Parts(first)

    def _contexts(self) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        """What can stand before and behind: the end of the block before, or the label that begins
        the passage's own; the beginning of the block behind, which may be a label.
        """
        first = self._first == self._top
        before = self._label or (() if first else self._blocks[self._first - 1])
        behind = self._blocks[self._last + 1] if self._last + 1 < len(self._blocks) else ()
        if self._next_label:
            # Without its colon, which not every page prints.
            yield (), tuple(self._next_label.split())
        for count in _CONTEXT:
            prefix, suffix = before[-count:], behind[:count]
            if suffix:
                yield (), suffix
            if prefix:
                yield prefix, ()
            if prefix and suffix:
                yield prefix, suffix

    def is_only_match(self, parts: _Parts) -> bool:
        """True if a browser finds the wanted passage, and would find nothing after it."""
        start, end, prefix, suffix = (
            tuple(map(_folded, words))
            for words in (parts.start, parts.end, parts.prefix, parts.suffix)
        )
        found = [at for at in self._places(start) if self._stands_behind(prefix, at)]
        matches = []
        for block, at in found:
            ends: list[tuple[int, int]] = [(block, at + len(start))]
            if end:
                ends = [
                    (one, place + len(end))
                    for one, place in self._places(end)
                    if (one, place) >= (block, at + len(start))
                ]
            ends = [one for one in ends if self._stands_before(suffix, one)]
            if ends:
                matches.append(((block, at), ends[0]))
        wanted = (self._first, len(self._label)), (self._last, len(self._blocks[self._last]))
        return matches == [wanted]

    def _places(self, words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
        """Where words stand within a block, in the page's order. The first and the last of them
        may have signs before and behind that are not part of what is looked for.
        """
        for number, block in enumerate(self._folded):
            for at in range(len(block) - len(words) + 1):
                if _is_found(words, block[at : at + len(words)]):
                    yield number, at

    def _stands_behind(self, prefix: tuple[str, ...], place: tuple[int, int]) -> bool:
        block, at = place
        if not prefix:
            return True
        if at == 0:
            block -= 1
            at = len(self._folded[block]) if block >= 0 else 0
        there = self._folded[block][max(0, at - len(prefix)) : at] if block >= 0 else ()
        return _is_found(prefix, there)

    def _stands_before(self, suffix: tuple[str, ...], place: tuple[int, int]) -> bool:
        block, at = place
        if not suffix:
            return True
        if at == len(self._folded[block]):
            block, at = block + 1, 0
        there = self._folded[block][at : at + len(suffix)] if block < len(self._folded) else ()
        return _is_found(suffix, there)


def _is_found(words: tuple[str, ...], there: tuple[str, ...]) -> bool:
    """True if a browser would find the words in those of the page. It may: what has signs
    around it counts, so that a directive is made too seldom rather than wrong.
    """
    if len(words) != len(there):
        return False
    if len(words) == 1:
        return words[0] in there[0]
    return (
        there[0].endswith(words[0])
        and there[-1].startswith(words[-1])
        and words[1:-1] == there[1:-1]
    )


def _folded(word: str) -> str:
    """A word as browsers compare it: without case, accents and the form of quotation marks."""
    return without_accents(folded_signs(word))
