# `make run` and `make test` set up what they need, on a fresh machine with Python 3.11+ and a package index.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= out
DEV_EXTRAS := crawl,documents,families,notebooks,simplemma,spacy-fi,train,udpipe

.PHONY: run test lint types train evaluate notebooks clean

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

notebooks: $(VENV)/.dev
	$(BIN)/python -m nbconvert --log-level ERROR --to notebook --execute --inplace \
	    --ExecutePreprocessor.record_timing=False notebooks/*.ipynb

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"

$(VENV)/.run: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[$(DEV_EXTRAS)]" --group dev
	touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) $(OUT) dist

# Trankit needs old pins that nothing else here can live with, so it is tested in an environment of its own.
.PHONY: test-trankit
test-trankit:
	$(PYTHON) -m venv .venv-trankit
	.venv-trankit/bin/python -m pip install --quiet torch==2.13.0 adapters==1.1.1 transformers==4.48.3 tokenizers==0.21.4 \
	    sentencepiece langid==1.1.6 protobuf six pytest
	.venv-trankit/bin/python -m pip install --quiet --no-deps trankit==1.1.2
	PYTHONPATH=pipeline .venv-trankit/bin/python -m pytest tests/finnish/trankit_model
