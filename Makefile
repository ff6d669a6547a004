# Two commands from a bare machine with Python 3.11+ and make: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --constraint constraints.txt

.PHONY: demo test check browser neo4j neo4j-stop bench record clean

demo: .venv/core
	$(BIN)/stemma demo

test: .venv/test browser
	@$(BIN)/python -m tests.neo4j_server fetch
	$(BIN)/python -m pytest

check: .venv/test browser
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(BIN)/python -m tests.neo4j_server fetch
	$(BIN)/python -m pytest

# The tests of the pages drive this browser.
browser:
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; }

# A real Neo4j on loopback, for the tests' sake and for trying: prints the settings that point stemma at it.
neo4j: .venv/core
	@$(BIN)/python -m tests.neo4j_server start

neo4j-stop: .venv/core
	@$(BIN)/python -m tests.neo4j_server stop

bench: .venv/test
	$(BIN)/python -m bench

# Renews the recorded exchanges of the three service clients against the fixture hub.
record: .venv/test
	$(BIN)/python -m pytest tests/unit/agents/test_recorded.py --record-mode=rewrite

clean:
	rm -rf .venv build dist *.egg-info

.venv/uv:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt uv
	touch $@

.venv/core: .venv/uv pyproject.toml constraints.txt
	$(INSTALL) --editable .
	touch $@

.venv/test: .venv/core
	$(INSTALL) --editable '.[test]'
	touch $@
