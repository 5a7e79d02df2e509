"""`lianxin web`: the web server alone, in the foreground. `lianxin up` and systemd start it."""

import os
import sys
from typing import Annotated

import typer


def web(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=32, help="Processes.")] = 2,
) -> None:
    """网页服务 / the web server (Granian), until it is told to stop. Needs a database that runs and is prepared."""
    os.environ.setdefault("LIANXIN_KEEP_CONNECTIONS", "true")
    asked = ["--host", host, "--port", str(port), "--workers", str(workers)]
    os.execv(sys.executable, [sys.executable, "-m", "lianxin.serving", *asked])  # without what the command line loaded
