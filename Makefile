# The verbs of this repository. "make" alone lists them; each verb's line says what it does.
.DEFAULT_GOAL := help
.PHONY: help demo test check ci soak docs golden bench pins messages clean

PYTHON = .venv/bin/python
# Makes or refreshes .venv when the pins changed; says nothing when there is nothing to do.
DEV = ./bin/environment.sh dev
COMPILE = .pins/bin/uv --no-config pip compile pyproject.toml --quiet --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-annotate --no-header

help: ## list the verbs
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1	\2/p' $(MAKEFILE_LIST) | expand -t 12

demo: ## play realistic trades, then serve them on this machine
	./bin/demo

test: ## every check and every test (installs what they need)
	./bin/test

check: ## format, lint, types, import law, shape of the source
	./bin/test --checks

ci: ## all of "test", with more examples for the property tests
	EARNEST_PROFILE=ci ./bin/test

soak: ## all of "test", with very many examples: for a night
	EARNEST_PROFILE=soak ./bin/test

docs: ## redraw the generated tables and pictures in docs/
	@$(DEV)
	EARNEST_GOLDEN=write $(PYTHON) -m pytest -q tests/architecture/test_documents.py -k made_part

golden: ## rewrite the golden files; read the difference before you commit it
	@$(DEV)
	EARNEST_GOLDEN=write $(PYTHON) -m pytest -q -m golden tests

bench: ## measure against our limits and our peers
	@test -d .bench || python3 -m venv .bench
	.bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r requirements/bench.txt
	PYTHONPATH=src .bench/bin/python -m bench

pins: ## pin everything in requirements/ anew, from pyproject.toml
	@test -d .pins || python3 -m venv .pins
	@.pins/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	$(COMPILE) --output-file requirements/run.txt $(UPGRADE)
	$(COMPILE) --group dev --constraint requirements/run.txt \
		--output-file requirements/dev.txt $(UPGRADE)
	$(COMPILE) --group bench --constraint requirements/run.txt \
		--output-file requirements/bench.txt $(UPGRADE)

messages: ## collect the sentences to translate, and compile the translated ones
	@$(DEV)
	cd src/earnest && ../../$(PYTHON) -m django makemessages --locale zh_Hans --no-obsolete \
		--no-wrap --add-location file && ../../$(PYTHON) -m django compilemessages

clean: ## remove what can be made again (the demo's data stays)
	rm -rf .venv .pins .bench .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache .coverage .coverage.*
