# GNU make 3.81 or later. `make` alone lists the targets; the README has the same commands without make.
SEEDS ?= 10
RATES ?= 0,0.2,0.5
JOBS ?= 2
EXPERIMENT ?= --all

python = .venv/bin/python
lab = .venv/bin/dropout-lab
set_up = @PYTHON="$(PYTHON)" sh scripts/setup.sh

# What one process compiles the next one reads: the tests start dozens.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := list
.PHONY: list setup environment demo reproduce sweep report check test bench clean

list:
	@awk -F ': .*## ' '/^[a-z]+:.*## / {printf "  make %-11s%s\n", $$1, $$2}' Makefile

setup: ## make .venv from requirements.lock (nothing to do when nothing changed); PYTHON=python3.12
	$(set_up)

# What the other targets need first: as setup, but silent when there is nothing to do.
environment:
	$(set_up) --quiet

demo: environment ## the smallest whole experiment, on digits, under two minutes and offline
	$(lab) run experiment=quickstart

reproduce: environment ## the tutorial's claim on MNIST; SEEDS=10
	$(lab) run experiment=tutorial_claim seeds=$(SEEDS)

sweep: environment ## test accuracy over dropout rates; RATES=0,0.2,0.5 SEEDS=10
	$(lab) run -m dropout.rate=$(RATES) seeds=$(SEEDS)

report: environment ## pages, tables and figures anew from what is stored; EXPERIMENT=tutorial_claim
	$(lab) report $(EXPERIMENT)

check: environment ## style, types and fast tests, 70 to 85 seconds: before each commit
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m pyrefly check
	$(python) -m pytest -q -n $(JOBS) --dist loadfile

test: environment ## every test but those that need a GPU or a network, about 13 minutes; JOBS=2
	$(python) -m pytest -q -n $(JOBS) --dist loadfile -m "not gpu and not network"

bench: environment ## timings as ratios, side by side in one run, to results/bench; about 12 minutes
	$(python) -m benchmarks

clean: ## remove caches and build output; keeps .venv, the store, cached data and results
	rm -rf build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find benchmarks scripts src tests -name __pycache__ -type d -prune -exec rm -rf {} +
