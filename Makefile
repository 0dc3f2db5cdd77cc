.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
CORE := .venv-core
PY := $(VENV)/bin/python
LOCKS := $(wildcard requirements/*.txt)

.PHONY: help install demo test test-core lint bench bench-engine screenshots kill fuzz conformance listing lock clean
MINUTES := 60
TESTS := -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile  # as many at once as there are cores, a file's tests together

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/.installed ## Make .venv and install everything that Phrom needs

$(VENV)/.installed: $(LOCKS) pyproject.toml installer/make_venv.sh
	@echo "Installing Phrom into $(VENV) …"
	@sh installer/system_packages.sh
	@sh installer/make_venv.sh $(VENV) requirements/core.txt requirements/window.txt requirements/dev.txt
	@touch $@

demo: install ## Play the whole journey on sample data into demo/, then open the window
	@$(PY) -m desktop_app demo --out demo

test: install lint ## Lint, types, import contracts and every test
	@$(PY) $(TESTS)

test-core: $(CORE)/.installed ## The core's tests where PySide6 is absent
	@! $(CORE)/bin/python -c "import PySide6" 2>/dev/null
	@$(CORE)/bin/python $(TESTS) -p no:pytest-qt --ignore=tests/gui --ignore=tests/bench

$(CORE)/.installed: requirements/core.txt requirements/dev.txt pyproject.toml installer/make_venv.sh
	@sh installer/system_packages.sh
	@sh installer/make_venv.sh $(CORE) requirements/core.txt requirements/dev.txt
	@touch $@

lint: install ## ruff, mypy and the import contracts
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

bench: install ## Measure, and print ratios against a peer or a physical limit
	@$(PY) -m tests.bench

bench-engine: install ## Our engine beside other form engines, on generated forms (the others need Node.js)
	@$(PY) -m tests.bench.against_peers

screenshots: install ## Write a picture of every screen into screenshots/
	@$(PY) -m desktop_app.ui.gallery --out screenshots

kill: install ## Kill the program fifty times while answers are typed, and at every write of signing
	@PHROM_KILLS=all $(PY) -m pytest tests/e2e/test_kill_typing.py tests/e2e/test_kill_signing.py

fuzz: install ## Try expressions made by chance for MINUTES=60; needs atheris, and says how to get it
	@$(PY) -m tests.fuzz --minutes $(MINUTES) --out fuzz

conformance: install ## Compare with what other engines recorded: one table, and each known miss with its reason
	@$(PY) -m tests.conformance

listing: install ## Regenerate what is made from texts: form listings, word table
	@$(PY) -m desktop_app.questionnaire.listing forms
	@$(PY) -m desktop_app.thai.known_runs

lock: install ## Resolve the requirement files anew, with hashes
	@$(PY) -m pip install --quiet uv
	@for room in core window dev; do $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 \
	  --generate-hashes --custom-compile-command "make lock" requirements/$$room.in -o requirements/$$room.txt; done

clean: ## Remove everything that was made
	@rm -rf $(VENV) $(CORE) tests/bench/peers/node_modules demo screenshots build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
