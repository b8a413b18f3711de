"""The changes that an expression or a statement may get, as spans of the module and new texts.

Each gives a program that still parses and that a person might have written by mistake.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.mutation.site import Kind, Source

#: Kind, first and last byte, and what takes their place.
Change = tuple[Kind, int, int, str]

_COMPARISONS = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "in": "not in",
    "not in": "in", "is": "is not", "is not": "is",
}  # fmt: skip
_COMPARISON = re.compile(r"<=|>=|==|!=|<|>|\bnot\s+in\b|\bis\s+not\b|\bin\b|\bis\b")
_LOGIC = {"and": "or", "or": "and"}
_LOGICAL = re.compile(r"\b(?:and|or)\b")
_ARITHMETIC = {ast.Add: "-", ast.Sub: "+", ast.Mult: "//", ast.FloorDiv: "*", ast.Div: "*"}
_OPERATOR = re.compile(r"//|[-+*/]")
_SEQUENCES = (ast.JoinedStr, ast.List, ast.Tuple, ast.ListComp, ast.Dict)

_IS_SQL = re.compile(
    r"\b(?:SELECT|UPDATE \w+ SET|INSERT INTO|DELETE FROM|WHERE|ORDER BY|GROUP BY|JOIN \w+)\b"
    r"|^f?. ?AND "
)
_SQL = (
    (re.compile(r"\bAND\b"), "OR"),
    (re.compile(r"\bOR\b(?! (?:REPLACE|IGNORE|ABORT|ROLLBACK))"), "AND"),
    (re.compile(r"\bIS NOT NULL\b"), "IS NULL"),
    (re.compile(r"\bIS NULL\b"), "IS NOT NULL"),
    (re.compile(r"\bNOT (?=EXISTS|IN\b)"), ""),
    (re.compile(r"\bLEFT JOIN\b"), "JOIN"),
    (re.compile(r"\bDISTINCT "), ""),
    (re.compile(r" DESC\b"), ""),
    (re.compile(r"\bOR IGNORE\b"), "OR REPLACE"),
    (re.compile(r"\bUNION ALL\b"), "UNION"),
    (re.compile(r"\bmin(?=\()", re.IGNORECASE), "max"),
    (re.compile(r"\bmax(?=\()", re.IGNORECASE), "min"),
    (re.compile(r"(?<= )<(?= )"), "<="),
    (re.compile(r"(?<= )<=(?= )"), "<"),
    (re.compile(r"(?<= )>(?= )"), ">="),
    (re.compile(r"(?<= )>=(?= )"), ">"),
    (re.compile(r"(?<= )!=(?= )"), "="),
    (re.compile(r"(?<= )\+(?= )"), "-"),
)


def of_expression(node: ast.expr, source: Source) -> Iterator[Change]:
    """The changes of an expression, without those of the expressions in it."""
    match node:
        case ast.Compare():
            sides = [node.left, *node.comparators]
            for left, right in zip(sides, node.comparators, strict=False):
                yield from _between(left, right, _COMPARISON, _COMPARISONS, Kind.COMPARISON, source)
        case ast.BoolOp():
            for left, right in zip(node.values, node.values[1:], strict=False):
                yield from _between(left, right, _LOGICAL, _LOGIC, Kind.LOGIC, source)
        case ast.UnaryOp(op=ast.Not()):
            start = source.start(node)
            written = re.match(r"not\b\s*", source.text(start, source.end(node)))
            assert written is not None
            yield Kind.LOGIC, start, start + len(written[0].encode()), ""
        case ast.BinOp() if type(node.op) in _ARITHMETIC and not _joins(node):
            swaps = dict.fromkeys(("+", "-", "*", "/", "//"), _ARITHMETIC[type(node.op)])
            yield from _between(node.left, node.right, _OPERATOR, swaps, Kind.ARITHMETIC, source)
        case ast.Constant(value=bool() as flag):
            yield Kind.FLAG, *_span(node, source), str(not flag)
        case ast.Constant(value=int() | float() as number):
            yield Kind.NUMBER, *_span(node, source), str(number + 1)
        case ast.IfExp():
            yield from of_condition(node.test, source)
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            for condition in (test for made in node.generators for test in made.ifs):
                yield from of_condition(condition, source)


def _joins(node: ast.BinOp) -> bool:
    """Whether it certainly joins texts or lists: a minus there fails in any test."""
    return any(
        isinstance(side, _SEQUENCES)
        or (isinstance(side, ast.Constant) and isinstance(side.value, str | bytes))
        or (isinstance(side, ast.BinOp) and _joins(side))
        for side in (node.left, node.right)
    )


def _span(node: ast.expr | ast.stmt, source: Source) -> tuple[int, int]:
    return source.start(node), source.end(node)


def _between(
    left: ast.expr, right: ast.expr, operator: re.Pattern[str], swaps: dict[str, str], kind: Kind,
    source: Source,
) -> Iterator[Change]:  # fmt: skip
    """The change of the operator between two operands; brackets and comments may be there, too."""
    start = source.end(left)
    gap = re.sub(r"#[^\n]*", lambda comment: "#" * len(comment[0].encode()),
                 source.text(start, source.start(right)))  # fmt: skip
    found = operator.search(gap)
    assert found is not None, gap
    yield kind, start + found.start(), start + found.end(), swaps[" ".join(found[0].split())]


def of_condition(test: ast.expr, source: Source) -> Iterator[Change]:
    """A condition that is always met, and one that never is. A name that it binds stays bound."""
    start, end = _span(test, source)
    binds = any(isinstance(part, ast.NamedExpr) for part in ast.walk(test))
    if isinstance(test, ast.Constant) or source.text(start, end) == "TYPE_CHECKING":
        return
    for outcome in ("True", "False"):
        kept = f"(({source.text(start, end)}), {outcome})[1]" if binds else outcome
        yield Kind.CONDITION, start, end, kept


def of_statement(node: ast.stmt, source: Source) -> Iterator[Change]:
    """The changes of a statement, without those of what is in it."""
    match node:
        case ast.If():
            yield from of_condition(node.test, source)
        case ast.Expr(value=ast.Call() | ast.Await()) | ast.AugAssign() | ast.Break():
            yield Kind.STATEMENT, *_span(node, source), "pass"
        case ast.Continue():
            yield Kind.STATEMENT, *_span(node, source), "pass"
    if isinstance(node, ast.AugAssign) and type(node.op) in _ARITHMETIC:
        start = source.end(node.target)
        sign = re.search(r"//|[-+*/]", source.text(start, source.start(node.value)))
        assert sign is not None
        new = _ARITHMETIC[type(node.op)]
        yield Kind.ARITHMETIC, start + sign.start(), start + sign.end(), new


def of_return(node: ast.Return, returns: ast.expr | None, source: Source) -> Iterator[Change]:
    """Return None instead, where the function says that it returns something else as well.

    Callers rarely tell None from another value that counts as false.
    """
    told = "" if returns is None else ast.unparse(returns)
    is_false = isinstance(node.value, ast.Constant) and not node.value.value
    if node.value is not None and told not in ("", "None") and not is_false:
        yield Kind.RETURN, *_span(node, source), "return None"


def of_text(node: ast.Constant | ast.JoinedStr, source: Source) -> Iterator[Change]:
    """The changes of a text: SQL's own, a word less in a list of words, or another text."""
    start, end = _span(node, source)
    written = source.text(start, end)
    if _IS_SQL.search(written):
        for pattern, new in _SQL:
            for found in pattern.finditer(written):
                before = start + len(written[: found.start()].encode())
                yield Kind.SQL, before, before + len(found[0].encode()), new
    elif isinstance(node, ast.JoinedStr):
        yield Kind.TEXT, start, end, '"changed"'
    elif isinstance(node.value, bytes):
        yield Kind.TEXT, start, end, repr(node.value + b"~")
    else:
        yield Kind.TEXT, start, end, repr(f"{node.value}~")


def of_word_list(node: ast.Constant, source: Source) -> Iterator[Change]:
    """A list of words with one less: the middle one."""
    words = str(node.value).split()
    del words[len(words) // 2]
    yield Kind.TEXT, *_span(node, source), repr(" ".join(words))
