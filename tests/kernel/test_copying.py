"""Rows written by COPY are the rows that saving each would have written."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from lianxin.kernel.acts.copying import copied
from lianxin.kernel.models import Entry, Person
from tests.cast import NOW

SAID = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


def rows_of(table, first):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE id >= %s ORDER BY id", [first])
        return [row[1:] for row in cursor.fetchall()]


@pytest.mark.django_db
@given(said=SAID, names=st.lists(SAID, min_size=1, max_size=4), sealed=st.binary(max_size=12) | st.none())
def test_whatever_is_written_in_them(said, names, sealed):
    def people():
        return [Person(shown=name[:20], name_sealed=sealed, created_at=NOW) for name in names]

    first = copied(Person, people())[0].pk
    copies = rows_of("kernel_person", first)
    for one in people():
        one.save()
    assert rows_of("kernel_person", first) == copies * 2


@pytest.mark.django_db
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9) | SAID,
        lambda one: st.lists(one, max_size=3) | st.dictionaries(SAID, one, max_size=3),
    )
)
def test_data_of_any_shape(told):
    made = copied(Entry, [Entry(act="matter.file", verb="file", at=NOW, data={"told": told})])
    assert made[0]._state.adding is False
    assert Entry.objects.get(pk=made[0].pk).data == {"told": told}
