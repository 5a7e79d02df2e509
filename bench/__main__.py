"""One command for everything that is measured without data of somebody else's: the platform (a database of its own, a
town that grows, the real web server, a load client; a block in README.md), then matching, numbers and sheets, each by
itself and into its own page. What reads appeals given by path is asked for apart: `bench.intake`, `bench.issues`."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PARTS = ("platform", "matching", "numbers", "sheets")


def options() -> argparse.Namespace:
    """What may be chosen on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", default="10000,200000", help="matters in the database, ascending, comma separated")
    parser.add_argument("--seconds", type=float, default=4.0, help="seconds a request is measured with all connections")
    parser.add_argument("--rounds", type=int, default=3, help="how often; the median counts")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--only", default="", help="names of requests and scenes, separated by semicolons; empty: all")
    parser.add_argument("--port", type=int, default=0, help="the web server's port; 0: any")
    parser.add_argument("--var", default="", help="keep the database in this folder and use it again")
    parser.add_argument("--dry", action="store_true", help="print only; leave the pages in bench/ as they are")
    parser.add_argument("--parts", default="", help=f"of {', '.join(PARTS)}; empty: all, or the platform with --only")
    chosen = parser.parse_args()
    chosen.parts = parts(chosen.parts, chosen.only)
    if unknown := [name for name in chosen.parts if name not in PARTS]:
        parser.error(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    return chosen


def parts(said: str, only: str) -> tuple[str, ...]:
    """What is to be measured: the parts named; else all, or the platform alone where some of its requests are named."""
    named = tuple(dict.fromkeys(name.strip() for name in said.split(",") if name.strip()))
    return named or (PARTS[:1] if only else PARTS)


def folder(said: str) -> Path:
    """The data folder, and an environment in which nothing else is said. One proxy is believed: each form comes from an
    address of its own (X-Forwarded-For), as behind a web server in front."""
    var = Path(said or tempfile.mkdtemp(prefix="lianxin-bench-")).resolve()
    for name in [name for name in os.environ if name.startswith("LIANXIN_")]:
        del os.environ[name]
    os.environ.pop("DATABASE_URL", None)
    os.environ |= {"LIANXIN_VAR": str(var), "DJANGO_SETTINGS_MODULE": "lianxin.settings", "LIANXIN_PROXIES": "1"}
    return var


def main() -> None:
    """Measure part after part; nothing else runs meanwhile. A part that fails ends it with that part's error."""
    chosen = options()
    begun = time.monotonic()
    if "platform" in chosen.parts:
        platform(chosen)
    for name in chosen.parts:
        if name != "platform":
            print(f"{name} …", flush=True)
            # A process of its own: Django reads its settings once, and peak memory is a process's.
            subprocess.run([sys.executable, "-m", f"bench.{name}", *(["--dry"] if chosen.dry else [])], check=True)
    print(f"took {time.monotonic() - begun:.0f} s")


def platform(chosen: argparse.Namespace) -> None:
    """The town that grows. Its folder is removed afterwards unless --var names one."""
    var = folder(chosen.var)
    try:
        from bench import run  # Django reads the environment when it is imported

        run.everything(chosen, var)
    finally:
        if not chosen.var:
            shutil.rmtree(var, ignore_errors=True)


if __name__ == "__main__":
    main()
