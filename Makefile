# Prerequisites: rustup and a C compiler. Then run one of these targets.
CARGO ?= cargo
TOOLS := $(CURDIR)/target/tools
DENY_VERSION := 0.20.2
PYTHON := $(CURDIR)/target/python/bin/python

HOSTS := target/hosts
NODE24 := $(CURDIR)/$(HOSTS)/node_modules/node/bin/node
SUMMARY := $(CURDIR)/$(HOSTS)/summary.jsonl
HANDLER := target/handler
ALL := --workspace --exclude codemint-wasm --exclude codemint-peers
TESTS := $(CARGO) test --locked $(ALL)
# Tests mostly wait for processes and mails: four at a time on two cores.
export RUST_TEST_THREADS := 4
# The tests' gateway is built with the options of the tests: a separate build takes four more minutes.
export CODEMINT_BUILD := $(ALL) --tests --bins

.PHONY: run test vectors package hosts lint bench fmt toolchain tools

# Builds everything and serves the demo on http://127.0.0.1:8080 (`make run LISTEN=…` elsewhere). The profile `tryout` builds
# faster than `release`, which is what `make bench` measures and what installations use.
run: toolchain
	@test -e target/tryout/codemint || echo "the first build takes about five minutes on two cores: it compiles wasmtime, SQLite and the module"
	$(CARGO) build --profile tryout --locked --package codemint-gateway
	exec target/tryout/codemint demo $(if $(LISTEN),--listen $(LISTEN)) $(if $(DATA),--data $(DATA))

test: toolchain $(PYTHON) package hosts
	tests/qr/prepare
	$(CARGO) build --locked --package codemint-core --no-default-features --target wasm32v1-none
	$(PYTHON) tests/at-rest/recompute.py
	$(PYTHON) tests/audit/recompute.py
	$(PYTHON) tests/offline/recompute.py
	$(PYTHON) tests/formats/recompute.py
	$(PYTHON) tests/openapi/check.py
	# The benchmarks' handwritten peer must agree with the vectors: it must not win by doing less.
	node --input-type=module -e 'import { agreed } from "./tests/peers/js/agree.mjs"; agreed("tests/vectors/rsa")'
	cd host/js && CODEMINT_NODE24=$(NODE24) npm test
	rm -f $(SUMMARY)
	CODEMINT_SUMMARY=$(SUMMARY) CODEMINT_PYTHON=$(PYTHON) $(TESTS)
	CODEMINT_SUMMARY=$(SUMMARY) $(NODE24) tests/hosts/run.mjs
	cd host/js && CODEMINT_NODE24=$(NODE24) CODEMINT_GATEWAY=$(CURDIR)/target/debug/codemint npm run test:gateway
	tests/hosts/handler/prepare $(HANDLER) $(HOSTS) target/js/codemint-*.tgz target/debug/codemint
	CODEMINT_PYTHON=$(PYTHON) tests/hosts/handler/run $(CURDIR)/$(HANDLER)/codemint $(CARGO)

# Runs every vector in nine hosts, tests the packed package with bundlers and other tools, and prints a table.
# Part of `make test`.
vectors: package hosts
	rm -f $(SUMMARY)
	CODEMINT_SUMMARY=$(SUMMARY) $(TESTS) --test vectors --test formats --test offline --test at_rest --test audit_trail
	CODEMINT_SUMMARY=$(SUMMARY) $(NODE24) tests/hosts/run.mjs

# Installs the browsers, runtimes and tools in which the package is tested.
hosts:
	tests/hosts/prepare $(HOSTS)

# The npm package: target/js/codemint-VERSION.tgz.
package: toolchain
	$(CARGO) build --locked --package codemint-pack --features js --bin codemint-pack-js
	target/debug/codemint-pack-js . target/guest-js host/js/src/gen
	cd host/js && npm ci --no-audit --no-fund --loglevel=error && npm run build
	mkdir -p target/js && rm -f target/js/*.tgz
	cd host/js && npm pack --silent --pack-destination ../../target/js

lint: toolchain $(TOOLS)/bin/cargo-deny package
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --exclude codemint-wasm --all-targets -- -D warnings
	$(CARGO) clippy --locked --package codemint-wasm --profile guest --target wasm32-unknown-unknown -- -D warnings
	$(CARGO) clippy --locked --package codemint-wasm --no-default-features --features js --profile guest-js \
		--target wasm32-unknown-unknown -- -D warnings
	# The two bindings exclude each other: together they must not build, with a message that says why.
	$(CARGO) check --locked --quiet --package codemint-wasm --features js --profile guest-js \
		--target wasm32-unknown-unknown 2>&1 | grep -q 'one face at a time'
	$(CARGO) clippy --locked --package codemint-pack --features js --all-targets -- -D warnings
	cd host/js && npm run check
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --workspace --exclude codemint-wasm --no-deps --quiet
	$(TOOLS)/bin/cargo-deny --locked check bans licenses sources
	tests/advisories $(TOOLS)/bin/cargo-deny

# Prints each figure next to its peer's, from one run. Takes some minutes, and needs an idle machine.
bench: toolchain package
	tests/peers/prepare
	tests/peers/js/prepare target/peers-js target/js/codemint-*.tgz
	$(CARGO) build --release --locked --package codemint-gateway
	$(CARGO) run --release --locked --quiet --package codemint-peers
	node target/peers-js/bench.mjs $(CURDIR)

fmt: toolchain
	$(CARGO) fmt --all

# Installs what rust-toolchain.toml lists, unless it is installed.
toolchain:
	@rustup toolchain install --no-self-update >/dev/null 2>&1 || rustup show

# Builds the tool that `make lint` needs, without optimisation: it takes minutes to build and seconds to run.
tools: $(TOOLS)/bin/cargo-deny

$(TOOLS)/bin/cargo-deny: | toolchain
	CARGO_PROFILE_DEV_DEBUG=0 $(CARGO) install --locked --debug --root $(TOOLS) --version $(DENY_VERSION) cargo-deny

# Python programs of the tests: a mail server, and requests from the gateway's OpenAPI document.
$(PYTHON): tests/gateway/requirements.txt
	tests/gateway/prepare $(dir $(PYTHON))..
	touch $(PYTHON)
