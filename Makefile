# Everything is put into .venv and build/; nothing outside this folder is touched.
# The first run installs (a minute or two), later runs start at once.

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
PYTHON ?=
ARGS ?=
WORKERS ?= 4

.PHONY: help demo test lint bench chaos reference clean
.DEFAULT_GOAL := help

help: ## show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/.installed ## play the whole bundled campaign against emulated networks
	@$(BIN)/pregonero rehearse

test: $(VENV)/.installed-test ## run the tests, four files at a time; ARGS=… goes to pytest
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(VENV)/.installed-test ## check style, types and layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/.installed-test ## measure; ARGS='--only NAME --format json'
	@$(BIN)/python -m scripts.bench $(ARGS)

chaos: $(VENV)/.installed-test ## kill it at work, against networks that fail; ARGS='--kills N --format json'
	@$(BIN)/python -m scripts.chaos $(ARGS)

reference: $(VENV)/.installed ## write docs/reference from the code
	@$(BIN)/python -m scripts.reference $(ARGS)

clean: ## take away all that make has made
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@python=$$(scripts/find-python $(PYTHON)) && "$$python" -m venv --clear $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing Pregonero into $(VENV) (only when its requirements change)…" >&2
	@$(INSTALL) -e .
	@$(BIN)/python -m compileall -q campaign
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	@echo "Installing the tools for tests…" >&2
	@$(INSTALL) -e '.[test]'
	@touch $@
