"""The pages of activities on the cast's town, on the desk's fixed Wednesday morning."""

import pytest
from tests.kernel.organisation import organisation
from tests.web.desk.conftest import at_desk, cast, enter, morning

__all__ = ["at_desk", "cast", "enter", "morning"]


@pytest.fixture
def org(cast):
    """A branch with six voting members."""
    return organisation(cast, 6)
