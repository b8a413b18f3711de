"""Others' programs read what is exported: `make test-readers` installs them and runs these."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from jobs import cli
from scraper.archive.store import Archive
from tests.conftest import Command
from tests.export.made import LAKE, LONG, land, made
from tests.test_docs import DOCS

pytestmark = pytest.mark.readers

CORPORA = (DOCS / "corpora.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", CORPORA, re.DOTALL)
RECIPES = [(language, code) for language, code in BLOCKS if language in ("python", "r")]
#: The rows of the tables in the archive of three stories, without the repeat, as counted by hand.
ROWS = {"turns": 5, "transcripts": 2, "appearances": 3, "notes": 1}
TABLES = ["csv", "jsonl", "parquet"]
#: No reader may ask the network for anything.
OFFLINE = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}


def run(code: str, directory: Path, *command: str) -> str:
    """What a program prints; it must end well."""
    argv = [*(command or (sys.executable, "-c")), code]
    home = {"HF_HOME": str(directory / "hf"), "HOME": str(directory)}
    ran = subprocess.run(
        argv, cwd=directory, env=os.environ | OFFLINE | home, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.parametrize("form", [*TABLES, "convokit", "mediasum", "text"])
def test_frictionless_finds_the_package_valid(export: Command, tmp_path: Path, form: str) -> None:
    export("export", "out", "--format", form)
    code = (
        "from frictionless import validate; r = validate('out/datapackage.json')\n"
        "print(r.valid, r.flatten(['message']), [t.errors for t in r.tasks if not t.valid])"
    )
    assert run(code, tmp_path) == "True [] []\n"


@pytest.mark.parametrize("form", TABLES)
def test_croissant_reads_every_table(export: Command, tmp_path: Path, form: str) -> None:
    export("export", "out", "--format", form)
    code = (
        "import json, mlcroissant\n"
        "found = mlcroissant.Dataset(jsonld='out/croissant.json')\n"
        "rows = {one.name: list(found.records(one.uuid)) for one in found.metadata.record_sets}\n"
        "texts = [r['turns_rows/text'] for r in rows['turns']]\n"
        "texts = [t.decode() if isinstance(t, bytes) else t for t in texts]\n"
        "print(json.dumps([{n: len(r) for n, r in rows.items()}, texts]))"
    )
    counts, texts = json.loads(run(code, tmp_path))
    assert counts == ROWS
    assert LONG in texts


@pytest.mark.parametrize("form", TABLES)
def test_pandas_reads_every_table(export: Command, tmp_path: Path, form: str) -> None:
    export("export", "out", "--format", form)
    read = {
        "csv": "pd.read_csv(f'out/{name}.csv')",
        "jsonl": "pd.read_json(f'out/{name}.jsonl', lines=True)",
        "parquet": "pd.read_parquet(f'out/{name}')",
    }[form]
    code = (
        "import json, pandas as pd\n"
        f"tables = {{name: {read} for name in {list(ROWS)}}}\n"
        "turns = tables['turns']\n"
        "ben = turns[turns['speaker'] == 'Ben Orr']\n"
        "print(json.dumps([{n: len(t) for n, t in tables.items()},"
        " sorted(ben['source']), bool(turns['counted'].all())]))"
    )
    assert json.loads(run(code, tmp_path)) == [ROWS, ["cnn", "npr"], True]


@pytest.mark.parametrize("form", TABLES)
def test_hugging_face_finds_the_tables_by_the_card(
    export: Command, tmp_path: Path, form: str
) -> None:
    export("export", "out", "--format", form)
    code = (
        "import json; from datasets import load_dataset\n"
        f"tables = {{name: load_dataset('out', name, split='train') for name in {list(ROWS)}}}\n"
        "print(json.dumps({name: len(table) for name, table in tables.items()}))"
    )
    assert json.loads(run(code, tmp_path)) == ROWS


@pytest.mark.parametrize("form", TABLES)
def test_hugging_face_takes_the_types_from_the_card(
    onrecord: Command, tmp_path: Path, form: str
) -> None:
    """Not from the first rows: there, nothing is in doubt, and all ids are numbers."""
    numbered = [
        made("npr", str(n), f"https://www.npr.org/{n}", (*LAKE.turns[:1], *LAKE.turns[2:3]))
        for n in range(100_000, 100_020)
    ]
    last = made("npr", "nx-s1-1", "https://www.npr.org/nx-s1-1", LAKE.turns, teaser="A lake.")
    with Archive.write(tmp_path / "archive.db") as archive:
        land(archive, *numbered, last)
    onrecord("export", "out", "--format", form, "--all")
    code = (
        "import json; from datasets import load_dataset\n"
        "turns = load_dataset('out', 'turns', split='train', **CHUNKS)\n"
        "print(json.dumps([len(turns), turns[-1]['story_id'], turns[-1]['doubt']]))"
    )
    chunks = "{'chunksize': 1000}" if form == "jsonl" else "{}"
    found = json.loads(run(f"CHUNKS = {chunks}\n{code}", tmp_path))
    assert found == [44, "nx-s1-1", "the label could not be read"]


@pytest.fixture(scope="module")
def corpora(demo_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exports that the page makes, of the demo's archive."""
    directory = tmp_path_factory.mktemp("corpora")
    shutil.copy(demo_archive, directory / "archive.db")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(directory)
        for language, block in BLOCKS:
            for line in block.splitlines() if language == "sh" else ():
                if line.startswith("onrecord export"):
                    patch.setattr(sys, "argv", shlex.split(line))
                    with pytest.raises(SystemExit) as ended:
                        cli.main()
                    assert not ended.value.code, line
        patch.setattr(sys, "argv", shlex.split("onrecord export convokit --format convokit"))
        with pytest.raises(SystemExit):
            cli.main()
    return directory


@pytest.mark.parametrize(("language", "code"), RECIPES, ids=[code[:30] for _, code in RECIPES])
def test_the_recipes_of_the_docs(corpora: Path, language: str, code: str) -> None:
    if language == "r":
        if shutil.which("Rscript") is None:
            pytest.skip("no R here")
        assert run(code, corpora, "Rscript", "-e")
        return
    if "convokit" in code and find_spec("convokit") is None:
        pytest.skip("ConvoKit takes 6.5 GB")
    assert run(code, corpora)


def test_there_are_recipes() -> None:
    assert [language for language, _ in RECIPES] == ["python", "r", "python", "python", "python"]
