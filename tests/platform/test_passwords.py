"""Passwords: eight characters, three kinds."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize("password", ["Heart2026x", "xin-lian-7q", "连心Lx2026", "UPPER-77-dash"])
def test_good_ones_pass(password):
    validate_password(password)


@pytest.mark.parametrize("password", ["Ab1!", "abcdefghij", "abcdefg123", "12345678", "ABCDEFG123", "Passw0rd"])
def test_weak_ones_are_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


def test_production_hashes_with_argon2_first():
    from lianxin import settings

    assert settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
