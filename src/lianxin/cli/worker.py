"""`lianxin worker`: what happens with nobody asking, alone and in the foreground."""

import os
from typing import Annotated

import typer

from lianxin.adapters import processes
from lianxin.cli import django

PATIENCE = "3"  # seconds after which a running round is told that the worker stops: it ends with the part it is at

BEHIND = 5  # whoever waits for a page goes first: beside busy web processes the worker has a quarter of a core's time


def worker(concurrency: Annotated[int, typer.Option(min=1, max=16, help="Jobs at once.")] = 2) -> None:
    """后台任务 / the worker (clocks, notices, sealing, retention), until it is told to stop."""
    processes.one_arena()
    os.nice(BEHIND)
    with django.prepared():
        django.call(
            "procrastinate", "worker", "--concurrency", str(concurrency), "--shutdown-graceful-timeout", PATIENCE,
            "--delete-jobs", "successful",
        )  # fmt: skip
