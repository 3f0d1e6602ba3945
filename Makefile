# Everything a person does here. `make help` lists it.

SWIFT ?= swift
# The example is a package of its own; in the same build directory it finds everything built but itself.
VENUE_BUILD = .build
RUN_DATA = .build/run
# Packages take turns in that directory, and SwiftPM would take the plan it finds there for the plan of any of them.
PLANNED = --disable-build-manifest-caching

# Exclusivity of memory accesses is checked while developing and testing: Documentation/Decisions/0004.
RELEASE_FLAGS = -c release --disable-default-traits -Xswiftc -enforce-exclusivity=unchecked

PRODUCT = meridian

.PHONY: help setup needs build release run test docs templates end-to-end bench bench-peak lint format schema

help:
	@echo "make run     build everything, start the platform with Examples/Venue, say where to look"
	@echo "make test    every test, with the example's and the end-to-end script"
	@echo "make docs    compile every Swift block of the documentation, type the tutorial through"
	@echo "make templates  build and test what each template of \`meridian new\` makes"
	@echo "make lint    formatting and layers"
	@echo "make bench   measure against the peers, into Benchmarks/RESULTS.md"
	@echo "make bench-peak  load the platform far beyond what it can do, into Benchmarks/PEAK.md"
	@echo "make release an optimised meridian: .build/release/meridian"
	@echo "make schema  write the keys of meridian.yml into Documentation"
	@echo "make setup   install what building and testing need from Debian"
	@echo "make format  mend the formatting"

setup:
	@scripts/setup --test

needs:
	@scripts/setup

build: needs
	$(SWIFT) build $(PLANNED) --product meridian
	$(SWIFT) build $(PLANNED) --product meridian-isolate
	$(SWIFT) build $(PLANNED) --product meridian-sandbox

release: needs
	$(SWIFT) build $(PLANNED) $(RELEASE_FLAGS) --product $(PRODUCT)
	$(SWIFT) build $(PLANNED) $(RELEASE_FLAGS) --product meridian-isolate
	$(SWIFT) build $(PLANNED) $(RELEASE_FLAGS) --product meridian-sandbox

run: build
	@scripts/run "$(RUN_DATA)" "$(VENUE_BUILD)"

test: setup
	$(SWIFT) build $(PLANNED) --build-tests
	scripts/check-objects .build
	scripts/run-tests
	scripts/check-exports
	$(SWIFT) test $(PLANNED) --package-path Examples/Venue --scratch-path "$(VENUE_BUILD)"
	$(SWIFT) test $(PLANNED) --package-path Examples/CompanyBase --scratch-path "$(VENUE_BUILD)"
	scripts/end-to-end "$(VENUE_BUILD)"
	scripts/host-parity "$(VENUE_BUILD)"
	scripts/programs
	scripts/lambda-client
	$(SWIFT) test $(PLANNED) --package-path Examples/App --scratch-path "$(VENUE_BUILD)"
	scripts/check-docs "$(VENUE_BUILD)"
	scripts/tutorial "$(VENUE_BUILD)"
	scripts/templates "$(VENUE_BUILD)" api

docs: setup build
	scripts/check-docs "$(VENUE_BUILD)"
	scripts/tutorial "$(VENUE_BUILD)"

templates: build
	scripts/templates "$(VENUE_BUILD)"

end-to-end: setup build
	scripts/end-to-end "$(VENUE_BUILD)"

bench:
	@scripts/setup --bench
	Benchmarks/run all

bench-peak:
	@scripts/setup --bench
	Benchmarks/peak all

lint:
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests Examples Benchmarks
	scripts/check-layers
	scripts/check-layers --self-test
	@if command -v shellcheck >/dev/null; then shellcheck .ci/run scripts/setup scripts/run scripts/end-to-end scripts/host-parity scripts/programs scripts/templates scripts/check-objects scripts/crash-events scripts/crash-platform scripts/lambda-client scripts/run-tests scripts/soak-javascript; fi

format:
	$(SWIFT) format --in-place --parallel --recursive Package.swift Sources Tests Examples Benchmarks

schema: build
	scripts/write-schema .build/debug/meridian
