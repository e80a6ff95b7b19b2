# Needs Python 3.11 to 3.13 and make. `make help` lists the targets.
.DEFAULT_GOAL := help
.PHONY: help setup demo demo-full test test-one test-slow test-pythons coverage test-faults test-load lint format requirements up down status logs doctor trigger
.PHONY: backfill watermarks bench clean tools compose-up compose-down compose-test

PYTHON ?= python3
PY := .venv/bin/python
UV := $(PYTHON) include/devstack/setup.py uv
EXPORT := $(UV) export --frozen --no-default-groups --no-annotate --no-header --quiet

# Airflow starts slowly without byte code, and a foreign environment must not leak in.
unexport PYTHONDONTWRITEBYTECODE VIRTUAL_ENV PYTHONPATH PYTHONHOME

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

setup:  ## the Python environments (nothing happens when they are up to date)
	@$(PYTHON) include/devstack/setup.py

tools:
	@$(PYTHON) include/devstack/setup.py containers

demo: setup  ## start the local platform and run the main jobs on it; SOURCE=real: a day of games from the real ESPN
	@$(PY) -m include.control demo $(if $(SOURCE),--source '$(SOURCE)') $(if $(DAY),--day '$(DAY)') $(if $(YES),--yes)

demo-full: setup  ## the same with 21 days of races instead of 6
	@$(PY) -m include.control demo --full

up: setup  ## start the local platform: Airflow, PostgreSQL, S3, simulated sources
	@$(PY) -m include.devstack up

down: setup  ## stop the local platform; its data stay
	@$(PY) -m include.devstack down

status: setup  ## one line for each part of the platform
	@$(PY) -m include.devstack status

logs: setup  ## the last log lines, of one part with PART=scheduler
	@$(PY) -m include.devstack logs $(PART)

clean: setup  ## stop the local platform and delete its data
	@$(PY) -m include.devstack clean

# Side by side: one process waits for the platform's runs while the others compute.
SIDE_BY_SIDE := -n 3 --no-loadscope-reorder

test: setup tools  ## every test but the slow ones; some of them with ARGS="-k name"
	@$(PY) -m pytest $(SIDE_BY_SIDE) -m "not faults and not browser and not slow and not load and not containers" $(ARGS)

test-one: setup  ## the tests of one file or folder, slow ones too: FILE=tests/unit/test_days.py ARGS="-k zone"
	@test -n "$(FILE)" || { echo "say which: make test-one FILE=tests/unit/test_days.py"; exit 2; }
	@$(PY) -m pytest $(FILE) $(ARGS)

# Two processes, for each of them can have a platform of its own, and these compute.
test-slow: setup  ## the tests that kill parts, drive a browser, or take long
	@$(PY) -m pytest -n 2 --no-loadscope-reorder -m "(faults or browser or slow) and not load and not containers" $(ARGS)

coverage: setup tools  ## what unit, DAG and integration tests leave out, by folder
	@$(PY) -m pytest $(SIDE_BY_SIDE) -m "not faults and not browser and not load and not containers and not e2e" \
		--cov=include --cov=plugins/scorebook --cov-report=json:build/coverage.json --cov-report= $(ARGS)
	@$(PY) -m tests.coverage_table build/coverage.json

# Unit and DAG tests need no platform. Each version of Python must be installed; uv finds it.
PYTHONS ?= 3.11 3.12 3.13
test-pythons: setup tools  ## unit and DAG tests on each Python that the README names: PYTHONS="3.11 3.13"
	@set -e; for version in $(PYTHONS); do \
		$(PYTHON) include/devstack/setup.py python $$version; \
		echo "tests on Python $$version"; \
		.venv-$$version/bin/python -m pytest -n 2 --no-loadscope-reorder -m "not slow" tests/unit tests/dags $(ARGS); \
	done

test-faults: setup  ## parts killed and broken at every one of their steps (test-slow takes every fifth)
	@SCOREBOOK_FAULT_CASES=all $(PY) -m pytest -m faults -s

test-load: setup  ## 5,000 games and a whole season through the scheduler, about 10 minutes
	@$(PY) -m pytest -m load -s

compose-up:  ## the production shape in containers; PROFILE=local adds stand-ins, FETCH=3 and HEAVY=2 scale workers
	@$(PYTHON) -m include.containers up $(if $(PROFILE),--profile $(PROFILE)) \
		$(if $(FETCH),--scale worker-fetch=$(FETCH)) $(if $(HEAVY),--scale worker-heavy=$(HEAVY))

