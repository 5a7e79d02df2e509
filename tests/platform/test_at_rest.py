"""What a process holds while nobody asks for a file: no library that only writing one needs."""

import subprocess
import sys

import pytest

HEAVY = {"openpyxl", "numpy", "scipy", "sklearn", "ortools", "typst", "docx"}


@pytest.mark.parametrize("rooms", ["lianxin.urls", "lianxin.jobs.round"])
def test_libraries_for_making_files_are_not_loaded_at_the_start(rooms):
    said = f"import django; django.setup(); import {rooms}, sys; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert not HEAVY & set(found.stdout.split())
