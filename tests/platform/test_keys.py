"""Secrets: made once, owner-only, never replaced."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from lianxin.adapters import keys


def test_a_secret_is_made_once_and_stays(tmp_path):
    first = keys.secret("django", 48, tmp_path)
    assert len(first) == 48
    assert keys.secret("django", 48, tmp_path) == first
    assert keys.secret("other", 48, tmp_path) != first


def test_only_the_owner_may_read(tmp_path):
    keys.secret("django", 32, tmp_path)
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "keys" / "django").stat().st_mode & 0o777 == 0o600


def test_a_key_that_others_may_read_is_refused_with_the_remedy(tmp_path):
    keys.secret("django", 32, tmp_path)
    (tmp_path / "keys" / "django").chmod(0o644)
    with pytest.raises(keys.KeyProblem, match="chmod 600"):
        keys.secret("django", 32, tmp_path)


def test_a_key_cut_short_is_refused(tmp_path):
    keys.secret("django", 32, tmp_path)
    (tmp_path / "keys" / "django").write_text("abcd")
    with pytest.raises(keys.KeyProblem, match="2 .*32"):
        keys.secret("django", 32, tmp_path)


def test_many_asking_at_once_get_the_same_bytes(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        values = set(pool.map(lambda _: keys.secret("race", 32, tmp_path), range(64)))
    assert len(values) == 1
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["race"]


@pytest.mark.parametrize("name", ["../up", "", "A", "a/b", "a" * 60])
def test_a_name_is_a_plain_word(tmp_path, name):
    with pytest.raises(keys.KeyProblem):
        keys.secret(name, 32, tmp_path)
