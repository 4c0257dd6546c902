# Everything is put into .venv and build/; outside this folder only pip keeps what it has
# downloaded, in its own cache, unless it is told not to (PIP_NO_CACHE_DIR=1).
# The first run installs (a minute or two), later runs start at once.

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet -c constraints.txt
# Also for the pip that pip starts to build with: it would note in its cache when it last looked.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
PYTHON ?=
ARGS ?=
comma := ,
# Tests of the whole program mostly wait for it: more at a time than there are processors.
WORKERS ?= 6

# Says a sentence in English or Spanish, as the environment asks: the program's own rule.
say = case "$${LC_ALL:-$$LANG}" in en*) echo "$(1)";; *) echo "$(2)";; esac >&2

# What pytest compiles is kept, even where Python is told to keep nothing: each of the workers reads
# all tests, and to compile them takes longer than to read them.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest

.PHONY: help demo test lint bench chaos golden pictures reference clean
.DEFAULT_GOAL := help

help: ## show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/.installed ## play the whole bundled campaign against emulated networks
	@$(call say,Rehearsing the bundled campaign on emulated networks…,Ensayando la campaña incluida en redes simuladas…)
	@$(BIN)/pregonero rehearse

test: $(VENV)/.compiled-tests ## run the tests, WORKERS=6 files at a time; ARGS=… goes to pytest
	@$(PYTEST) -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(VENV)/.installed-test ## check style, types and layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/.installed-test ## measure; ARGS='--only NAME --format json'
	@$(BIN)/python -m scripts.bench $(ARGS)

chaos: $(VENV)/.installed-test ## kill it at work, against networks that fail; ARGS='--kills N --format json': N times, or a few more
	@$(BIN)/python -m scripts.chaos $(ARGS)

golden: $(VENV)/.installed-test ## compare cards with their golden pictures; ARGS=--renew keeps the new ones
	@$(BIN)/python -m scripts.golden $(ARGS)

pictures: $(VENV)/.installed-test ## draw the documentation's pictures anew, in a browser: a rehearsal, cards, and a walk through the bot's chat
	@$(BIN)/python -m scripts.pictures
	@$(PYTEST) -q tests/acceptance/promises/test_walk.py --pictures docs/images $(ARGS)

reference: $(VENV)/.installed ## write docs/reference from the code
	@$(BIN)/python -m scripts.reference $(ARGS)

clean: ## take away all that make has made
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@$(call say,Making an environment for Python in $(VENV)…,Preparando un entorno de Python en $(VENV)…)
	@python=$$(scripts/find-python $(PYTHON)) && "$$python" -m venv --clear $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@$(call say,Installing Pregonero and its packages into $(VENV): a minute or two$(comma) this once…,Instalando Pregonero y sus paquetes en $(VENV): un par de minutos$(comma) solo esta vez…)
	@scripts/patiently $(INSTALL) -e .
	@$(call say,Compiling…,Compilando…)
	@$(BIN)/python -m compileall -q campaign
	@touch $@

# All at once where nothing is there yet: pip would build and seek everything a second time.
$(VENV)/.installed-test: pyproject.toml constraints.txt | $(BIN)/python
	@$(call say,Installing Pregonero$(comma) its packages and the tools for tests into $(VENV): a minute or two$(comma) this once…,Instalando Pregonero$(comma) sus paquetes y las herramientas de las pruebas en $(VENV): un par de minutos$(comma) solo esta vez…)
	@scripts/patiently $(INSTALL) -e '.[test]'
	@$(call say,Compiling…,Compilando…)
	@$(BIN)/python -m compileall -q campaign
	@touch $(VENV)/.installed $@

# Once for all workers, which begin at the same time and would each compile everything.
$(VENV)/.compiled-tests: $(VENV)/.installed-test
	@$(call say,Compiling the tests…,Compilando las pruebas…)
	@$(PYTEST) --collect-only -qq >/dev/null 2>&1 || true # what is wrong is told by the tests
	@touch $@
