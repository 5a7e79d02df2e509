"""The cases of every pack are tests: see lianxin.cases.plugin."""

from lianxin.cases.plugin import pytest_collect_file

__all__ = ["pytest_collect_file"]
