# Dateline: make run, make test. Needs python3 (3.11 or newer), git and make; everything else goes into .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
RUNS := $(VENV)/.runs
# Compiled modules are kept: without, each of the many processes of the page, the readers and the tests would compile
# all that it imports anew, which is half of its start.
unexport PYTHONDONTWRITEBYTECODE
PORT ?= 7860

.DEFAULT_GOAL := help
.PHONY: help setup run check test coverage soak growth test-deps lint format bench eval screenshots lock docs clean style

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

setup: $(STAMP) ## Prepare .venv, with .venv/bin/dateline

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) tools/check_python.py
	@$(PYTHON) tools/make_venv.py $(VENV)
	@$(PYTHON) tools/install.py $(BIN)/python requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP) $(RUNS)

# The page needs none of what tests and development do, nor a server's extras: half as much to fetch.
$(RUNS): requirements.lock deploy/requirements.lock pyproject.toml
	@$(PYTHON) tools/check_python.py
	@$(PYTHON) tools/make_venv.py $(VENV)
	@$(PYTHON) tools/install.py $(BIN)/python requirements.lock deploy/requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(RUNS)

run: $(RUNS) ## Set up, add the sample corpus, start the page; DATELINE_LLM=none fetches no model
	@$(BIN)/dateline add corpus/articles corpus/formats || echo "The page is started all the same."
	@$(BIN)/dateline serve --port $(PORT) --pull

# A process for each core and one more (tests/memory_files.py), four at most: each takes some hundred MB. What shares a
# set-up stays together (tests/conftest.py).
PYTEST := -m pytest --numprocesses auto --maxprocesses 4 --dist loadscope --no-loadscope-reorder

check: lint ## Check style and types, run the quick tests (no browser, model or kills): for every day
	@$(BIN)/python $(PYTEST) -m "not (browser or model or kill or slow)"

# The types are checked by a test (tests/test_types.py), while others wait.
test: setup style ## Set up, run all tests but the soaks
	@$(BIN)/python $(PYTEST) -m "not soak"

coverage: lint ## Run all tests but the soaks and say which lines none of them runs; slower than make test
	@$(BIN)/python $(PYTEST) -m "not soak" --cov --cov-report=term:skip-covered

soak: setup growth ## Longer forms: hostile texts of 40,000 characters, more kills; takes an hour
	@$(BIN)/python $(PYTEST) -m soak
	@$(BIN)/python bench/kills.py

growth: setup ## Measure how parsers' time grows with hostile texts of 40,000 characters; takes many minutes
	@GROWTH_SIZE=40000 $(BIN)/python $(PYTEST) tests/test_growth.py

test-deps: ## Install the Debian packages that the browser tests need (as root)
	apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core

style: setup
	@$(BIN)/python -m ruff check . && $(BIN)/python -m ruff format --check .

lint: style ## Check style and types
	@$(BIN)/python -m mypy

format: setup ## Put the code into shape
	@$(BIN)/python -m ruff format . && $(BIN)/python -m ruff check --fix .

bench: setup ## Measure speed, side by side
	@$(BIN)/python bench/speed.py

EVAL ?=
eval: setup ## Fetch the model if need be and measure quality; EVAL=a folder of evaluation data, LIMIT=N for a sample
	@$(BIN)/python tools/evaluate.py $(if $(LIMIT),--limit $(LIMIT)) "$(EVAL)"

screenshots: setup ## Take the pictures of docs/screenshots anew (needs chromium: make test-deps)
	@$(BIN)/python tools/screenshots.py

lock: setup ## Make the locks anew from pyproject.toml: requirements.lock, and deploy/'s without what only tests need
	@$(BIN)/python -m uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --no-annotate --extra dev --python-version 3.11 --quiet --output-file requirements.lock pyproject.toml
	@$(BIN)/python -m uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --no-annotate --constraint requirements.lock --python-version 3.11 --quiet \
		--output-file deploy/requirements.lock pyproject.toml
	@$(BIN)/python tools/extra_lock.py

docs: setup ## Write the pages of docs/ that are made from the code: settings, commands, JSON
	@$(BIN)/python tools/make_docs.py

clean: ## Remove .venv and caches (never an archive)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache build *.egg-info
