"""Writes requirements.lock (what runs) and requirements-dev.lock (what develops) from pyproject.toml.

pip resolves both from nothing, so that a package nobody needs any more drops out. Versions are pinned without hashes:
the lock serves x86-64 and ARM alike, and their wheels differ.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def resolve(what: str, constraints: list[str]) -> dict[str, str]:
    """Name → version of everything `what` needs."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--dry-run",
        "--ignore-installed",
        "--report",
        "-",
        what,
    ]
    for file in constraints:
        command += ["--constraint", file]
    report = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    found = {
        item["metadata"]["name"].lower().replace("_", "-"): item["metadata"]["version"] for item in report["install"]
    }
    found.pop("lianxin", None)
    return found


def write(name: str, versions: dict[str, str], head: str) -> None:
    """One pinned package a line."""
    lines = [f"{package}=={version}" for package, version in sorted(versions.items())]
    (ROOT / name).write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(f"{name}: {len(lines)}\n")


def lock(constraints: list[str]) -> None:
    """Both files; `constraints` are further pip constraint files."""
    head = "# Written by `make lock`; edit pyproject.toml instead.\n"
    run = resolve(".", constraints)
    write("requirements.lock", run, head)
    develop = resolve(".[dev]", [*constraints, "requirements.lock"])
    write("requirements-dev.lock", {name: version for name, version in develop.items() if name not in run}, head)


if __name__ == "__main__":
    lock(sys.argv[1:])
