"""What people type, as a query of the full-text index.

Words are the default, and all of them must occur. Where the whole of what was typed reads as a
query of FTS5 (https://www.sqlite.org/fts5.html#full_text_query_syntax: a phrase, ``AND``, ``OR``,
``NOT``, ``word*``, ``NEAR(…)``, parentheses), it is one. Whatever was typed, the result is a valid
query.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, product

from scraper.compounds import variants
from scraper.errors import QueryError

#: Spellings of a phrase that are looked for.
_SPELLINGS = 12
#: Parentheses within parentheses; FTS5 refuses some 250.
_DEPTH = 50
_TERMS = 200
_NEAR = 10
_LEXEMES = re.compile(r'NEAR\s*\(|"(?:[^"]|"")*"\*?|[()]|[^\s"()]+|"')
_WORDS = re.compile(r"[^\W_]+")
#: What the index marks its facets with, what folds away, and what no text holds.
_DROPPED = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\x00-\x08\x0e-\x1f\ue000-\uf8ff]")
_OPERATORS = ("AND", "OR", "NOT")
_CONTRACTED = re.compile(
    r"(?i)(are|ca|could|did|does|do|had|has|have|is|must|should|was|were|wo|would)nt"
    r"|(you|they)(re)|(you|they|we)(ve)|(that|what|there)(s)|(i)(m)"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row, case-folded and without accents; of the last, only the beginning where
    ``is_prefix``.
    """

    words: tuple[str, ...]
    is_prefix: bool = False

    @property
    def expression(self) -> str:
        """What finds it, in the syntax of FTS5."""
        words = " ".join(self.words)
        return beginning(words) if self.is_prefix else _quoted(words)


@dataclass(frozen=True, slots=True)
class Query:
    """A query of the index.

    :ivar expression: in the syntax of FTS5.
    :ivar phrases: what a hit may hold, to mark it.
    :ivar words: the words of a query that is words alone.
    :ivar is_bounded: it has phrases, prefixes or ``NEAR``, so that counting takes longer than
        finding.
    """

    expression: str
    phrases: tuple[Phrase, ...] = ()
    words: tuple[str, ...] = ()
    is_bounded: bool = False


def parse(text: str) -> Query:
    """The query that somebody typed.

    :raises QueryError: there is nothing to look for in it, or too much.
    """
    text = _DROPPED.sub("", unicodedata.normalize("NFC", text))
    lexemes = _lexemes(text)
    if not any(_WORDS.search(lexeme) for lexeme in lexemes):
        raise QueryError("the search has no word or number in it")
    if len(lexemes) > _TERMS:
        raise QueryError(f"the search has more than {_TERMS} words; search for a part of it")
    try:
        parser = _Parser(lexemes)
        expression = parser.all()
        words = tuple(lexemes) if not parser.has_operators else ()
        return Query(expression, tuple(parser.phrases), words, parser.is_bounded)
    except _NotAQuery:
        return of_words([word for word in re.split(r'[\s"()]+', text) if _WORDS.search(word)])


def phrases_of(text: str) -> tuple[Phrase, ...]:
    """What to mark where somebody typed ``text``.

    :raises QueryError: there is nothing to look for in it, or too much.
    """
    return parse(text).phrases


def of_words(words: list[str]) -> Query:
    """A query for turns that have every one of ``words``."""
    phrases = tuple(Phrase(_looked_for(word)) for word in words)
    return Query(f"({' AND '.join(map(_word, words))})", phrases, tuple(words))


def beginning(word: str) -> str:
    """The expression for whatever begins with a word."""
    return f"{_quoted(word)} *"


def folded(text: str) -> tuple[str, ...]:
    """The words of a text as the index compares them: without letter case and accents."""
    spread = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(char for char in spread if not unicodedata.combining(char))
    return tuple(_WORDS.findall(unicodedata.normalize("NFC", bare)))


def _lexemes(text: str) -> list[str]:
    """Words, quoted phrases, parentheses; punctuation between them means nothing."""
    found = _LEXEMES.findall(text)
    return [one for one in found if one in ("(", ")", "+", '"') or _WORDS.search(one)]


def _quoted(words: str) -> str:
    return '"' + words.replace('"', " ") + '"'


def _word(word: str) -> str:
    """A word in each of its spellings."""
    return _any([_quoted(one) for one in variants(word)])


def _any(expressions: list[str]) -> str:
    """The expression for any of some."""
    return expressions[0] if len(expressions) == 1 else f"({' OR '.join(expressions)})"


def _looked_for(text: str) -> tuple[str, ...]:
    """The words to mark: of ``C++``, what stands for it in the index."""
    spellings = variants(text)
    return folded(spellings[0])


def _spellings(words: str) -> list[str]:
    """A phrase in each of the spellings of its words, the one that was typed first."""
    each = [
        # What stands for C++ in the index has no place among the words.
        list(dict.fromkeys([word, *variants(word)[1:], *_apart(word)]))
        for word in words.split()
    ]
    return [" ".join(one) for one in islice(product(*each), _SPELLINGS)]


def _apart(word: str) -> Iterator[str]:
    """What a word is where the tokenizer cuts it: in a phrase, each part has a place."""
    if (short := _CONTRACTED.fullmatch(word)) is not None:
        parts = [part for part in short.groups() if part]
        yield " ".join(parts) if len(parts) > 1 else f"{parts[0]}n t"
    if word.isascii() and word.isdigit() and len(word) > 3:
        yield f"{int(word):,}"


class _NotAQuery(Exception):
    """What was typed is words, no query."""


@dataclass
class _Parser:
    """Reads a query by the precedence of FTS5: words side by side, then NOT, then AND, then OR."""

    lexemes: list[str]
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
                raise QueryError(f"the search has more than {_DEPTH} parentheses in one another")
            found = self._either()
            if not self._take(")"):
                raise _NotAQuery
            self.depth -= 1
            return found
        if self._next().startswith("NEAR") and self._next().endswith("("):
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
        words, is_prefix = _looked_for(text.strip()), text.rstrip().endswith("*")
        self.phrases.append(Phrase(words, is_prefix))
        if is_prefix:
            self.has_operators = self.is_bounded = True
            beginnings = [beginning(one) for one in _spellings(text.rstrip().rstrip("*"))]
            return _any(beginnings)
        if " " not in text.strip():
            return _word(text.strip())
        self.is_bounded = True
        return _any([_quoted(one) for one in _spellings(text)])

    def _near(self) -> str:
        """``NEAR(a "b c" d, 5)``: all within that many words of one another."""
        self.at += 1
        self.has_operators = self.is_bounded = True
        phrases: list[str] = []
        distance = _NEAR
        while not self._take(")"):
            lexeme = self._phrase()
            number = self._next()
            ends = lexeme.endswith(",") and self.lexemes[self.at + 1 : self.at + 2] == [")"]
            phrases.append(lexeme.rstrip(","))
            if ends and number.isdigit():
                distance = min(int(number[:6]), 10_000)
                self.at += 1
        if not phrases:
            raise _NotAQuery
        self.phrases += [Phrase(folded(phrase)) for phrase in phrases]
        each = product(*(_spellings(phrase) for phrase in phrases))
        return _any(
            [
                f"NEAR({' '.join(map(_quoted, spelled))}, {distance})"
                for spelled in islice(each, _SPELLINGS)
            ]
        )
