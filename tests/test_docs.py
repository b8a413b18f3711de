"""The docs can't lie: what they show is run, and what there is they tell."""

from __future__ import annotations

import re
import shlex
import shutil
import sqlite3
import tomllib
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import fields

from jobs.cli import cli
from jobs.config import Config
from jobs.config_file import load
from jobs.config_tables import AlertConfig, SourceConfig, Table
from jobs.init import description_of, toml
from scraper.archive.store import Archive
from tests.conftest import Command, raw

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text("utf-8")
STARTED, OPERATIONS = (
    (DOCS / f"{name}.md").read_text("utf-8") for name in ("getting-started", "operations")
)
SCHEMA, CONFIGURATION, COOKBOOK, PEOPLE, SEARCH, CITING, WEB_ARCHIVES, CORPORA = (
    (DOCS / f"{name}.md").read_text("utf-8")
    for name in (
        "schema",
        "configuration",
        "cookbook",
        "people",
        "search",
        "citing",
        "web-archives",
        "corpora",
    )
)


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def statements(text: str) -> list[str]:
    return [sql.strip() for block in blocks(text, "sql") for sql in block.split(";") if sql.strip()]


def sections(text: str) -> dict[str, str]:
    """Each ``### name`` with what is below it."""
    _, *parts = re.split(r"^#{2,3} ", text, flags=re.MULTILINE)
    return {part.partition("\n")[0].strip(): part for part in parts}


@pytest.mark.parametrize(
    "sql",
    [
        *statements(README),
        *statements(SCHEMA),
        *statements(CONFIGURATION),
        *statements(COOKBOOK),
    ],
)
def test_the_sql_runs_and_finds_something(demo_archive: Path, sql: str) -> None:
    with closing(sqlite3.connect(demo_archive)) as connection:
        assert connection.execute(sql).fetchall()


def test_the_demo_prints_what_getting_started_shows(onrecord: Command) -> None:
    printed = onrecord("demo").out
    (shown,) = blocks(STARTED, "text")
    printed, shown = (re.sub(r"\S+/(onrecord|sqlite-utils) ", r"\1 ", t) for t in (printed, shown))
    assert [line.rstrip() for line in printed.splitlines()] == shown.splitlines()


#: What a test can't run here: it installs, serves, or asks the real sites.
_NOT_RUN = (
    "pipx", "make", "onrecord demo", "onrecord serve", "onrecord init", "onrecord run",
    "onrecord status", "onrecord backfill",
)  # fmt: skip


def test_the_commands_of_the_readme_run(landed: Command) -> None:
    shown = [line for block in blocks(README, "sh") for line in block.splitlines()]
    ran = [line for line in shown if not line.startswith(_NOT_RUN)]
    assert len(ran) == 9
    for line in ran:
        found = landed(*shlex.split(line)[1:])
        assert found.code == (1 if " quote " in line else 0), line
        assert not found.out.startswith("0 hits")
        if " quote " in line:
            (shown_output,) = blocks(README, "text")
            assert found.out.startswith(shown_output)


def test_the_commands_of_the_search_page_run(landed: Command) -> None:
    shown = [line for block in blocks(SEARCH, "sh") for line in block.splitlines()]
    shown += re.findall(r"`(onrecord search [^`]*)`", SEARCH)
    assert len(shown) == 12
    for line in shown:
        ran = landed(*shlex.split(line)[1:])
        assert ran.code == 0, line
        assert ran.out, line
        assert not re.search(r"^0 (hits|stories)", ran.out, re.MULTILINE), line


def test_the_commands_on_people_run_one_after_the_other(landed: Command) -> None:
    shown = [line for block in blocks(PEOPLE, "sh") for line in block.splitlines()]
    assert len(shown) == 11
    for line in shown:
        ran = landed(*shlex.split(line)[1:])
        assert (ran.code, ran.err) == (0, ""), line


@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile")  # warcio's own
def test_what_the_docs_export_can_be_added(landed: Command, tmp_path: Path) -> None:
    shutil.copy(tmp_path / "archive.db", tmp_path / "server.db")
    shown = [line for block in blocks(WEB_ARCHIVES, "sh") for line in block.splitlines()]
    assert [line.split()[1] for line in shown] == ["export", "export", "add", "add"]
    for line in shown:
        if " add " in line:
            (tmp_path / "archive.db").unlink(missing_ok=True)
        ran = landed(*shlex.split(line)[1:])
        assert (ran.code, ran.err) == (0, ""), line


