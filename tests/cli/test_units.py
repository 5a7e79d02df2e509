"""`lianxin units import`: the statistical list comes in whole, once, and says which line is wrong."""

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from lianxin.cli.root import app
from lianxin.kernel.acts import pack, unit
from lianxin.kernel.models import Entry, Unit
from lianxin.kernel.reads import packs
from lianxin.kernel.who import SYSTEM
from lianxin.language.reason import Refused
from tests.cast import pack_of

HEAD = "code,name,streetCode,street,areaCode,area,cityCode,city\n"
QIAODONG = "440103017009,桥东社区居民委员会,440103017,石围塘街道,440103,荔湾区,4401,广州市\n"
CUIZHOU = "440103001101,翠洲社区居民委员会,440103001,沙面街道,440103,荔湾区,4401,广州市\n"
DONGGUAN = "441900003001,东城社区居民委员会,441900003,东城街道,441900,东莞市,4419,东莞市\n"


@pytest.fixture
def imported(db, tmp_path):
    def run(text, *options, encoding="utf-8"):
        file = tmp_path / "list.csv"
        file.write_bytes(text.encode(encoding))
        return CliRunner().invoke(app, ["units", "import", str(file), *options])

    return run


def chain(one):
    return [Unit.objects.get(pk=pk).code for pk in one.chain]


def test_a_list_becomes_a_tree(imported):
    result = imported(HEAD + QIAODONG + CUIZHOU + DONGGUAN)
    assert result.exit_code == 0, result.output
    one = Unit.objects.get(code="440103017009")
    assert sorted(chain(one)) == ["44", "4401", "440103", "440103017", "440103017009"]
    assert (one.kind, one.town.code, one.parent.code, one.name) == (
        "community", "440103017", "440103017", "桥东社区居民委员会"
    )  # fmt: skip
    assert Unit.objects.get(code="44").name == "广东省" and Unit.objects.get(code="44").town is None
    assert Unit.objects.get(code="441900003").town_id == Unit.objects.get(code="441900003").pk
    assert Entry.objects.get(act="unit.import").data["made"]["community"] == 3


def test_importing_again_makes_no_copies_and_takes_over_names(imported):
    imported(HEAD + QIAODONG + CUIZHOU)
    count = Unit.objects.count()
    result = imported(HEAD + QIAODONG.replace("桥东社区居民委员会", "桥东新社区") + CUIZHOU)
    assert result.exit_code == 0 and Unit.objects.count() == count
    assert Unit.objects.get(code="440103017009").name == "桥东新社区"
    imported(HEAD + DONGGUAN)
    assert Unit.objects.count() == count + 4


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_files_as_offices_save_them(imported, encoding):
    assert imported(HEAD + QIAODONG, encoding=encoding).exit_code == 0
    assert Unit.objects.get(code="440103017009").name == "桥东社区居民委员会"


