# Two commands do all on a fresh Debian with a Swift toolchain: `make run` and `make test`.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

# Exclusivity is enforced in every test; in release it would slow down every request: see Benchmarks/README.md.
# lld, which comes with Swift, optimizes the whole program, for which debug information is left out: see the same page.
RELEASE := -c release --static-swift-stdlib -Xswiftc -use-ld=lld --experimental-lto-mode=full -debug-info-format none
REDIS_PORT := 6379

# So many tests at a time: with all at once, each waits for a thread longer than its own time-outs.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH := 12

.PHONY: run cluster test test-plain test-valkey examples build dev bench bench-scale bench-plot bench-server bench-peers bench-tools bench-micro bench-micro-check bench-micro-update fuzz sanitize lint house docs deps

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

# The same on a Redis Cluster of six nodes, which live as long as the server.
CLUSTER_PORT := 7000
cluster: build .taproom-secret
	@.ci/cluster $(CLUSTER_PORT)

# Save a template, CSS or JavaScript and reload the page; save a Swift file and the server restarts by itself.
dev: deps .taproom-secret
	@.ci/redis $(REDIS_PORT)
	@SESSION_SECRET_FILE=.taproom-secret exec .ci/dev

# What tests of HTTPS run as clients.
TLS_CLIENTS := openssl golang-go python3

test: deps
	@.ci/install chromium chromium-driver libnss3-tools $(TLS_CLIENTS)
	swift build --build-tests
	swift test --skip-build

# The same tests with the plain executor: Sources/TaproomNet/Executor/README.md.
test-plain: deps
	@.ci/install $(TLS_CLIENTS)
	TAPROOM_PLAIN_EXECUTOR=1 swift build --build-tests --scratch-path .build-plain
	TAPROOM_PLAIN_EXECUTOR=1 swift test --skip-build --scratch-path .build-plain --skip 'BeerDemoTests|TutorialTests'

# The tests of the Redis client and store, with a Valkey server instead of Debian's redis-server.
test-valkey: deps
	@.ci/install openssl
	swift build --build-tests
	program=$$(.ci/valkey); TAPROOM_REDIS_SERVER=$$program swift test --skip-build --filter TaproomRedisTests

# The examples, each a package of its own, and their tests.
examples: deps
	@.ci/install libsqlite3-dev nginx nodejs node-express node-redis
	swift test --package-path Examples/Notes
	swift test --package-path Examples/Chat
	swift test --package-path Examples/Fleet

lint:
	swift format lint --strict --recursive Sources Tests Package.swift Benchmarks Examples

# The rules of CONTRIBUTING.md: imports, unsafe code, documentation, names, links, pictures.
house:
	@.ci/install python3
	@status=0; python3 .ci/house || status=1; python3 Documentation/pictures.py --check || status=1; exit $$status

# The guide and the documentation of all public declarations, as a site in .build-docs/site. The site's links name pages,
# those of a code host files. A page's name there ends in Guide, as Middleware is the name of a protocol, too. The
# graphs are kept: a build writes those of what it compiles.
docs: deps
	@[ -d .build-docs/graphs ] || rm -rf .build-docs
	@rm -rf .build-docs/Taproom.docc && mkdir -p .build-docs/graphs .build-docs/Taproom.docc
	for target in TaproomRedis TaproomTesting; do \
		swift build --scratch-path .build-docs --target $$target -Xswiftc -emit-symbol-graph \
			-Xswiftc -emit-symbol-graph-dir -Xswiftc .build-docs/graphs \
			-Xswiftc -symbol-graph-minimum-access-level -Xswiftc public; \
	done
	@find .build-docs/graphs -name '*.symbols.json' ! -name 'Taproom*' -delete
	@rm -f .build-docs/graphs/TaproomNet*
	@for page in Documentation/*.md; do \
		sed -E 's/\]\(([A-Za-z]+)\.md(#[^)]*)?\)/](doc:\1Guide)/g; s/\]\(Pictures\//](/g; s/\[([^]]*)\]\(\.\.\/[^)]*\)/\1/g' \
			$$page > .build-docs/Taproom.docc/$$(basename $$page .md)Guide.md; \
	done
	@cp Documentation/Pictures/*.png .build-docs/Taproom.docc/
	@sed -E '1a \\n@Metadata {\n  @TechnologyRoot\n}' .build-docs/Taproom.docc/READMEGuide.md > .build-docs/Taproom.docc/Guide.md
	@printf '\n## Topics\n\n### Pages\n\n' >> .build-docs/Taproom.docc/Guide.md
	@grep -oE 'doc:[A-Za-z]+' .build-docs/Taproom.docc/READMEGuide.md | sed 's/.*/- <&>/' >> .build-docs/Taproom.docc/Guide.md
	@printf '\n### Declarations\n\n- ``Taproom``\n- ``TaproomSessions``\n- ``TaproomRedis``\n- ``TaproomViews``\n- ``TaproomTesting``\n' \
		>> .build-docs/Taproom.docc/Guide.md
	@rm .build-docs/Taproom.docc/READMEGuide.md
	docc convert .build-docs/Taproom.docc --additional-symbol-graph-dir .build-docs/graphs --output-dir .build-docs/site \
		--fallback-display-name Taproom --fallback-bundle-identifier taproom --transform-for-static-hosting
	@echo '<!DOCTYPE html><title>Taproom</title><meta http-equiv="refresh" content="0; url=documentation/guide/">' \
		> .build-docs/site/index.html
	@echo "look at it: python3 -m http.server 8000 --bind 127.0.0.1 --directory .build-docs/site"
	@echo "            and open http://127.0.0.1:8000"

