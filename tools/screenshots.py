"""The pictures of the README, taken from the demo in a real browser: `make screenshots`. With a demo that runs
already: `tools/screenshots.py --url http://127.0.0.1:8000`. Written to docs/screenshots, each under 150 kB.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "screenshots"
MOST = 150_000  # bytes of a picture
PATIENCE = 300  # seconds a first start may take
TOWN = "shiweitang"
PASSWORD = "Lianxin-2026"  # noqa: S105 - the demo's, printed at start
SAID = "桥东社区市场门口的路灯坏了三盏，晚上老人家走路看不清"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"]


def home(page: Page, url: str) -> None:
    """What a resident sees first."""
    page.goto(f"{url}/t/{TOWN}/")


def follow(page: Page, url: str) -> None:
    """The private page of a matter just filed over Open311, as any client would."""
    form = {"api_key": "demo", "jurisdiction_id": TOWN, "service_code": "request", "description": SAID}
    data = urllib.parse.urlencode(form).encode()
    with urllib.request.urlopen(f"{url}/open311/v2/requests.json", data) as answer:  # noqa: S310 - our own address
        filed = json.load(answer)[0]["extended_attributes"]["follow_url"]
    page.goto(url + urllib.parse.urlsplit(filed).path)


def tree(page: Page, url: str) -> None:
    """The wish tree."""
    page.goto(f"{url}/t/{TOWN}/tree")


def desk(page: Page, url: str) -> None:
    """A community worker's day, by deadline."""
    log_in(page, url, "community")
    page.goto(f"{url}/desk/")


def matter(page: Page, url: str) -> None:
    """One matter: what is next, and everything that happened."""
    log_in(page, url, "clerk")
    page.goto(f"{url}/desk/")
    page.locator("a.row-what").nth(2).click()
    page.wait_for_load_state()


def board(page: Page, url: str) -> None:
    """What is late, where and why."""
    log_in(page, url, "leader")
    page.goto(f"{url}/board/")


def area(page: Page, url: str) -> None:
    """Units and open matters on the map."""
    log_in(page, url, "governance")
    page.goto(f"{url}/map/")
    page.wait_for_selector(".leaflet-container path")


def wall(page: Page, url: str) -> None:
    """The screen in the station."""
    page.goto(f"{url}/wall/{TOWN}/")


SHOTS: dict[str, tuple[Callable[[Page, str], None], int, int]] = {
    "home": (home, 390, 780),
    "follow": (follow, 390, 780),
    "tree": (tree, 1440, 900),
    "desk": (desk, 1440, 900),
    "matter": (matter, 1440, 900),
    "board": (board, 1440, 900),
    "map": (area, 1440, 900),
    "wall": (wall, 1920, 1080),
}
"""Name → what to open, width and height in CSS pixels."""


def log_in(page: Page, url: str, name: str) -> None:
    """Log in with one of the demo's names."""
    page.goto(f"{url}/accounts/login/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").click()
    page.wait_for_load_state()


def take(browser: Browser, url: str, name: str) -> Path:
    """One picture, in a browser of its own."""
    show, width, height = SHOTS[name]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=2 if width < 600 else 1,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    page = context.new_page()
    show(page, url)
    page.wait_for_load_state("networkidle")
    raw = page.screenshot()
    context.close()
    target = OUT / f"{name}-{width}.webp"
    target.write_bytes(small(Image.open(io.BytesIO(raw))))
    return target


def small(picture: Image.Image) -> bytes:
    """As WebP, at the best quality that stays under the limit."""
    if picture.width > 1440:
        picture = picture.resize((1440, round(picture.height * 1440 / picture.width)))
    for quality in (90, 80, 70, 60, 45, 30):
        out = io.BytesIO()
        picture.save(out, "webp", quality=quality, method=6)
        if out.tell() < MOST:
            break
    return out.getvalue()


@contextmanager
def demo() -> Iterator[str]:
    """A demo of our own, in a folder that goes afterwards. Errors: RuntimeError when it does not start."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="lianxin-screenshots-"))
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, "-m", "lianxin", "up", "--port", str(port)]
    running = subprocess.Popen(command, env=environment | {"LIANXIN_VAR": str(folder)}, cwd=ROOT)
    try:
        url = f"http://127.0.0.1:{port}"
        await_page(running, url)
        yield url
    finally:
        running.terminate()
        running.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def await_page(running: subprocess.Popen[bytes], url: str) -> None:
    """Until it answers. Errors: RuntimeError."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and running.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=5)  # noqa: S310 - our own address
            return
        except (urllib.error.URLError, OSError):
            time.sleep(1)
    raise RuntimeError("the demo did not start")


def chromium() -> str:
    """Where Chromium is. Errors: RuntimeError."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        raise RuntimeError("Chromium is missing: run `make browser`, or set CHROMIUM")
    return found


def main() -> None:
    """Take all pictures, or those named."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("names", nargs="*", default=[], help=", ".join(SHOTS))
    asked.add_argument("--url", help="a demo that runs already")
    told = asked.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        with demo() if not told.url else _given(told.url.rstrip("/")) as url:
            for name in told.names or SHOTS:
                path = take(browser, url, name)
                print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1000} kB")
        browser.close()


@contextmanager
def _given(url: str) -> Iterator[str]:
    yield url


if __name__ == "__main__":
    main()
