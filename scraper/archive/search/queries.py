"""Turning what people type into a query of the full-text index.

By default, the input is words, all of which must occur. If the whole input is a valid FTS5 query
(https://www.sqlite.org/fts5.html#full_text_query_syntax: a phrase, ``AND``, ``OR``, ``NOT``,
``word*``, ``NEAR(…)``, parentheses), it is read as one. Whatever the input, the result is a valid
query.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import islice, product

from scraper.archive.search.spellings import MOST_SPELLINGS, folded, quoted, spellings
from scraper.compounds import variants
from scraper.errors import QueryError

#: Parentheses within parentheses; FTS5 refuses some 250.
_DEPTH = 50
_TERMS = 200
_NEAR = 10
_STRING = r'"(?:[^"]|"")*"\*?'
_NEAR_GROUP = re.compile(rf'NEAR\s*\(((?:{_STRING}|[^()"])*)\)')
_LEXEMES = re.compile(rf'{_NEAR_GROUP.pattern}|{_STRING}|[()]|[^\s"()]+|"')
_IN_NEAR = re.compile(rf'{_STRING}|[^\s",]+')
_DISTANCE = re.compile(r",\s*(\d+)\s*$")
#: As phones and word processors type quotation marks.
_QUOTES = str.maketrans(dict.fromkeys("“”„‟＂", '"'))
#: A comma between words without a space is a space that somebody forgot.
_COMMA = re.compile(r"(?<=[^\W\d_]),(?=[^\W\d_])")
_WORDS = re.compile(r"[^\W_]+")
#: What the index marks its facets with, what folds away, and what no text holds.
_DROPPED = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\x00-\x08\x0e-\x1f\ue000-\uf8ff]")
_OPERATORS = ("AND", "OR", "NOT")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Consecutive words, case-folded and without accents. If ``is_prefix``, the last one is only
    the beginning of a word.
    """

    words: tuple[str, ...]
    is_prefix: bool = False

    @property
    def expression(self) -> str:
        """What finds it, in the syntax of FTS5."""
        words = " ".join(self.words)
        return beginning(words) if self.is_prefix else quoted(words)


@dataclass(frozen=True, slots=True)
class Query:
    """A query of the index.

    :ivar expression: the query in FTS5 syntax.
    :ivar phrases: the phrases to mark in hits.
    :ivar words: the words of a query that is only words.
    :ivar is_bounded: it has phrases, prefixes or ``NEAR``, so counting takes longer than finding.
    """

    expression: str
    phrases: tuple[Phrase, ...] = ()
    words: tuple[str, ...] = ()
    is_bounded: bool = False


def parse(text: str, *, has_compounds: bool = True) -> Query:
    """The query that somebody typed.

    :param has_compounds: the index has a column for words that the tokenizer cuts.
    :raises QueryError: there is nothing to look for in it, or too much.
    """
    text = _DROPPED.sub("", unicodedata.normalize("NFC", text)).translate(_QUOTES)
    text = _COMMA.sub(" ", text)
    lexemes = _lexemes(text)
    if not any(_WORDS.search(lexeme) for lexeme in lexemes):
        raise QueryError("the search contains no word or number")
    if len(lexemes) > _TERMS or sum(len(_WORDS.findall(one)) for one in lexemes) > _TERMS:
        raise QueryError(f"the search has more than {_TERMS} words; search for fewer")
    try:
        parser = _Parser(lexemes, has_compounds)
        expression = parser.all()
        plain = () if parser.has_operators else tuple(lexemes)
        return Query(expression, tuple(parser.phrases), plain, parser.is_bounded)
    except _NotAQuery:
        words = [word for word in re.split(r'[\s"()]+', text) if _WORDS.search(word)]
        return (
            of_words(words)
            if has_compounds
            else of_words([bare for w in words for bare in folded(w)])
        )


def phrases_of(text: str) -> tuple[Phrase, ...]:
    """What to mark where somebody typed ``text``.

    :raises QueryError: there is nothing to look for in it, or too much.
    """
    return parse(text).phrases


def of_words(words: list[str]) -> Query:
    """A query for turns that have every one of ``words``."""
    phrases = tuple(Phrase(folded(one)) for word in words for one in variants(word))
    return Query(f"({' AND '.join(map(_word, words))})", phrases, tuple(words))


def beginning(word: str) -> str:
    """The expression for whatever begins with a word."""
    return f"{quoted(word)} *"


def _lexemes(text: str) -> list[str]:
    """Words, quoted phrases, parentheses; punctuation between them means nothing."""
    found = [match[0] for match in _LEXEMES.finditer(text)]
    return [one for one in found if one in ("(", ")", "+", '"') or _WORDS.search(one)]


