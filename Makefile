.PHONY: help demo test check bench golden lowest developing

help:
	@echo "make demo     a mesh of four brokers over TLS, here and now"
	@echo "make test     the whole test suite (sets itself up)"
	@echo "make check    ruff, mypy, import-linter, shellcheck"
	@echo "make golden   write the expected trees of tests/golden anew"
	@echo "make bench    what starting, rendering and launching cost, beside their floors (BENCH=render: one group)"
	@echo "make lowest   the unit and golden tests on the oldest dependencies that pyproject.toml allows"

demo:
	@scripts/venv --runtime
	@scripts/mosquitto
	@.venv/bin/python scripts/demo.py

test: developing
	@scripts/mosquitto
	@scripts/brokers
	@scripts/certbot
	@scripts/docker run .venv/bin/pytest -n 2 --dist worksteal

check: developing
	@scripts/brokers shellcheck
	@scripts/check

golden: developing
	@.venv/bin/python scripts/golden.py

bench: developing
	@scripts/mosquitto
	@.venv/bin/python -m benchmarks $(BENCH)

lowest:
	@scripts/lowest

developing:
	@scripts/venv
