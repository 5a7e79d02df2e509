"""`lianxin town init` starts a real, empty town; keys are made, listed and ended from the command line."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from typer.testing import CliRunner

from lianxin.cli import prepare
from lianxin.cli.root import app
from lianxin.kernel.acts import pack, unit
from lianxin.kernel.acts.person import accept_invitation
from lianxin.kernel.models import Account, ApiKey, Matter, Person, Tie, Unit
from lianxin.kernel.reads import packs, public
from lianxin.kernel.who import SYSTEM
from tests.cast import pack_of

PASSWORD = "Kapok-tree-2026"


@pytest.fixture
def empty(db, monkeypatch):
    """A prepared database without a town. The packs are those of the repository, read once a run."""

    def publish(now):
        for name in ("base", "guangdong", "liwan", "shiweitang", "xiqiao"):
            pack.publish(SYSTEM, pack_of(name), now)

    monkeypatch.setattr(prepare, "load_packs", publish)


def run(*arguments, **options):
    return CliRunner().invoke(app, list(arguments), **options)


@pytest.fixture
def demo_note():
    note = settings.VAR / "demo-logins.json"
    note.write_text("[]")
    yield note
    note.unlink(missing_ok=True)


@pytest.fixture
def town(db):
    now = timezone.now()
    pack.publish(SYSTEM, pack_of("shiweitang"), now)
    return unit.found_town(SYSTEM, packs.current("shiweitang"), now)


def test_a_real_town_is_empty_and_its_administrator_comes_in_by_a_link(empty):
    result = run("town", "init", "shiweitang", "--admin", "Admin", "--name", "谭一鸣")
    assert result.exit_code == 0, result.output
    assert [one.key for one in public.towns()] == ["shiweitang"]
    assert not Matter.objects.exists() and Person.objects.get().shown == "谭一鸣"
    assert Tie.objects.get(kind="post").role == "administrator"
    assert "还缺什么" in result.output and "工作日历" in result.output
    key = re.search(r"/invited/([\w-]+)", result.output)[1]
    account = accept_invitation(key, "ignored", PASSWORD, timezone.now())
    assert account.username == "admin" and account.check_password(PASSWORD)


def test_doing_it_again_makes_no_second_town_and_gives_a_new_link(empty):
    first = run("town", "init", "shiweitang", "--admin", "admin")
    units = Unit.objects.count()
    second = run("town", "init", "shiweitang", "--admin", "admin")
    assert second.exit_code == 0
    assert Unit.objects.count() == units and Account.objects.count() == 1 and Tie.objects.count() == 1
    links = [re.search(r"/invited/([\w-]+)", one.output)[1] for one in (first, second)]
    assert links[0] != links[1]


def test_a_password_may_be_set_at_once(empty):
    result = run("town", "init", "xiqiao", "--admin", "tan", "--ask-password", input=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0 and "/invited/" not in result.output
    assert Account.objects.get().check_password(PASSWORD)
    weak = run("town", "init", "xiqiao", "--admin", "other", "--ask-password", input="12345678\n12345678\n")
    assert weak.exit_code == 1 and not Account.objects.filter(username="other").exists()


@pytest.mark.parametrize("key", ["nowhere", "base", "guangdong", "liwan"])
def test_a_pack_that_is_no_town_is_refused(empty, key):
    result = run("town", "init", key, "--admin", "admin")
    assert result.exit_code == 1 and not public.towns() and not Account.objects.exists()


def test_the_demo_is_no_place_for_a_real_town(empty, demo_note):
    result = run("town", "init", "shiweitang", "--admin", "admin")
    assert result.exit_code == 1 and "演示" in result.output and not Account.objects.exists()
    assert run("town", "init", "shiweitang", "--admin", "admin", "--force").exit_code == 0


def test_towns_are_listed(town):
    assert "石围塘街道" in run("town", "list").output


def test_a_key_is_shown_once_and_ends(town):
    made = run("key", "new", "--town", "shiweitang", "--name", "随手拍")
    assert made.exit_code == 0
    secret = made.stdout.splitlines()[0]
    body = {"api_key": secret, "service_code": "request", "description": "桥东社区的路灯坏了"}
    assert Client().post("/open311/v2/requests.json", body).status_code == 201
    listed = run("key", "list").output
    assert "随手拍" in listed and secret not in listed
    assert run("key", "end", str(ApiKey.objects.get().pk)).exit_code == 0
    assert "停用" in run("key", "list").output
    assert Client().post("/open311/v2/requests.json", body).status_code == 403


def test_a_key_for_nobody_is_refused(town):
    assert run("key", "new", "--town", "atlantis", "--name", "x").exit_code == 1
    assert run("key", "new", "--town", "shiweitang", "--name", " ").exit_code == 1
    assert run("key", "end", "99999").exit_code == 1
    assert not ApiKey.objects.exists()


def test_units_above_towns_and_codes_name_a_town_too(town):
    assert run("key", "new", "--town", "440103017", "--name", "a").exit_code == 0
    assert run("key", "new", "--town", "荔湾区", "--name", "b").exit_code == 0
    assert set(ApiKey.objects.values_list("town__code", flat=True)) == {"440103017", "440103"}


def test_from_nothing_to_a_town_on_a_machine_of_its_own(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL",)}
    environment |= {"LIANXIN_VAR": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "lianxin.settings"}

    def lianxin(*arguments):
        command = [sys.executable, "-m", "lianxin", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True)

    made = lianxin("town", "init", "shiweitang", "--admin", "admin", "--name", "谭一鸣")
    assert made.returncode == 0, made.stderr
    assert "/invited/" in made.stdout and "还缺什么" in made.stdout
    listed = lianxin("town", "list")
    assert listed.returncode == 0 and "石围塘街道" in listed.stdout
