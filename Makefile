# Two commands are all the set-up there is: make demo, make test.
# Everything is installed into .uv/ and .venv/ in this folder; nothing outside it is touched.

PYTHON ?= python3
UV_VERSION := 0.13.9
UV := .uv/bin/uv
SYNCED := .venv/.synced
BACKBENCH := .venv/bin/backbench
ARTICLES ?= 10000 100000

.DEFAULT_GOAL := help
.PHONY: help demo test bench bench-scale lint serve docs site clean

help: ## what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

demo: $(SYNCED) ## run the nightly flow over the sample outlets, under Prefect, and show what comes of it
	@$(BACKBENCH) demo

test: $(SYNCED) ## run the tests (those that need ../shared or a browser say so where it is absent)
	@.venv/bin/pytest -n 2 --dist loadfile

bench: $(SYNCED) ## measure speed against a bare trafilatura loop in the same run
	@.venv/bin/python -m benchmarks

bench-scale: $(SYNCED) ## measure what analysts wait for as the corpus grows: make bench-scale ARTICLES="10000 1000000"
	@.venv/bin/python -m benchmarks.scale $(ARTICLES)

lint: $(SYNCED) ## ruff, mypy strict, import-linter
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

serve: $(SYNCED) ## start Prefect's server, its UI and all deployments
	@$(BACKBENCH) serve

docs: $(SYNCED) ## render docs/data-dictionary.md and the row types from the contract
	@.venv/bin/python -m warehouse.schema.dictionary
	@.venv/bin/python -m warehouse.schema.render_rows

site: $(SYNCED) ## build the documentation as a website in site/
	@NO_MKDOCS_2_WARNING=1 .venv/bin/mkdocs build --strict --quiet -f docs/site/mkdocs.yml
	@echo "site/index.html is written: open it, or serve the folder."

clean: ## remove what the commands above installed; the data folder stays
	rm -rf .venv .uv .mypy_cache .ruff_cache .pytest_cache test-artifacts

$(SYNCED): uv.lock pyproject.toml $(UV)
	@echo "Installing what uv.lock pins into .venv/ …"
	@$(UV) sync --frozen --quiet --python $(PYTHON)
	@touch $@

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Backbench needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Installing uv $(UV_VERSION) into .uv/ …"
	@$(PYTHON) -m venv .uv || { echo "python3 -m venv failed; on Debian: apt-get install python3-venv"; exit 1; }
	@.uv/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $(UV)
