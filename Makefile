# haishao 海哨 — everything a developer or a new user types.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
TESTERS ?= 2
STAMP := $(VENV)/.installed

PACKAGES := console crawlers domain evidence haishao jobs matchers notifier pictures reports response storage tools watchlists

.PHONY: run test browser office check audit format bench chaos clean

run: $(STAMP)  ## 演示：从公告到收件箱 · the whole flow on this machine
	@$(BIN)/haishao run --demo --port $(PORT)

test: $(STAMP) browser office  ## 全部测试 · every test, against a real PostgreSQL, SMTP server and HTTP
	$(BIN)/pytest --numprocesses $(TESTERS) --dist loadfile --no-loadscope-reorder

browser: $(STAMP)  ## 测试用浏览器 · the Chromium some tests drive; without one they are skipped and say so
	@if command -v chromium chromium-browser google-chrome >/dev/null; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	    echo "安装 Chromium · installing Chromium"; \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null \
	    || echo "未能安装，浏览器测试将跳过 · not installed; the tests that need it will be skipped"; \
	else $(BIN)/playwright install chromium \
	    || echo "未能安装，浏览器测试将跳过 · not installed; the tests that need it will be skipped"; fi

office:  ## 测试用办公软件 · the LibreOffice that opens the reports in a test; without one it is skipped and says so
	@if command -v soffice >/dev/null && command -v pdftotext >/dev/null; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	    echo "安装 LibreOffice · installing LibreOffice"; \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends \
	        libreoffice-writer libreoffice-calc poppler-utils fonts-noto-cjk >/dev/null \
	    || echo "未能安装，相关测试将跳过 · not installed; the tests that need it will be skipped"; \
	else echo "没有 LibreOffice，相关测试将跳过 · no LibreOffice; the tests that need it will be skipped"; fi

check: $(STAMP)  ## 静态检查 · style, types, import contracts, weak spots, packages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	DATABASE_URL=postgresql:///types HAISHAO_HOME=.mypy_cache/home $(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.weak_spots --quiet --configfile pyproject.toml --recursive $(PACKAGES)
	$(BIN)/python -m tools.audit_packages --unreached-is-no-fault

audit: $(STAMP)  ## 依赖审计 · known vulnerabilities, pins and licences of every package; fails when it cannot be told
	$(BIN)/python -m tools.audit_packages

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP)  ## 性能 · the figures of docs/benchmarks.md
	$(BIN)/haishao bench intake

chaos: $(STAMP)  ## 杀进程五分钟，一件不少 · five minutes of kills, and nothing lost
	$(BIN)/haishao bench chaos

clean:  ## 删除环境与演示数据 · removes the environment and the demo's data
	rm -rf $(VENV) .haishao

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新 · Python 3.11 or newer is needed"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@echo "安装依赖，约一分钟 · installing, about a minute"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@
