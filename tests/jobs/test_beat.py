"""The worker's sign of life reaches `lianxin check`."""

from datetime import timedelta

import pytest

from lianxin.kernel.acts.beat import beat
from lianxin.kernel.reads import audit_view, readiness
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def worker_findings(now):
    return [finding for finding in readiness.findings(now) if "lianxin-worker" in finding.remedy]


def test_a_worker_that_fell_silent_is_told():
    assert audit_view.heartbeat() is None and not worker_findings(NOW)
    beat(NOW)
    beat(NOW + timedelta(seconds=15))
    assert audit_view.heartbeat() == NOW + timedelta(seconds=15)
    assert not worker_findings(NOW + timedelta(minutes=9))
    assert [finding.level for finding in worker_findings(NOW + timedelta(minutes=11))] == ["error"]
