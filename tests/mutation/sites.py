"""All sites of a module: which of its expressions and statements can be changed."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from tests.mutation import changes
from tests.mutation.changes import Change
from tests.mutation.site import Kind, Site, Source
from tests.mutation.tree import ROOT

#: Upgrades of old archives are tested with old archives, each whole.
_LEFT_OUT = {"scraper/archive/database/migrations.py"}
_PATTERN_CALLS = {"compile", "search", "match", "fullmatch", "sub", "split", "finditer", "findall"}
_LOG = {"debug", "info", "warning", "error", "exception", "log"}
_TYPES = {"Literal", "TypeVar", "NewType", "cast", "overload"}
_FLAGS_OF_CLASSES = {"slots", "frozen", "kw_only", "repr", "order"}
_SENTENCE_WORDS = 4
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def all_sites(only: str = "", root: Path = ROOT) -> list[Site]:
    """The sites of all modules of the library, or of those whose path contains a text."""
    found: list[Site] = []
    for file in sorted((root / "scraper").rglob("*.py")):
        module = file.relative_to(root).as_posix()
        if module not in _LEFT_OUT and only in module:
            found += sites(Source(module, file.read_bytes()))
    return found


def sites(source: Source) -> list[Site]:
    """The sites of a module, in order."""
    return sorted(_Collector(source).sites)


def sample(found: list[Site], size: int, seed: int, root: Path = ROOT) -> list[Site]:
    """Some of the sites, each as likely as any other; the same ones for the same seed.

    Whether a module still parses after the change is known only of those that were drawn.
    """
    drawn = random.Random(seed).sample(found, len(found))
    usable = (site for site in drawn if is_usable(site, (root / site.module).read_bytes()))
    return sorted(islice(usable, size))


def is_usable(site: Site, content: bytes) -> bool:
    """Whether a module is a program with the change, and another one."""
    try:
        changed = ast.parse(site.applied(content))
    except SyntaxError:
        return False
    return ast.dump(changed) != ast.dump(ast.parse(content))


class _Collector(ast.NodeVisitor):
    """Walks through a module. What is no behaviour (docstrings, annotations) is not entered."""

    def __init__(self, source: Source) -> None:
        self.sites: set[Site] = set()
        self._source = source
        self._returns: list[ast.expr | None] = []
        self._lines = (1, 1)
        self._names: tuple[str, ...] = ()
        self._class: tuple[str, ...] = ()
        self._body(source.tree.body)

    def _add(self, made: Iterable[Change]) -> None:
        source = self._source
        for kind, start, end, new in made:
            old = source.text(start, end)
            where = (*self._lines, self._names, bool(self._returns))
            line = source.line(start)
            self.sites.add(Site(source.module, line, start, end, kind, old, new, *where))

    def _body(self, body: list[ast.stmt]) -> None:
        for node in body:
            is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            if not is_text:
                self._lines = (node.lineno, _last_line(node))
                if not self._returns:
                    self._names = (*self._class, *_defined(node))
                self._statement(node)

    def _statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Import() | ast.ImportFrom() | ast.Raise():
                return
            case ast.Expr(value=ast.Call() as call) if _is_log(call):
                return
            case ast.Assign(targets=[ast.Name(id=name)]) if name.startswith("__"):
                return
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                return
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._function(node)
                return
            case ast.ClassDef():
                self._of_class(node)
                return
            case ast.Return() if self._returns:
                self._add(changes.of_return(node, self._returns[-1], self._source))
        self._add(changes.of_statement(node, self._source))
        for name, value in ast.iter_fields(node):
            if name != "annotation":
                self._field(value)

    def _field(self, value: object) -> None:
        """Statements and expressions below a node, and what holds some: handlers, cases, items."""
        nodes: list[object] = value if isinstance(value, list) else [value]
        statements = [node for node in nodes if isinstance(node, ast.stmt)]
        if statements:
            lines = self._lines
            self._body(statements)
            self._lines = lines
            return
        for node in nodes:
            if isinstance(node, ast.expr):
                self.visit(node)
            elif isinstance(node, ast.AST) and not isinstance(node, ast.pattern):
                for _, part in ast.iter_fields(node):
                    self._field(part)

    def _function(self, node: _Function) -> None:
        for default in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.visit(default)
        for decorator in node.decorator_list:
            self.visit(decorator)
        if node.name != "__repr__":
            self._returns.append(node.returns)
            self._body(node.body)
            self._returns.pop()

    def _of_class(self, node: ast.ClassDef) -> None:
        for decorator in node.decorator_list:
            self.visit(decorator)
        outer, self._class = self._class, (*self._class, node.name)
        self._body(node.body)
        self._class = outer

    def generic_visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.expr):
            self._add(changes.of_expression(node, self._source))
        super().generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if not isinstance(node.value, str | bytes):
            self.generic_visit(node)
        elif not self._is_prose(node) and not self._is_raw(node):
            self._add(changes.of_text(node, self._source))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """What is in an f-string has no place of its own before Python 3.12."""
        if not self._is_prose(node) and not self._is_raw(node):
            self._add(changes.of_text(node, self._source))

    def visit_Call(self, node: ast.Call) -> None:
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        if name == "split" and not node.args and isinstance(called, ast.Attribute):
            if isinstance(called.value, ast.Constant):
                self._add(changes.of_word_list(called.value, self._source))
                return
        elif name in _TYPES:
            return
        elif name in _PATTERN_CALLS and ast.unparse(called).startswith("re."):
            for argument in node.args[1:]:
                self.visit(argument)
            return
        self.visit(called)
        for argument in node.args:
            self.visit(argument)
        for keyword in node.keywords:
            if not (name == "dataclass" and keyword.arg in _FLAGS_OF_CLASSES):
                self.visit(keyword.value)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if getattr(node.value, "id", "") not in _TYPES:
            self.generic_visit(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.visit(node.body)

    def _is_raw(self, node: ast.expr) -> bool:
        """Whether a text is written raw: a piece of a pattern."""
        start = self._source.start(node)
        return b"r" in self._source.content[start : start + 2].lower().partition(b'"')[0]

    def _is_prose(self, node: ast.Constant | ast.JoinedStr) -> bool:
        """Whether a text is a sentence for people: how it is worded is no behaviour."""
        start, end = self._source.start(node), self._source.end(node)
        if self._source.module == "scraper/errors.py":
            return True
        made = list(changes.of_text(node, self._source))
        if any(kind is Kind.SQL for kind, *_ in made):
            return False
        return len(self._source.text(start, end).split()) >= _SENTENCE_WORDS


def _is_log(call: ast.Call) -> bool:
    called = call.func
    if not isinstance(called, ast.Attribute) or called.attr not in _LOG:
        return False
    return "log" in ast.unparse(called.value).lower()


def _defined(node: ast.stmt) -> Iterator[str]:
    """The names that a statement outside functions gives something to."""
    targets: list[ast.expr] = []
    match node:
        case ast.Assign():
            targets = node.targets
        case ast.AnnAssign() | ast.AugAssign():
            targets = [node.target]
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
    for target in targets:
        yield from (part.id for part in ast.walk(target) if isinstance(part, ast.Name))


def _last_line(node: ast.stmt) -> int:
    """Where a statement ends; of a compound one, its header."""
    body = getattr(node, "body", None) or getattr(node, "cases", None)
    if body:
        first = body[0] if isinstance(body[0], ast.stmt) else body[0].pattern
        return max(node.lineno, int(first.lineno) - 1)
    return node.end_lineno or node.lineno
