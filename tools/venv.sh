#!/usr/bin/env bash
# Makes .venv with Python 3.11 or newer, or says in plain words what is missing. A distribution's own Python comes first:
# it is built along profiles of real programs, one compiled from source (pyenv) mostly is not and takes more processor
# time for the same page (ADR 0072).
set -euo pipefail
[ -x .venv/bin/python ] && .venv/bin/python -m pip --version >/dev/null 2>&1 && exit 0
for candidate in /usr/bin/python3 /usr/bin/python3.{11,12,13} python3.{11,12,13} python3; do
  if "$candidate" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
if [ -z "${python:-}" ]; then
  echo "缺少 Python 3.11 或更新版本(含 venv) / Python 3.11 or newer with venv is missing. Debian 12: apt-get install python3 python3-venv" >&2
  exit 1
fi
echo "建立 .venv($("$python" --version)) / creating .venv"
said=$(mktemp)
trap 'rm -f "$said"' EXIT
if ! "$python" -m venv .venv >"$said" 2>&1; then
  rm -rf .venv
  echo "建不了 .venv / cannot create .venv. Debian 12: apt-get install python3-venv, then run make again." >&2
  tail -n 5 "$said" >&2
  exit 1
fi
