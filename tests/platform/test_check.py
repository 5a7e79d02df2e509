"""`lianxin check` says what is missing and what to do; the documentation knows every setting."""

from pathlib import Path

import pytest
from django.utils import timezone

from lianxin.adapters.configuration import Configuration
from lianxin.cli import check

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def told(monkeypatch, tmp_path):
    monkeypatch.setenv("LIANXIN_VAR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)

    def ask(**settings):
        for name, value in settings.items():
            monkeypatch.setenv(f"LIANXIN_{name.upper()}", value)
        checks = [check.address, check.mail, check.server, check.space, check.key_folder, check.demo]
        return [finding for one in checks for finding in one(timezone.localtime())]

    return ask


def test_a_new_installation_lacks_mail_and_an_address(told):
    texts = [finding.zh for finding in told()]
    assert any("邮件" in text for text in texts)
    assert any("公开地址" in text for text in texts)
    assert all(finding.level in check.LEVELS and finding.en and finding.remedy for finding in told())


def test_settings_settle_findings(told):
    assert [finding.level for finding in told(url="https://lianxin.example.cn", mail_host="smtp.example.cn")] == [
        "note"
    ]


def test_an_address_without_https_must_be_settled(told):
    assert told(url="http://lianxin.example.cn")[0].level == "error"


def test_open_keys_are_an_error(told, tmp_path):
    (tmp_path / "keys").mkdir(mode=0o700)
    (tmp_path / "keys" / "field").write_text("00")
    (tmp_path / "keys" / "field").chmod(0o644)
    assert any("field" in finding.zh and finding.level == "error" for finding in told())


def test_the_demo_is_not_mistaken_for_a_town(told, tmp_path):
    (tmp_path / "demo-logins.json").write_text("[]")
    assert any("演示" in finding.zh for finding in told())


def test_every_setting_is_documented():
    page = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    assert not [name for name in Configuration.model_fields if f"`LIANXIN_{name.upper()}`" not in page]


def test_every_direct_dependency_is_explained():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [line.split("==")[0].split("[")[0] for line in project["dependencies"]]
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    assert not [name for name in names if name.lower() not in page.replace("psycopg 3", "psycopg")]
