"""Settings: the environment before lianxin.toml before the default, and nothing unknown."""

import pytest

from lianxin.adapters import configuration


def test_defaults_send_nothing_out(tmp_path):
    current = configuration.read(tmp_path)
    assert current.mail_host == current.webhook_url == current.photo_store == ""
    assert current.debug is False


def test_environment_wins_over_file(tmp_path, monkeypatch):
    (tmp_path / "lianxin.toml").write_text('url = "https://a.example"\nhosts = ["b.example"]\n')
    assert configuration.read(tmp_path).hosts == ["b.example"]
    monkeypatch.setenv("LIANXIN_URL", "https://c.example")
    monkeypatch.setenv("LIANXIN_HOSTS", "d.example, e.example")
    current = configuration.read(tmp_path)
    assert (current.url, current.hosts) == ("https://c.example", ["d.example", "e.example"])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('mail_hots = "x"', "mail_hots"),
        ("keep_connections = 1000", "keep_connections"),
        ("url = ", "TOML"),
        ('idle_minutes = "soon"', "idle_minutes"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(tmp_path, text, named):
    (tmp_path / "lianxin.toml").write_text(text)
    with pytest.raises(configuration.ConfigurationError, match=named) as caught:
        configuration.read(tmp_path)
    assert str(tmp_path) in str(caught.value)


def test_every_setting_says_what_it_is_for():
    assert all(field.description for field in configuration.Configuration.model_fields.values())
