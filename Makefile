# Two commands matter: `make up` starts everything, `make test` checks everything. `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help up test check lint types install dev assets words lock bench screenshots browser clean

ARGS ?=
BIN := .venv/bin
# A stamp is the time a step was last done; the step is done again only when what it depends on is newer.
RUN := .venv/.run-installed
DEV := .venv/.dev-installed
NPM := node_modules/.installed
BUILT := src/lianxin/web/static/built/.built
PO := $(wildcard src/lianxin/locale/*/LC_MESSAGES/*.po)
ASSETS := $(shell find src/lianxin/web/assets -type f 2>/dev/null) $(wildcard tsconfig.json)

help: ## what you can ask for
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | expand -t14

up: $(RUN) $(BUILT) words ## install what is missing, then start database, web and worker (Ctrl-C stops them); ARGS="--port 8080"
	@exec $(BIN)/lianxin up $(ARGS)

install: $(RUN) $(BUILT) words ## install without starting

dev: $(DEV) $(NPM) ## what developers need besides

$(RUN): requirements.lock pyproject.toml tools/venv.sh
	@tools/venv.sh
	@echo "安装 Python 依赖(首次约一分钟)…… / installing Python packages (about a minute the first time)"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --editable .
	@touch $@

$(DEV): $(RUN) requirements-dev.lock
	@echo "安装开发工具…… / installing the development tools"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements-dev.lock
	@touch $@

$(NPM): package.json package-lock.json
	@command -v npm >/dev/null || { echo "缺少 Node.js 20 或更新版本 / Node.js 20 or newer is missing: https://nodejs.org, Debian: apt-get install nodejs npm" >&2; exit 1; }
	@node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)' || { echo "Node.js $$(node --version) 太旧,需要 20 以上 / is too old, 20 or newer is needed" >&2; exit 1; }
	@echo "安装页面依赖…… / installing the front-end packages"
	@npm ci --silent --no-fund --no-audit
	@touch $@

$(BUILT): $(NPM) $(ASSETS)
	@echo "生成页面资源…… / building the page assets"
	@npm run --silent build
	@mkdir -p $(@D) && touch $@

assets: $(BUILT) ## build the style sheets and scripts

words: $(RUN) $(PO:.po=.mo) ## compile the translations

%.mo: %.po | $(RUN)
	@$(BIN)/lianxin locale compile
	@touch $@

browser: ## make sure Chromium and Chinese fonts are there (Debian, as root)
	@tools/chromium.sh

test: $(DEV) $(BUILT) words browser lint types ## everything: linters, types, contracts, tests, Chromium included
	@tools/test.sh

check: lint types ## linters, types and import contracts, without the tests

lint: $(DEV)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@$(BIN)/djlint --lint --quiet src/lianxin

types: $(DEV)
	@$(BIN)/mypy

lock: $(DEV) ## choose the newest versions pyproject.toml allows and write both lock files
	@$(BIN)/python tools/lock.py

bench: $(DEV) $(BUILT) words ## measure; bench/README.md says what and how
	@$(BIN)/python -m bench $(ARGS)

screenshots: $(DEV) $(BUILT) words browser ## take the README's pictures again
	@$(BIN)/python tools/screenshots.py

clean: ## remove what was installed and built; your data in var/ stays
	rm -rf .venv node_modules src/lianxin/web/static/built .mypy_cache .ruff_cache .pytest_cache
