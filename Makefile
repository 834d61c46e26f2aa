# Two commands to begin with: make run (a try-out with the real plan) and make test (everything that is tested).
# The steps are in tools/ and in the `ansinh` commands; this file only calls them.

PYTHON ?= python3
BIN := .venv/bin
export PYTHONUNBUFFERED := 1

.DEFAULT_GOAL := help
.PHONY: help run demo test check format bench lock clean env env-dev

help: ## Danh sách lệnh
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'
	@echo "  Chọn cổng: ANSINH_PORT=8080 make run"

env:
	@$(PYTHON) tools/environment.py runtime

env-dev:
	@$(PYTHON) tools/environment.py dev

run: env ## Chạy bản dùng thử với kế hoạch thật (dữ liệu ở var/)
	@exec $(BIN)/ansinh start

demo: export ANSINH_DEMO = 1
demo: export ANSINH_DATA ?= var/demo
demo: export ANSINH_TODAY ?= 2024-11-04
demo: export ANSINH_PORT ?= 8001
demo: env ## Chạy bản trình diễn: thêm một năm hoạt động mẫu, cơ sở dữ liệu riêng (var/demo)
	@exec $(BIN)/ansinh start

test: env-dev ## Mọi kiểm thử: kiểm tra mã, SQLite, PostgreSQL, trình duyệt, tài liệu
	@exec $(BIN)/python -m tools.test_all

check: env-dev ## Định dạng, lỗi mã, kiểu dữ liệu, thứ tự tầng và phòng, migration còn thiếu
	@exec $(BIN)/python -m tools.check

format: env-dev ## Tự định dạng lại mã nguồn
	@$(BIN)/ruff check --quiet --fix-only
	@$(BIN)/ruff format --quiet

bench: env-dev ## Đo tốc độ đọc văn bản, thời gian máy chủ và số câu SQL của các trang chính
	@exec $(BIN)/python -m bench

lock: ## Khóa lại phiên bản thư viện từ requirements/*.in
	@$(PYTHON) -m tools.lock

clean: ## Xóa môi trường và tệp tạm; không đụng tới dữ liệu ở var/
	@rm -rf .venv build .mypy_cache .ruff_cache .hypothesis .import_linter_cache .pytest_cache
	@find src tests bench tools -name __pycache__ -type d -prune -exec rm -rf {} +