def _word(word: str) -> str:
    """A word in each of its spellings."""
    return _any([quoted(one) for one in variants(word)])


def _any(expressions: list[str]) -> str:
    """The expression for any of some."""
    return expressions[0] if len(expressions) == 1 else f"({' OR '.join(expressions)})"


class _NotAQuery(Exception):
    """The input is not a query, but plain words."""


@dataclass
class _Parser:
    """Parses a query with the precedence of FTS5: adjacent words, then NOT, then AND, then OR."""

    lexemes: list[str]
    has_compounds: bool
    at: int = 0
    depth: int = 0
    has_operators: bool = False
    is_bounded: bool = False
    phrases: list[Phrase] = field(default_factory=list)

    def all(self) -> str:
        """The whole query.

        :raises _NotAQuery: it is none.
        """
        expression = self._either()
        if self.at < len(self.lexemes):
            raise _NotAQuery
        return expression

    def _next(self) -> str:
        return self.lexemes[self.at] if self.at < len(self.lexemes) else ""

    def _take(self, *wanted: str) -> bool:
        if self._next() in wanted:
            self.at += 1
            self.has_operators = True
            return True
        return False

    def _either(self) -> str:
        parts = [self._both()]
        while self._take("OR"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"

    def _both(self) -> str:
        parts = [self._without()]
        while self._take("AND"):
            parts.append(self._without())
        return parts[0] if len(parts) == 1 else f"({' AND '.join(parts)})"

    def _without(self) -> str:
        found = self._side_by_side()
        while self._take("NOT"):
            marked = len(self.phrases)
            found = f"({found} NOT {self._side_by_side()})"
            del self.phrases[marked:]
        return found

    def _side_by_side(self) -> str:
        parts = [self._one()]
        while self._next() not in ("", ")", *_OPERATORS):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else f"({' AND '.join(parts)})"

    def _one(self) -> str:
        if self._take("("):
            self.depth += 1
            if self.depth > _DEPTH:
                raise QueryError(f"the search nests more than {_DEPTH} levels of parentheses")
            found = self._either()
            if not self._take(")"):
                raise _NotAQuery
            self.depth -= 1
            return found
        if _NEAR_GROUP.fullmatch(self._next()):
            return self._near()
        text = self._phrase()
        while self._take("+"):
            text = f"{text} {self._phrase()}"
        return self._found(text)

    def _phrase(self) -> str:
        """The words of the next lexeme, as they were typed."""
        lexeme = self._next()
        if lexeme in ("", '"', "(", ")", "+", *_OPERATORS):
            raise _NotAQuery
        self.at += 1
        if lexeme.startswith('"'):
            self.has_operators = True
            lexeme = lexeme.replace('"', " ")
            if not _WORDS.search(lexeme):
                raise _NotAQuery
        return lexeme

    def _found(self, text: str) -> str:
        """The expression for words in a row."""
        is_prefix = text.rstrip().endswith("*")
        text = text.strip().rstrip("*").strip()
        is_word = " " not in text
        as_cut = is_prefix or not is_word or not self.has_compounds
        spelled = spellings(text) if as_cut else variants(text)
        self.phrases += [Phrase(folded(one), is_prefix) for one in spelled]
        if is_prefix:
            self.has_operators = self.is_bounded = True
            return _any([beginning(one) for one in spelled])
        self.is_bounded |= not is_word
        return _any([quoted(one) for one in spelled])

    def _near(self) -> str:
        """``NEAR(a "b c" d*, 5)``: all within that many words of one another."""
        group = _NEAR_GROUP.fullmatch(self._next())
        assert group is not None
        self.at += 1
        self.has_operators = self.is_bounded = True
        ends = _DISTANCE.search(group[1])
        distance = min(int(ends[1][:6]), 10_000) if ends else _NEAR
        inside = group[1][: ends.start()] if ends else group[1]
        each: list[list[str]] = []
        for one in _IN_NEAR.findall(inside):
            words = one.replace('"', " ").rstrip("*").strip()
            if not _WORDS.search(words):
                continue
            is_prefix = one.endswith("*")
            self.phrases += [Phrase(folded(spelled), is_prefix) for spelled in spellings(words)]
            found = beginning if is_prefix else quoted
            each.append([found(spelled) for spelled in spellings(words)])
        if not each:
            raise _NotAQuery
        return _any(
            [
                f"NEAR({' '.join(spelled)}, {distance})"
                for spelled in islice(product(*each), MOST_SPELLINGS)
            ]
        )