def test_a_plain_list_of_codes_and_names(imported):
    assert imported("code,name,areaCode,cityCode\n440103001,沙面街道,440103,4401\n440199001,某镇,,\n").exit_code == 0
    assert Unit.objects.get(code="440103001").kind == "town"
    assert Unit.objects.get(code="4401").name == "广州市" and Unit.objects.get(code="440103").name == "荔湾区"
    assert Unit.objects.get(code="440199").name == "440199", "what the national codes do not know stays its code"
    imported("code,name\n4401,广州市\n440199,新的区\n")
    assert Unit.objects.get(code="440199").name == "新的区" and Unit.objects.filter(code="440199").count() == 1
    Unit.objects.filter(code="440103").update(name="440103")  # as it was founded before districts were known
    imported("code,name\n440103002,岭南街道\n")
    assert Unit.objects.get(code="440103").name == "荔湾区"
    imported("code,name\n440103001101,翠洲社区\n")
    assert Unit.objects.get(code="4401").name == "广州市"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("44010301700,少一位,440103017,石围塘街道,440103,荔湾区,4401,广州市\n", "12 位"),
        ("44０103017009,全角,440103017,石围塘街道,440103,荔湾区,4401,广州市\n", "12 位"),
        ("440103017009,,440103017,石围塘街道,440103,荔湾区,4401,广州市\n", "名称"),
        ("440103017009,错了上级,440104017,石围塘街道,440103,荔湾区,4401,广州市\n", "440104017"),
        ("440103017009,多一列,440103017,石围塘街道,440103,荔湾区,4401,广州市,x\n", "列数"),
        (f"440103017009,{'长' * 81},440103017,石围塘街道,440103,荔湾区,4401,广州市\n", "太长"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_imported(imported, line, said):
    result = imported(HEAD + CUIZHOU + line + DONGGUAN)
    assert result.exit_code == 1 and "第 3 行" in result.output and said in result.output
    assert not Unit.objects.exists()
    assert imported(HEAD + CUIZHOU + line + DONGGUAN, "--skip-bad").exit_code == 0
    assert set(Unit.objects.filter(kind="community").values_list("code", flat=True)) == {"440103001101", "441900003001"}


@pytest.mark.parametrize("text", ["", "name\n桥东\n", HEAD])
def test_a_file_without_a_list_is_refused(imported, text):
    assert imported(text).exit_code == 1 and not Unit.objects.exists()


def test_a_town_founded_before_its_divisions_keeps_its_own_words(imported):
    now = timezone.now()
    pack.publish(SYSTEM, pack_of("shiweitang"), now)
    town = unit.found_town(SYSTEM, packs.current("shiweitang"), now)
    before = Unit.objects.get(code="440103017009")
    assert imported(HEAD + QIAODONG).exit_code == 0
    after = Unit.objects.get(code="440103017009")
    assert (after.pk, after.name, after.key, after.town_id) == (before.pk, before.name, before.key, town.pk)


def test_a_town_founded_after_its_divisions_takes_their_units(imported):
    imported(HEAD + QIAODONG)
    before = Unit.objects.get(code="440103017009")
    now = timezone.now()
    pack.publish(SYSTEM, pack_of("shiweitang"), now)
    town = unit.found_town(SYSTEM, packs.current("shiweitang"), now)
    after = Unit.objects.get(code="440103017009")
    assert after.pk == before.pk and after.key and town.pk in after.chain


def test_progress_is_told_up_to_the_end(db):
    lines = [unit.Division(f"4401030171{n:02d}", f"第{n}社区") for n in range(25)]
    told = []
    made = unit.import_divisions(SYSTEM, lines, timezone.now(), 10, lambda done, of: told.append((done, of)))
    assert made["community"] == 25 and told == [(10, 29), (20, 29), (29, 29)]
    with pytest.raises(Refused, match="12 位"):
        unit.import_divisions(SYSTEM, [unit.Division("44010301", "半截")], timezone.now())


def test_what_stands_above_a_town_has_its_name_before_any_list_is_there(imported):
    now = timezone.now()
    pack.publish(SYSTEM, pack_of("shiweitang"), now)
    unit.found_town(SYSTEM, packs.current("shiweitang"), now)
    assert Unit.objects.get(code="4401").name == "广州市" and Unit.objects.get(code="44").name == "广东省"
    # A town founded when cities were known by their codes only: founding it again, or a list, gives the name.
    Unit.objects.filter(code="4401").update(name="4401")
    unit.found_town(SYSTEM, packs.current("shiweitang"), now)
    assert Unit.objects.get(code="4401").name == "广州市"
    Unit.objects.filter(code="4401").update(name="4401")
    assert imported("code,name\n440103001101,翠洲社区\n").exit_code == 0
    assert Unit.objects.get(code="4401").name == "广州市"
    Unit.objects.filter(code="4401").update(name="穗")
    assert imported("code,name\n440103001102,翠洲东社区\n").exit_code == 0
    assert Unit.objects.get(code="4401").name == "穗"