def test_the_commands_on_corpora_run(landed: Command) -> None:
    shown = [line for block in blocks(CORPORA, "sh") for line in block.splitlines()]
    ran = [line for line in shown if not line.startswith("onrecord backfill")]
    assert (len(shown), len(ran)) == (9, 8)
    for line in ran:
        if "--format parquet" in line:
            pytest.importorskip("pyarrow")
        found = landed(*shlex.split(line)[1:])
        assert (found.code, found.err) == (0, ""), line
        assert not re.search(r"(?<!\d)0 transcripts", found.out), line


def test_the_quotations_of_the_docs_are_checked_as_shown(landed: Command, tmp_path: Path) -> None:
    section = CITING[CITING.index("## Check a quotation") :]
    section = section.split("\n## ")[0]
    (draft,) = blocks(section, "markdown")
    (tmp_path / "draft.md").write_text(draft)
    shown = [line for block in blocks(section, "sh") for line in block.splitlines()]
    ran = [landed(*shlex.split(line)[1:]) for line in shown]
    assert [(one.code, one.err) for one in ran] == [(1, ""), (0, ""), (0, ""), (1, ""), (1, "")]
    assert [ran[0].out, ran[-1].out] == blocks(section, "text")


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_is_in_the_readme_or_a_page_it_leads_to(name: str) -> None:
    pages = [README, *(file.read_text("utf-8") for file in DOCS.glob("*.md"))]
    assert any(f"onrecord {name}" in page for page in pages)


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) < 150


def test_the_index_leads_to_every_page() -> None:
    index = (DOCS / "README.md").read_text("utf-8")
    pages = {file.name for file in DOCS.glob("*.md")} - {"README.md"}
    assert {name for name in pages if f"({name})" not in index} == set()


@pytest.mark.parametrize(
    "file", [ROOT / "README.md", *sorted(DOCS.glob("*.md"))], ids=lambda file: file.name
)
def test_links_lead_somewhere(file: Path) -> None:
    text = re.sub(r"```.*?```", "", file.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        place = (file.parent / path).resolve() if path else file
        assert place.exists(), target
        if anchor and place.suffix == ".md":
            assert anchor in anchors(place.read_text("utf-8")), target


def test_the_glossary_names_what_there_is(archive: Archive) -> None:
    """Every table, view and column it names exists; it is in order and defines nothing twice."""
    glossary = (DOCS / "glossary.md").read_text("utf-8")
    entries = re.findall(r"^\| ([a-z][^|]*) \| [^|]+ \| ([^|]*) \|$", glossary, re.MULTILINE)[1:]
    words = [word for word, _ in entries]
    assert len(words) > 25
    assert words == sorted(set(words), key=str.casefold)
    known = {row[0] for row in raw(archive).execute("SELECT name FROM sqlite_master")}
    for _, named in entries:
        for name in re.findall(r"`([^`]+)`", named):
            table, _, column = name.partition(".")
            assert table in known, name
            columns = {row["name"] for row in raw(archive).execute(f"PRAGMA table_info({table})")}
            assert not column or column in columns, name


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


def test_every_table_view_and_column_is_told(archive: Archive) -> None:
    told = sections(SCHEMA)
    views = told["Views for people"]
    named = raw(archive).execute("SELECT type, name FROM sqlite_master").fetchall()
    for kind, name in named:
        if (
            name.startswith(("sqlite_", "_sqlite"))
            or "_fts_" in name
            or kind in ("index", "trigger")
        ):
            continue
        if name.endswith("_fts"):
            assert f"`{name}`" in told["Search"]
            continue
        where = views if kind == "view" else told[name]
        if kind == "view":
            assert f"`{name}`" in where
        for column in raw(archive).execute(f"PRAGMA table_info({name})"):
            assert f"`{column['name']}`" in where, f"{name}.{column['name']}"


def test_every_key_of_the_configuration_is_told_with_its_default(tmp_path: Path) -> None:
    tables = {field.name: field.type for field in fields(Config) if isinstance(field.type, type)}
    told = sections(CONFIGURATION)
    for name, table in {
        "": Config,
        **tables,
        "sources.NAME": SourceConfig,
        "alerts.NAME": AlertConfig,
    }.items():
        if not issubclass(table, Table):
            continue
        where = told[f"[{name}]"] if name else CONFIGURATION
        for field in fields(table):
            description = description_of(field)
            if description is None:
                continue
            default = "" if field.default is None else f"`{toml(field.default)}`"
            shown = "OnRecord's page" if field.name == "contact" else default
            assert f"| `{field.name}` | {shown} | {description}" in where
    for number, block in enumerate(
        [block for text in (CONFIGURATION, README, SEARCH) for block in blocks(text, "toml")]
    ):
        assert tomllib.loads(block)
        file = tmp_path / f"{number}.toml"
        file.write_text(block)
        load(file, {})