# Benchmarks (see Benchmarks/README.md). Nothing in the project's own build depends on any of it.
ROUNDS := 3
SECONDS := 3
# The rows of the table, separated by commas; all if empty.
ROWS :=
JSON := Benchmarks/.build/bench.json

bench-server: build
	swift build $(RELEASE) --product bench-server

bench-peers: bench-server
	@.ci/install gcc libc6-dev libhiredis-dev libssl-dev openssl python3 wrk nginx golang golang-github-boj-redistore-dev redis-server \
		nodejs node-express node-redis
	$(MAKE) -C Benchmarks

bench: bench-peers
	python3 Benchmarks/bench.py --rounds $(ROUNDS) --seconds $(SECONDS) --json $(JSON) $(if $(ROWS),--rows $(ROWS))

bench-scale: bench-peers
	python3 Benchmarks/scale.py --seconds $(SECONDS) --json Benchmarks/.build/scale.json
	python3 Benchmarks/scale_out.py --json Benchmarks/.build/scale-out.json

bench-plot:
	@mkdir -p Benchmarks/results
	python3 Benchmarks/plot.py $(JSON) Benchmarks/results/plaintext-and-pages.svg

bench-tools: bench-server
	@.ci/install gcc libc6-dev libssl-dev python3 valgrind strace redis-server
	$(MAKE) -C Benchmarks tools

# Counts that noise can't move, against the committed ones; -check fails where instructions grew by more than
# 5 %, -update commits the counts to the file.
bench-micro: bench-tools
	python3 Benchmarks/micro.py

bench-micro-check: bench-tools
	python3 Benchmarks/micro.py --check

bench-micro-update: bench-tools
	python3 Benchmarks/micro.py --update

# The tests under address (with leaks) and thread sanitizer, but for those that start programs and a browser, and
# two that count on seconds, and one that leaves a handler behind on purpose.
UNSANITIZED := BeerDemoTests|TutorialTests|anAbsoluteLifetimeEndsABusySession|whatIsKeptEndsWhenItEndsInRedis|aHandlerThatIgnoresItsCancellationIsLeft
sanitize: deps
	@.ci/install $(TLS_CLIENTS)
	ASAN_OPTIONS=detect_leaks=1 LSAN_OPTIONS=suppressions=$(CURDIR)/Tests/leak-sanitizer.txt:print_suppressions=0 \
		swift test --sanitize=address --scratch-path .build-asan --no-parallel --skip '$(UNSANITIZED)'
	TSAN_OPTIONS=suppressions=$(CURDIR)/Tests/thread-sanitizer.txt swift test --sanitize=thread --scratch-path .build-tsan --no-parallel --skip '$(UNSANITIZED)'

# Fuzzing: each target from its seeds for so many seconds; what it finds stays in Tests/Fuzz/.build/found.
FUZZ_SECONDS := 60
FUZZ_TARGETS := request chunked cookie json form multipart range template response
FUZZ_BUILD := swift build --package-path Tests/Fuzz -c release -Xswiftc -enable-testing -Xswiftc -sanitize=fuzzer

fuzz: deps
	$(FUZZ_BUILD)
	@swiftc -sanitize=fuzzer Tests/Fuzz/.build/release/libFuzzTargets.a -o Tests/Fuzz/.build/fuzz
	@printf '%s\n' $(FUZZ_TARGETS) | xargs -P 2 -I{} Tests/Fuzz/run {} $(FUZZ_SECONDS)
