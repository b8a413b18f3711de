# `make demo` and `make test` set everything up in .venv by themselves.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test coverage hooks test-browser test-readers test-replay lint format bench quality mutation torture fuzz audit screenshots build clean

demo: $(VENV)/.installed
	$(BIN)/onrecord demo

test: $(VENV)/.installed-dev
	$(BIN)/pytest -n auto --dist worksteal

# What of scraper/ the tests run. From Python 3.12 on, sys.monitoring makes that cheap.
coverage: $(VENV)/.installed-dev
	rm -f .coverage .coverage.*
	COVERAGE_CORE=$$($(BIN)/python -c 'import sys; print(["ctrace", "sysmon"][sys.version_info >= (3, 12)])') \
	  $(BIN)/coverage run -m pytest -n auto --dist worksteal
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

# Checks every commit as `make lint` does.
hooks: $(VENV)/.installed-dev
	$(BIN)/pre-commit install

test-browser: $(VENV)/.installed-browser
	$(BIN)/pytest -m browser

test-readers: $(VENV)-readers/.installed
	$(VENV)-readers/bin/pytest -m readers tests/export

# What other programs make of exports. Their dependencies need an environment of their own.
test-replay: $(VENV)/.installed-dev .venv-replay/.installed
	$(BIN)/pytest tests/export/test_replay.py

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.installed-bench
	$(BIN)/python -m tests.benchmarks

quality: $(VENV)/.installed-bench
	$(BIN)/python -m tests.quality

# Needs no quiet machine, but about an hour; MUTATION takes its options.
mutation: $(VENV)/.installed-dev
	$(BIN)/python -m tests.mutation $(MUTATION)

torture: $(VENV)/.installed-dev
	$(BIN)/python -m tests.torture
	$(BIN)/python -m tests.faultlab

fuzz: $(VENV)/.installed-dev
	$(BIN)/python -m tests.fuzz

audit: $(VENV)/.installed
	bash .ci/audit $(VENV)

# Into docs/images, which README shows one of, and the others into build/screenshots.
screenshots: $(VENV)/.installed-browser
	$(BIN)/python -m tests.web.screenshots

build: $(VENV)/.installed-dev
	$(BIN)/python -m build

clean:
	rm -rf $(VENV) $(VENV)-readers $(VENV)-newest .venv-replay .coverage .coverage.* build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

# An old pip's resolver can't take some sets of dependencies and knows no groups.
$(VENV)/.made:
	$(PYTHON) -m venv $(VENV) || { echo "no virtual environment: apt install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --upgrade pip
	touch $@

.venv-replay/.installed: pyproject.toml
	$(PYTHON) -m venv .venv-replay
	.venv-replay/bin/python -m pip install --quiet --upgrade pip
	.venv-replay/bin/pip install --quiet --group replay
	touch $@

$(VENV)/.installed: $(VENV)/.made pyproject.toml
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/pip install --quiet --editable . --group dev
	touch $@

# pandas slows down every start of sqlite-utils: programs that read exports have their own place.
$(VENV)-readers/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)-readers
	$(VENV)-readers/bin/python -m pip install --quiet --upgrade pip
	$(VENV)-readers/bin/pip install --quiet --editable '.[parquet]' --group readers
	touch $@

# For tests in a browser, Debian's chromium besides.
$(VENV)/.installed-browser: $(VENV)/.installed-dev
	$(BIN)/pip install --quiet --group browser
	npm install --silent --no-audit --no-fund --prefix $(VENV)/npm axe-core@4.10.3
	touch $@

$(VENV)/.installed-bench: $(VENV)/.installed-dev
	$(BIN)/pip install --quiet --group bench
	touch $@
