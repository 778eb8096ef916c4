# `make run` and `make test` set up what they need, on a fresh machine with Python 3.11+ and a package index.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= out

.PHONY: run test lint types train evaluate clean

run: $(VENV)/.run
	$(BIN)/seloste extract corpora/sample --out $(OUT) --force

test: $(VENV)/.dev lint types
	$(BIN)/python -m pytest

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

train: $(VENV)/.dev
	$(BIN)/seloste train annotations/gold --out models/seloste_fi

evaluate: $(VENV)/.dev
	$(BIN)/seloste evaluate annotations/gold --cross-validate

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"

$(VENV)/.run: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[train,simplemma]" --group dev
	touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) $(OUT) dist
