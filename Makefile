# Two commands: `make report` runs the main job on the sample corpus, `make test` runs the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help report test slow check format clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 10

report: $(VENV)/.installed ## install into .venv, compare the sample articles, write reports/karabakh.html
	@mkdir -p reports
	$(BIN)/perspectives compare corpus/karabakh -o reports/karabakh.html
	@echo "Open $(CURDIR)/reports/karabakh.html in a browser."

test: $(VENV)/.installed-dev ## run the tests (browser tests need Chromium)
	$(BIN)/pytest -n auto -m "not slow"

slow: $(VENV)/.installed-dev ## run the tests that take minutes (all, or those in TESTS)
	$(BIN)/pytest -n auto -m slow $(TESTS)

check: $(VENV)/.installed-dev ## ruff, mypy, import-linter and the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test

format: $(VENV)/.installed-dev ## sort imports and format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
ifdef UV
	uv venv --quiet --python $(PYTHON) $(VENV)
else
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "perspectives needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv is missing; on Debian: sudo apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
endif

$(VENV)/.installed: pyproject.toml | $(BIN)/python
ifdef UV
	uv pip install --quiet --python $(BIN)/python -e .
else
	$(BIN)/python -m pip install --quiet -e .
endif
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
ifdef UV
	uv pip install --quiet --python $(BIN)/python -e ".[dev]"
else
	$(BIN)/python -m pip install --quiet -e ".[dev]"
endif
	@touch $@ $(VENV)/.installed
