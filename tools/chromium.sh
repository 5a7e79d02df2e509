#!/usr/bin/env bash
# Chromium and Chinese fonts for the tests: installed on Debian as root, otherwise asked for.
set -euo pipefail
found() {
  [ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ] && return 0
  for program in chromium chromium-browser google-chrome; do command -v "$program" >/dev/null && return 0; done
  return 1
}
fonts() { ! command -v fc-list >/dev/null || fc-list :lang=zh | grep -q .; }
if found && fonts; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "安装 Chromium 和中文字体…… / installing Chromium and Chinese fonts"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null
  found && exit 0
fi
echo "测试需要 Chromium 和中文字体 / the tests need Chromium and Chinese fonts." >&2
echo "Debian: sudo apt-get install chromium fonts-noto-cjk; elsewhere set CHROMIUM to the browser's path." >&2
exit 1
