"""What every test may ask for: a real PostgreSQL, a real browser, and an accessibility check."""

import marshal
import math
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings

from lianxin.adapters import database
from lianxin.cli.locale import compile_all
from tests import heap

ROOT = Path(__file__).resolve().parents[1]
PAGE = 60  # seconds a page is waited for; only a failure waits so long
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
# As root in a closed network: no sandbox, and none of the browser's own connections.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--font-render-hinting=none",
]  # fmt: skip
LEAVING = """
const leave = (event) => {
  const link = event.type === "click" ? event.target.closest?.("a[href]") : null;
  const elsewhere = event.type === "click" && (!link || link.target || link.hash || link.hasAttribute("download"));
  if (!event.defaultPrevented && !elsewhere) window.leaving = true;
};
addEventListener("submit", leave);
addEventListener("click", leave);
addEventListener("pageshow", () => { window.leaving = false; });
"""
"""What every page of a test notes: that a form has been sent or a link followed, and no other page is there yet."""


def pytest_configure() -> None:
    """Translations are compiled before the first page is rendered, so that tests see what the product shows. No test
    measures time, and Hypothesis none for them: on a busy machine 200 ms pass without anything being wrong."""
    compile_all()
    slow = [hypothesis.HealthCheck.too_slow]
    hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=slow)
    hypothesis.settings.load_profile("house")


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """All tests, or those that another run beside this one has not taken up (tools/test.sh)."""
    return heap.run(session)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """A PostgreSQL of this run's own (no fsync) unless DATABASE_URL names one; pytest-django asks for this first."""
    if database.url():
        database.version(os.environ["DATABASE_URL"])
        yield
        return
    server = database.start(settings.VAR, durable=False)
    assert server is not None, "a fresh folder cannot hold a running server"
    yield
    database.stop(server)


@pytest.fixture(scope="session", autouse=True)
def flush_past_append_only() -> Iterator[None]:
    """Between tests that really commit, all tables are emptied in one transaction; the append-only ones refuse
    TRUNCATE, so the one trigger that guards it is switched off for just that moment. UPDATE and DELETE stay refused
    throughout. Content types and permissions stay: they follow from the models, and Django's own flush would write the
    same ones again each time."""
    from django.db import connection, transaction
    from django.test import TransactionTestCase

    flush = TransactionTestCase._fixture_teardown

    def flush_all(self: Any) -> None:
        tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
        emptied = ", ".join(f'"{table}"' for table in sorted(tables - {"django_content_type", "auth_permission"}))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only_truncate'")
            guarded = [table for (table,) in cursor.fetchall()]
            for table in guarded:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only_truncate")
            cursor.execute(f"TRUNCATE {emptied}")
            for table in guarded:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER append_only_truncate")

    TransactionTestCase._fixture_teardown = flush_all
    yield
    TransactionTestCase._fixture_teardown = flush


@pytest.fixture(scope="session", autouse=True)
def tests_see_what_a_page_was_given() -> Iterator[None]:
    """`response.context` of Django's test client, for pages of our own engine."""
    from django.test.signals import template_rendered

    from lianxin.web.pages import Page

    given = Page._given

    def told(self: Any, context: Any, request: Any) -> dict[str, Any]:
        found = given(self, context, request)
        template_rendered.send(sender=self, template=self, context=found)
        return found

    Page._given = told
    yield
    Page._given = given


@pytest.fixture(scope="session", autouse=True)
def packs_are_parsed_once() -> Iterator[None]:
    """A stored pack is parsed once a run, however many tests read it: the same content is the same pack."""
    from lianxin.kernel.reads import packs

    parse, known = packs.from_content, dict[bytes, Any]()

    def parsed(content: dict[str, Any]) -> Any:
        said = marshal.dumps(content, 2)  # the version that writes the same data always alike
        if said not in known:
            known[said] = parse(content)
        return known[said]

    packs.from_content = parsed
    yield
    packs.from_content = parse


