"""Finding the quotations in a Markdown, HTML or plain text draft, with the speakers named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scraper.quotations.drafts.attribution import Attribution, attribution_line, attributions
from scraper.quotations.drafts.blocks import Block, Format
from scraper.quotations.drafts.markdown import markdown_blocks
from scraper.quotations.drafts.markup import html_blocks
from scraper.quotations.drafts.plain import plain_blocks
from scraper.quotations.drafts.quote_marks import Span, quoted_spans, without_marks
from scraper.quotations.words import words

#: Words of a title that may be small.
_SMALL = frozenset("a an and as at but by for from in into of on or the to vs with".split())


@dataclass(frozen=True, slots=True)
class DraftQuotation:
    """A quotation in a draft.

    :ivar line: the line in which it begins; None if the draft's format doesn't say.
    :ivar attribution: the speaker named beside it; None if nobody is named.
    """

    text: str
    line: int | None
    attribution: Attribution | None


def read_draft(text: str, form: Format) -> list[DraftQuotation]:
    """The quotations of a draft, in its order. Titles of works, which are in quotation marks too,
    are left out.
    """
    found = []
    for part in _parts(_blocks(text, form)):
        found += _of_blockquote(part) if part[0].is_quote else _of_text(part)
    return [one for one in found if words(one.text) and not _is_title(one)]


def _blocks(text: str, form: Format) -> list[Block]:
    readers = {
        Format.MARKDOWN: markdown_blocks,
        Format.HTML: html_blocks,
        Format.TEXT: plain_blocks,
    }
    return readers[form](text)


def _parts(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """A quotation set as a block with its neighbours, and what stands between such blocks."""
    waiting: list[Block] = []
    for number, block in enumerate(blocks):
        if block.is_quote:
            if waiting:
                yield waiting
            waiting = []
            before = blocks[number - 1 : number] if number else []
            yield [block, *before, *blocks[number + 1 : number + 2]] if before else [
                block, Block("", None), *blocks[number + 1 : number + 2],
            ]  # fmt: skip
        else:
            waiting.append(block)
    if waiting:
        yield waiting


def _of_text(blocks: Sequence[Block]) -> list[DraftQuotation]:
    """The quotations in paragraphs that follow each other."""
    found = []
    spans = quoted_spans([block.text for block in blocks])
    for number, block in enumerate(blocks):
        own = [span for span in spans if span.paragraph == number]
        last = own[-1] if own else None
        tail = blocks[last.last_paragraph].text if last is not None else ""
        named = attributions(block.text, own, tail)
        found += [
            DraftQuotation(span.text, _line(block, span), name)
            for span, name in zip(own, named, strict=True)
        ]
    return found


def _line(block: Block, span: Span) -> int | None:
    return None if block.line is None else block.line + block.text.count("\n", 0, span.start)


def _of_blockquote(part: Sequence[Block]) -> list[DraftQuotation]:
    """A quotation that is set as a block, who is named below it, or before it."""
    block, before, *behind = part
    text, named = attribution_line(block.text)
    if not text or text.startswith("[!"):
        return []
    if named is None and behind and not behind[0].is_quote:
        rest, below = attribution_line(behind[0].text)
        named = below if not rest else None
    if named is None and before.text.rstrip().endswith((":", ",")):
        end = len(before.text)
        (named,) = attributions(before.text, [Span(0, end, 0, end, "")], "")
    return [DraftQuotation(without_marks(text), block.line, named)]


def _is_title(one: DraftQuotation) -> bool:
    """True of the title of a work: every word but small ones has a capital, and nobody is named."""
    found = [word for word in one.text.split() if word[:1].isalpha()]
    if one.attribution is not None or len(found) < 2 or one.text.rstrip()[-1:] in ".?!":
        return False
    return all(word[0].isupper() or word in _SMALL for word in found) and found[-1][0].isupper()
