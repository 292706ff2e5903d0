# `make run` and `make test` need Python 3.11+ and pip, nothing else.
PYTHON ?= python3
PAPERS ?= samples/papers
PIP_ARGS ?=
BIN = .venv/bin
export HF_HUB_OFFLINE = 1

.PHONY: run setup test gate bench clean

run: setup
	if [ "$(origin PAPERS)" != file ] || [ ! -f data/library.sqlite3 ]; then \
	  $(BIN)/askboard ingest "$(PAPERS)" || test -f data/library.sqlite3; fi
	$(BIN)/streamlit run app.py

setup: .venv/installed

.venv/installed: pyproject.toml requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet $(PIP_ARGS) -c requirements.lock -e ".[dev]"
	touch $@

test: setup
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest

gate: setup
	$(BIN)/askboard eval gate

# How well papers are read, against the truth in bench/truth: `make bench BENCH="folder other-folder"`.
BENCH ?= samples/papers
bench: setup
	$(BIN)/python -m bench.pages $(BENCH)
	$(BIN)/python -m bench.registers bench/truth/minutes-*.jsonl --folders $(BENCH)
	$(BIN)/python -m bench.tables $(BENCH)

clean:
	rm -rf .venv data