@pytest.fixture(autouse=True)
def nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """No telling is drawn for a second answer: which one is follows from chance, and a test may not. Tests of the draw
    say for themselves what is drawn."""
    monkeypatch.setattr("lianxin.kernel.reads.sample.drawn", lambda ref, part: False)


@pytest.fixture(autouse=True)
def forget_everything() -> Iterator[None]:
    """Each test has a database of its own to remember; what an earlier one kept in memory is gone."""
    from lianxin.kernel.reads import versions

    versions.forget_everything()
    yield


@pytest.fixture(autouse=True)
def a_moment_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is believed for a second or two is believed for the whole test: how often a page asks the database must not
    follow from how long a busy machine took."""
    from lianxin.intake import likeness
    from lianxin.kernel.reads import counts, mates, versions

    monkeypatch.setattr(versions, "FRESH", math.inf)
    monkeypatch.setattr(counts, "OLDEST", math.inf)
    monkeypatch.setattr(mates, "KNOWN_FOR", math.inf)
    monkeypatch.setattr(mates, "_common", (0.0, likeness.UNKNOWN))


@pytest.fixture(autouse=True)
def a_window_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """How often somebody asked is counted by windows of the clock: a test that began in one ends in it, whenever it
    began. Who tests what the next window allows says so itself."""
    from lianxin.web.resident import limits

    began = time.time()
    monkeypatch.setattr(limits, "_clock", lambda: began)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is. Its absence fails the test: a page nobody opened is a page nobody tested."""
    for candidate in (os.environ.get("CHROMIUM"), *CHROMIUM, shutil.which("chromium")):
        if candidate and Path(candidate).exists():
            return candidate
    pytest.fail(
        "Chromium is missing. Debian: apt-get install -y chromium fonts-noto-cjk; elsewhere set CHROMIUM to its path."
    )


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Any]:
    """One headless Chromium for the whole run (Playwright's synchronous interface)."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, headless=True, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Any]:
    """`open_page(width=390, **context options)` gives a page in a context of its own: Chinese, Shanghai time.

    Console errors and page errors fail the test at its end, as a person would see a broken page.
    """
    contexts: list[Any] = []
    problems: list[str] = []

    def open_one(width: int = 1280, height: int = 800, **options: Any) -> Any:
        options = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce"} | options
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(1000 * PAGE)
        contexts.append(context)
        context.add_init_script(LEAVING)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.problems = problems  # a test that provokes an error clears this list
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not problems, f"the browser reported errors: {problems}"


@pytest.fixture
def page(open_page: Any) -> Any:
    """A desktop page."""
    return open_page()


def settle(page: Any) -> None:
    """Wait until a page that is being left is gone and the next one has loaded.

    A click returns when it is delivered, not when the form it sends is answered: who looks at once looks at the page
    before, or at none.
    """
    from playwright.sync_api import Error

    end = time.monotonic() + PAGE
    while time.monotonic() < end:
        try:
            if not page.evaluate("Boolean(window.leaving)"):
                page.wait_for_load_state("load")
                return
        except Error as error:
            if not any(sign in str(error) for sign in ("navigat", "context was destroyed", "Cannot find context")):
                raise
        page.wait_for_timeout(20)
    pytest.fail(f"{page.url} was being left for {PAGE} seconds and no page followed.")


@pytest.fixture(scope="session")
def axe() -> Any:
    """`axe(page)` runs axe-core on the open page and asserts that it finds nothing. Works under the page's own CSP."""
    script = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        pytest.fail("axe-core is missing: run `npm ci` (make test does).")
    source = script.read_text(encoding="utf-8")

    def check(page: Any, context: str | None = None) -> None:
        settle(page)
        page.evaluate(source)  # evaluated through the debugging protocol, which CSP does not concern
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        report = page.evaluate(
            "([where, tags]) => axe.run(where || document, {runOnly: {type: 'tag', values: tags}})",
            [context, tags],
        )
        found = [
            f"{violation['id']}: {violation['help']} — {node['html'][:160]}"
            for violation in report["violations"]
            for node in violation["nodes"]
        ]
        assert not found, "axe found:\n" + "\n".join(found)

    return check
