"""A town with a key, and another town beside it."""

import pytest
from django.test import Client
from django.utils import timezone

from lianxin.api import limit
from lianxin.kernel.acts import key, pack, unit
from lianxin.kernel.reads import packs
from lianxin.kernel.who import SYSTEM
from tests.cast import pack_of


@pytest.fixture(autouse=True)
def full_buckets():
    limit.forget()
    yield
    limit.forget()


@pytest.fixture
def town(db):
    now = timezone.now()
    pack.publish(SYSTEM, pack_of("shiweitang"), now)
    return unit.found_town(SYSTEM, packs.current("shiweitang"), now)


@pytest.fixture
def second(town):
    now = timezone.now()
    pack.publish(SYSTEM, pack_of("xiqiao"), now)
    return unit.found_town(SYSTEM, packs.current("xiqiao"), now)


@pytest.fixture
def secret(town):
    return key.make(SYSTEM, town, "随手拍", timezone.now())[1]


@pytest.fixture
def api():
    return Client(enforce_csrf_checks=True)
