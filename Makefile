# Two commands do all on a fresh Debian with a Swift toolchain: `make run` and `make test`.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

# Exclusivity is enforced in every test; in release it would be 27 % of the instructions of a plain request.
RELEASE := -c release --static-swift-stdlib -Xswiftc -enforce-exclusivity=unchecked
REDIS_PORT := 6379

.PHONY: run test build dev bench bench-micro fuzz sanitize lint docs deps

# Debian packages are installed only when missing, as root or through sudo.
deps:
	@.ci/install libhiredis-dev libssl-dev libcurl4-openssl-dev zlib1g-dev redis-server

build: deps
	swift build $(RELEASE) --product beer-demo
	swift build $(RELEASE) --product hello

# Sessions outlive a restart: the secret is kept, where git does not see it.
.taproom-secret:
	@umask 077; od -An -tx1 -N32 /dev/urandom | tr -d ' \n' > $@

run: build .taproom-secret
	@.ci/redis $(REDIS_PORT)
	@SESSION_SECRET_FILE=.taproom-secret exec .build/release/beer-demo

# Save a template, CSS or JavaScript and reload the page; save a Swift file and the server restarts by itself.
dev: deps .taproom-secret
	@.ci/install entr
	@.ci/redis $(REDIS_PORT)
	@SESSION_SECRET_FILE=.taproom-secret exec .ci/dev

test: deps
	@.ci/install chromium chromium-driver
	swift build --build-tests
	swift test --skip-build

lint:
	swift format lint --strict --recursive Sources Tests Package.swift
