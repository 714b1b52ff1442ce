# `make site` builds the site, `make test` tests everything that needs no browser; `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

# SwiftPM lets a target import a sibling that it never declared; this check does not.
BUILD_FLAGS := --explicit-target-dependency-import-check error
# Where a machine reads the output, only what went wrong is worth a line.
QUIET := $(if $(CI),--quiet)
WIRESCRIBE := .build/debug/wirescribe
# A site for the tests to read, apart from the one that people look at.
TEST_SITE := .build/test-site
PICTURE_RUN := A04/2026-07-28

define say
@printf '\n== %s\n' '$(1)'
endef

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: site
site: $(if $(NO_BUILD),,build) ## Record every run and build the site in _site
	$(call say,Recording and rendering)
	@$(WIRESCRIBE) build . --strict --output _site
	@echo 'Open _site/index.html in a browser. It needs no server.'

.PHONY: build
build: prepare ## Build the command, .build/debug/wirescribe
	$(call say,Building (the first time takes some minutes))
	@swift build $(QUIET) $(BUILD_FLAGS) --product wirescribe

.PHONY: test
test: prepare lint test-swift test-command test-readers ## Check style, run all tests, read the exports back

.PHONY: lint
lint: ## Check the style of the sources
	$(call say,Checking the style)
	@swift format lint --strict --recursive Sources Tests Package.swift

.PHONY: test-swift
test-swift: prepare
	$(call say,Building the tests (the first time takes some minutes))
	@swift build $(QUIET) $(BUILD_FLAGS) --build-tests
	$(call say,Testing)
	@swift test --skip-build

# Each is a program that uses the command; two of them run at a time, the longest first.
COMMAND_CHECKS := incremental command output_promise broken_site new_site places http curl addresses
ARGUMENTS_command := .
ARGUMENTS_curl := .
ARGUMENTS_places := .
ARGUMENTS_output_promise := --sequences 10

.PHONY: test-command
test-command: build
	$(call say,Using the command)
	@$(MAKE) -j 2 --output-sync=target $(addprefix check-,$(COMMAND_CHECKS)) check-changed-http check-manual

.PHONY: $(addprefix check-,$(COMMAND_CHECKS))
$(addprefix check-,$(COMMAND_CHECKS)): check-%:
	@python3 Tests/command/check_$*.py $(WIRESCRIBE) $(ARGUMENTS_$*)

.PHONY: check-changed-http
check-changed-http:
	@python3 Tests/command/fuzz_http.py $(WIRESCRIBE)

.PHONY: check-manual
check-manual:
	@for page in commands configuration limits; do \
		{ sed '/^<!-- /q' content/manual/$$page.md; echo; $(WIRESCRIBE) reference $$page; } \
			| cmp - content/manual/$$page.md || { echo 'The manual is not what the program says: make manual'; exit 1; }; \
	done

# One that has the package jsonschema gives a second opinion on every trace.
PYTHON := python3

.PHONY: test-readers
test-readers: build
	$(call say,Reading the exports back)
	@$(WIRESCRIBE) build . --output $(TEST_SITE)
	@$(PYTHON) Tests/readers/check_exports.py $(TEST_SITE) --wirescribe $(WIRESCRIBE)
	@$(WIRESCRIBE) export $(PICTURE_RUN) --format svg | cmp -s - README.svg \
		|| echo 'The picture in the README is not the newest: make picture'

.PHONY: edits
edits: prepare ## Hold incremental builds to builds from nothing over three times as many random edits as `make test`
	@swift build $(QUIET) $(BUILD_FLAGS) --build-tests
	$(call say,Editing at random)
	@WIRESCRIBE_EDITS=all swift test --skip-build --filter '[rR]andomEdits'

.PHONY: promise
promise: $(if $(NO_BUILD),,build) ## Hold the output folder to its promise over 300 random sequences
	$(call say,Killing builds and filling disks)
	@python3 Tests/command/check_output_promise.py $(WIRESCRIBE) --sequences 300

# The programs that people open exports with: some are Debian packages, some come from PyPI into a folder of their own.
READERS := .build/readers
.PHONY: readers
readers: $(if $(NO_BUILD),,build) ## Draw and read all exports with other programs; RUNS=40 takes so many runs
	$(call say,Drawing the exports with other programs)
	@[ -d $(or $(SITE),$(TEST_SITE)) ] || $(WIRESCRIBE) build . --output $(TEST_SITE)
	@[ -x $(READERS)/bin/pip ] || python3 -m venv $(READERS)
	@$(READERS)/bin/pip install --quiet --disable-pip-version-check -r Tests/readers/requirements.txt
	@$(READERS)/bin/pip install --quiet --disable-pip-version-check --no-deps -r Tests/readers/requirements-no-deps.txt
	@$(READERS)/bin/python Tests/readers/draw_exports.py $(or $(SITE),$(TEST_SITE)) --wirescribe $(WIRESCRIBE) --runs $(or $(RUNS),0)

.PHONY: bench
bench: prepare ## Measure recording and rendering, with optimisation
	$(call say,Building with optimisation (the first time takes many minutes))
	@swift build $(QUIET) --configuration release --scratch-path .build-release --product wirescribe
	$(call say,Measuring)
	@.build-release/release/wirescribe bench .

# Seconds for each boundary, and which: `make fuzz FUZZ_SECONDS=60 BOUNDARIES=json`.
FUZZ_SECONDS := 600
BOUNDARIES := markdown frontmatter configuration trace challenge form url json message page token

.PHONY: fuzz
fuzz: build ## Search with libFuzzer, and over sockets at mock, for inputs that readers of foreign bytes stumble over
	$(call say,Sending HTTP that was changed at random)
	@python3 Tests/command/fuzz_http.py $(WIRESCRIBE) --seconds $(FUZZ_SECONDS) --seed "$$(date +%s)"
	$(call say,Building for libFuzzer (the first time takes some minutes))
	@FUZZ=1 swift build $(QUIET) --configuration release --sanitize fuzzer --scratch-path .build-fuzz --product fuzz
	@for boundary in $(BOUNDARIES); do \
		printf '\n== %s\n' "$$boundary"; \
		mkdir -p ".build-fuzz/corpus/$$boundary" .build-fuzz/found; \
		BOUNDARY="$$boundary" CORPUS=".build-fuzz/corpus/$$boundary" .build-fuzz/release/fuzz -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=2048 \
			-max_len=200000 -print_final_stats=1 -artifact_prefix=".build-fuzz/found/$$boundary-" \
			".build-fuzz/corpus/$$boundary" 2>&1 | tail -n 12; \
	done

.PHONY: picture
picture: build ## Draw the picture in the README again
	@$(WIRESCRIBE) export $(PICTURE_RUN) --format svg --out README.svg

# The pages of the manual that the program writes below a comment of theirs.
define manual
{ sed '/^<!-- /q' content/manual/$(1).md; echo; $(WIRESCRIBE) reference $(1); }
endef

.PHONY: manual
manual: build ## Write the reference pages of the manual again
	@$(call manual,commands) >.build/commands.md && mv .build/commands.md content/manual/commands.md
	@$(call manual,configuration) >.build/configuration.md && mv .build/configuration.md content/manual/configuration.md
	@$(call manual,limits) >.build/limits.md && mv .build/limits.md content/manual/limits.md

.PHONY: format
format: ## Format the Swift sources
	@swift format --in-place --recursive Sources Tests Package.swift

.PHONY: clean
clean: ## Remove everything that was built
	@rm -rf .build .build-release _site

.PHONY: prepare
prepare:
	@.ci/prepare
