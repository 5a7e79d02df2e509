"""One command: a database of its own, a town that grows, the real web server, a load client, a block in README.md."""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from pathlib import Path


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
    parser.add_argument("--dry", action="store_true", help="print only; leave bench/README.md as it is")
    return parser.parse_args()


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
    """Measure. The folder with the database is removed afterwards unless --var names one."""
    chosen = options()
    var = folder(chosen.var)
    begun = time.monotonic()
    try:
        from bench import run  # Django reads the environment when it is imported

        run.everything(chosen, var)
    finally:
        if not chosen.var:
            shutil.rmtree(var, ignore_errors=True)
    print(f"took {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
