# Two commands: `make run` and `make test`. Everything is installed in .venv; delete it to start again.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet
SOURCES := flows warehouse dashboards tests

# Train the reader from tests/contacts/labelled/training and, with ROWS=mine.jsonl, from private rows: two minutes on one core.
model: .venv/.installed
	$(BIN)/python -m flows.evaluation.make_model tests/contacts/labelled/training $(ROWS)

.PHONY: model run demo install serve notebook test lint types contracts tests faults bench lock clean

run: .venv/.installed
	@$(BIN)/rabita ingest; code=$$?; if [ $$code -eq 4 ]; then $(BIN)/rabita demo; else exit $$code; fi

demo: .venv/.installed
	@$(BIN)/rabita demo

install: .venv/.installed

serve: .venv/.installed
	@$(BIN)/rabita serve

# The notebook's own files and its compiled files go below data/, not into the checkout.
notebook: .venv/.installed
	PYTHONPYCACHEPREFIX=$(CURDIR)/data/cache $(BIN)/marimo edit $(CURDIR)/dashboards/notebook.py

test: lint types contracts tests

lint: .venv/.installed
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/deptry flows warehouse dashboards

types: .venv/.installed
	$(BIN)/mypy

contracts: .venv/.installed
	$(BIN)/lint-imports

tests: .venv/.installed
	$(BIN)/pytest

# The lock is complete, so pip does not need to resolve anything (--no-deps); `pip check` verifies this.
.venv/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) install --no-deps --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q flows warehouse dashboards
	$(PIP) check
	@touch $@

faults: .venv/.installed
	$(BIN)/python tests/faults/kill_sender.py --runs 1000
	$(BIN)/python tests/faults/kill_flow.py --runs 16
	$(BIN)/python tests/faults/kill_flow.py --runs 5 --prefect
	$(BIN)/python tests/faults/kill_worker.py --runs 6
	$(BIN)/python tests/faults/fuzz.py --minutes 15 --seed 1

bench: .venv/.installed
	$(BIN)/python tests/benchmarks/run_all.py --runs 3

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
	  --extra dev pyproject.toml --output-file requirements.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