compose-down:  ## stop the containers; their data stay, but with VOLUMES=1 (YES=1 where nobody can be asked)
	@$(PYTHON) -m include.containers down $(if $(PROFILE),--profile $(PROFILE)) $(if $(VOLUMES),--volumes) $(if $(YES),--yes)

compose-test: setup tools  ## start the containers for real, run the demo's jobs on them, kill workers
	@$(PY) -m pytest tests/containers -m containers -s

lint: setup  ## style, types, lock files, requirements.txt, shell scripts
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy include plugins/scorebook
	@$(UV) lock --check --quiet || { echo "uv.lock is out of date: run uv lock"; exit 1; }
	@$(UV) lock --check --quiet --project include/devstack/services || { echo "the services' uv.lock is out of date"; exit 1; }
	@$(UV) lock --check --quiet --project include/containers/tools || { echo "the container tools' uv.lock is out of date"; exit 1; }
	@$(EXPORT) | diff -q - requirements.txt > /dev/null || { echo "requirements.txt is out of date: run make requirements"; exit 1; }
	@bash -n .ci/run include/containers/*.sh include/containers/*/*.sh

format: setup  ## put the code into the house format
	@$(PY) -m ruff check --fix-only --quiet .
	@$(PY) -m ruff format .

requirements: setup  ## requirements.txt for production, from uv.lock, with hashes
	@$(EXPORT) --output-file requirements.txt > /dev/null

# DAG, CONF, FROM and TO reach the command through the environment, so that JSON needs no second quoting.
doctor: setup  ## check every connection, permission, pool, Variable, the clock, and each source once: SOURCES=off asks none
	@$(PY) -m include.control doctor $(if $(SOURCES),--sources '$(SOURCES)')

trigger: setup  ## run a DAG and wait: DAG=espn_incremental CONF='{"dry_run": true}'
	@$(PY) -m include.control trigger --dag "$$DAG" --conf "$$CONF"

backfill: setup  ## run a DAG for past days and wait: DAG= FROM=2025-11-01 TO=2025-11-07
	@$(PY) -m include.control backfill --dag "$$DAG" --from "$$FROM" --to "$$TO" --conf "$$CONF" \
		--reprocess "$${REPROCESS:-none}" $(if $(DRY_RUN),--dry-run)

watermarks: setup  ## how far each stage has come, of the local warehouse or of SCOREBOOK_WAREHOUSE_URL
	@SCOREBOOK_WAREHOUSE_URL="$${SCOREBOOK_WAREHOUSE_URL:-$$($(PY) -m include.devstack warehouse)}" \
		$(PY) -m include.warehouse.watermarks_table $(STAGE)

bench: setup  ## the product beside plain ways to do the same, on this machine
	@$(PY) benchmarks/enrichment.py
	@$(PY) benchmarks/nba_load.py
	@$(PY) benchmarks/partition_overwrite.py
	@$(PY) benchmarks/dedup.py
	@$(PY) benchmarks/sql_views.py

# Looking into the stores, and the page about them. ARGS reaches `sql` through the environment: it needs no second quoting.
.PHONY: docs sql s3
docs: setup  ## docs/TABLES.md from the comments of the tables, on a PostgreSQL of its own
	@$(PY) -m include.devstack.tables_page

sql: setup  ## a query on the warehouse, read-only: ARGS="SELECT * FROM espn.games LIMIT 5"; without ARGS a prompt, or standard input
	@SCOREBOOK_WAREHOUSE_URL="$${SCOREBOOK_WAREHOUSE_URL:-$$($(PY) -m include.devstack warehouse)}" \
		$(PY) -m include.warehouse.query -c "$$ARGS" $(if $(CSV),--csv) $(if $(ROWS),--rows $(ROWS))

s3: setup  ## look into the archive: ARGS="ls espn_box_scores/", "cat KEY", "cp KEY FILE"; SCOREBOOK_BUCKET= for another one
	@$(PY) -m $(if $(SCOREBOOK_BUCKET),include.lake.browse,include.devstack s3) $(ARGS)

.PHONY: read

# Its standard output holds JSON lines alone, so what `setup` says goes to standard error. The shell splits FILES
# and takes quotes in it: FILES="'a file.html' b.json".
read:  ## what the product makes of payloads, without a platform: FILES="a.html b.json" COUNTRY=gb DAY=2026-08-25 FORM=table
	@$(PYTHON) include/devstack/setup.py >&2
	@$(PY) -m include.control.read $(if $(filter table,$(FORM)),,--json) $(if $(COUNTRY),--country '$(COUNTRY)') \
		$(if $(DAY),--day '$(DAY)') -- $(FILES)
