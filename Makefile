# Two commands are the whole set-up: make demo, make test.
# Tools, packages and their caches are installed into .uv/ and .venv/ in this folder, and nowhere else.

PYTHON ?= python3
UV_VERSION := 0.13.9
UV := .uv/bin/uv
RUNTIME := .venv/.runtime
SYNCED := .venv/.synced
BACKBENCH := .venv/bin/backbench
ARTICLES ?= 10000 100000

export UV_CACHE_DIR := $(CURDIR)/.uv/cache
export UV_PYTHON_INSTALL_DIR := $(CURDIR)/.uv/python
export PIP_CACHE_DIR := $(CURDIR)/.uv/pip-cache

.DEFAULT_GOAL := help
.PHONY: help demo test bench bench-peers bench-scale hardening lint audit serve docs site clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

demo: $(RUNTIME) ## run the nightly flow over the sample outlets, under Prefect, and show the results
	@XDG_STATE_HOME=$(CURDIR)/data/state $(BACKBENCH) demo

test: $(SYNCED) ## run the tests (those that need ../shared or a browser are skipped where it is absent)
	@.venv/bin/pytest -n 2 --dist loadfile

bench: $(SYNCED) ## measure speed against a bare trafilatura loop, start-up, and the scaling on Dask, in the same run
	@.venv/bin/python -m benchmarks
	@.venv/bin/python -m benchmarks.start_up
	@.venv/bin/python -m benchmarks.dask_scaling
	@.venv/bin/python -m benchmarks.disk

bench-peers: $(SYNCED) ## compare speed and quality with news-please, newspaper4k, readability, resiliparse, Fundus, trafilatura
	@.venv/bin/python -m benchmarks.peers

hardening: $(SYNCED) ## run the long checks: kills, damaged files, full disks, many nights (an hour)
	@.venv/bin/python -m benchmarks.robustness $(CHECKS)

bench-scale: $(SYNCED) ## measure what analysts wait for as the corpus grows: make bench-scale ARTICLES="10000 1000000"
	@.venv/bin/python -m benchmarks.scale $(ARTICLES)

lint: $(SYNCED) ## ruff, mypy strict, import-linter, uv.lock against pyproject.toml
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(UV) lock --check --offline --quiet

# uv's exit code is 1 if it found a vulnerability, and 2 if it could not ask.
audit: $(UV) ## ask the advisory service osv.dev for known vulnerabilities of what uv.lock pins (needs the network)
	@$(UV) audit --frozen --preview-features audit-command || { code=$$?; [ $$code -eq 1 ] \
	  || echo "Nothing was audited: the advisory service cannot be reached. make test checks sources, digests and licences."; \
	  exit $$code; }

serve: $(RUNTIME) ## start Prefect's server, its UI and all deployments
	@$(BACKBENCH) serve

docs: $(RUNTIME) ## render docs/data-dictionary.md and the row types from the contract
	@.venv/bin/python -m warehouse.schema.dictionary
	@.venv/bin/python -m warehouse.schema.render_rows

site: $(SYNCED) ## build the documentation as a website in site/
	@NO_MKDOCS_2_WARNING=1 .venv/bin/mkdocs build --strict --quiet -f docs/site/mkdocs.yml
	@echo "site/index.html is written: open it, or serve the folder."

clean: ## remove what these targets installed, with all caches; the data folder stays
	rm -rf .venv .uv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-artifacts

# What the commands need. --inexact keeps what `make test` may have installed before.
$(RUNTIME): uv.lock pyproject.toml $(UV)
	@echo "Installing what uv.lock pins for the commands into .venv/ …"
	@$(UV) sync --frozen --quiet --compile-bytecode --no-default-groups --inexact --python $(PYTHON)
	@touch $@

# The same, and what tests, checks and notebooks need.
$(SYNCED): uv.lock pyproject.toml $(UV)
	@echo "Installing what uv.lock pins, with the tools of the tests, into .venv/ …"
	@$(UV) sync --frozen --quiet --compile-bytecode --python $(PYTHON)
	@touch $@ $(RUNTIME)

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Backbench needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Installing uv $(UV_VERSION) into .uv/ …"
	@$(PYTHON) -m venv .uv || { echo "python3 -m venv failed; on Debian: apt-get install python3-venv"; exit 1; }
	@.uv/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $(UV)
