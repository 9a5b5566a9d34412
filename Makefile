# Two commands do everything on a fresh machine: `make demo` and `make test`. Everything is built in .venv.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
export HF_HUB_OFFLINE := 1

.PHONY: setup demo test lint clean

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Kindergraph needs Python 3.11 or newer; set PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check torch==2.13.0
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test,pymupdf,neo4j,llama]'
	touch $(READY)

demo: $(READY)
	$(BIN)/ingest examples/papers --workspace demo/workspace
	$(BIN)/generate -n 60 --seed 7 --workspace demo/workspace --out demo/samples.jsonl
	$(BIN)/curriculum export --workspace demo/workspace --out demo/dataset
	$(BIN)/kg verify --workspace demo/workspace
	$(BIN)/kg sample --hops 3 --workspace demo/workspace

test: $(READY)
	$(BIN)/pytest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf .venv demo out dist
