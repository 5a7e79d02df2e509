"""The five accounts as briefings: each template prints the account's own figures out of the demo's records."""

import random
from datetime import datetime, timedelta

import pytest

from lianxin.demo import accounts, activities, campaigns, days, merits, ties
from lianxin.demo.people import Names, settle
from lianxin.kernel.acts import measures, pack, unit
from lianxin.kernel.acts import paper as acts
from lianxin.kernel.models import Activity
from lianxin.kernel.reads import cited_rows, packs
from lianxin.kernel.reads import paper as reads
from lianxin.kernel.who import SYSTEM
from lianxin.language import paper as texts
from tests.cast import pack_of

NOW = datetime.fromisoformat("2026-03-11T10:00:00+08:00")
START = NOW - timedelta(days=40)
ACCOUNTS = {
    ("shiweitang", "july_first"): (
        "180余人参加。2个作品获决赛一等奖；推选2个节目",
        "发布3条通福石围塘研学路线。街道党工委与5家医疗机构",
        "“七一”期间开展4类活动，已开授专题党课10场次，开展党员走访慰问活动8场次，组织集中观看红色电影1场次",
        "连续3年获得绩效考核优秀，一举夺下2项第一。荔湾—南海职工羽毛球比赛已办2届",
        "启动5大行动；以“党建+项目”推进24个重点任务；开展5大服务惠民行动",
    ),
    ("shiweitang", "station"): (
        "“一屋一室一墙一区”4个功能区",
        "检查平安校园、平安医院3处，其中学校1所、幼儿园1所、医院1家，开展最小应急单元现场拉动测试3次",
    ),
    ("zhanqian", "tour"): (
        "集中视察共30人参加，其中党代表8人、人大代表10人、政协委员5人、街道班子等7人；实地看了2处",
        "街情通报会上2家单位通报工作；书面审议报告1份",
        "收到视察意见8件，应答复7件，已答复3件。代表已反馈3件，满意和基本满意2件",
        "检查平安校园、平安医院1处，最小应急单元拉动测试1次",
    ),
    ("shangcheng", "half_year"): (
        "下辖6个社区，内设9个办公室、3个下属事业单位，有“老城四宝”4处",
        "重点优抚对象有70人",
        "开展党史学习教育5进活动",
        "确定74项“我为群众办实事”项目清单，目前已完成25件，办结率33.8%",
        "成立2个党建联盟，新兴社区党建联盟吸纳5个驻区单位",
        "家政服务4项",
        "38名机关在职党员与19户家庭认亲结对",
        "开展3个叠加的党建活动，以一册一图一账一簿4样",
        "1个市级和3个区级重点项目",
        "知晓率100%，参与率90%，投放准确率70%，回收利用率60%",
    ),
    ("xiqiao", "conference"): (
        "分5大主题；环西樵山党史学习教育红色线路有6大主题；专题宣讲5个走进",
        "列入清单的实事2件，办结2件",
        "建设3级党群服务阵地",
        "星级经济社党群服务站100个、村级示范党群服务中心10个、党建主题园区1个以上",
    ),
    ("junhe", "second_year"): (
        "招募令发布后3小时内，近百人报名。成立以来完成应急任务千余项",
        "周年活动上2名队员述职",
        "推行基层党建5项措施，组建3个临时党支部",
        "8名队员选任联社干部，6名发展入党，5名培养成为入党积极分子；4项荣誉",
    ),
}  # fmt: skip
"""What each template must print: the countable figures of the five source documents, in the words of the template."""


def lived(key):
    """One town of the demo with everything that its account counts."""
    pack.publish(SYSTEM, pack_of("base"), START)
    pack.publish(SYSTEM, pack_of(key), START)
    days.reach(NOW)
    names = Names(random.Random(7))
    cast = settle(unit.found_town(SYSTEM, packs.current(key), START), names, START)
    ties.bind(cast, names, START, NOW)
    accounts.record(cast, names, START, NOW)
    activities.organise(cast.town, cast.holding("governance")[0], cast.holding("leader")[0], NOW)
    campaigns.campaign(cast.town, cast.holding("governance")[0], NOW)
    merits.honoured(cast, START, NOW)
    return cast


def count():
    """What the worker does with a town it never counted: more entries are young here than a page counts itself."""
    measures.fold(NOW)
    measures.begin(NOW)
    while measures.walk(NOW):
        pass


@pytest.fixture
def drafted(db):
    def draft(key, kind, wrong=lambda: None):
        cast = lived(key)
        wrong()
        count()
        who = cast.holding("governance")[0]
        return cast, acts.draft(who, cast.town.pk, kind, NOW.date(), NOW)

    return draft


@pytest.mark.parametrize(("key", "kind"), ACCOUNTS, ids=lambda one: one)
def test_the_figures_of_an_account_are_printed_from_records(drafted, key, kind):
    cast, paper = drafted(key, kind)
    drawn = reads.draw(paper, NOW)
    said = "\n".join("".join(part.text for part in row.parts) for row in drawn.rows)
    assert not [figure for figure in ACCOUNTS[key, kind] if figure not in said], said
    assert drawn.hand == () and texts.gaps(texts.read(paper.text)) == []
    checked = acts.check(cast.holding("governance")[0], paper.pk, NOW)
    behind = {one.cite: one for one in reads.frozen(checked).values()}
    assert all(one.count for one in behind.values() if one.noun not in ("pack", "value") and one.most)
    for one in behind.values():
        assert len(cited_rows.records(one, cast.holding("governance")[0], 500)) == min(one.count, 500)


@pytest.mark.parametrize(("key", "kind"), ACCOUNTS, ids=lambda one: one)
def test_no_figure_of_an_account_is_typed(key, kind):
    """Each figure of the model is a citation, or says why nobody's records count it."""
    declared = pack_of(key).said.papers[kind]
    lines = texts.read(declared.text)
    assert texts.hand(lines) == [] and texts.gaps(lines) == []
    assert all(bool(one.cites) != bool(one.uncounted) for one in declared.origin)


def test_a_wrong_record_changes_the_figure(drafted):
    """Would the text notice? One lecture cancelled, the headcount counted: 9 and 184."""

    def wrong():
        exact = {"heads": {"least": 184, "most": 184, "said": "184"}}
        Activity.objects.filter(kind="celebration").update(figures=exact)
        Activity.objects.filter(pk=Activity.objects.filter(kind="lecture", starts_at__year=2024).first().pk).update(
            state="cancelled"
        )

    _, paper = drafted("shiweitang", "july_first", wrong)
    said = "".join(part.text for row in reads.draw(paper, NOW).rows for part in row.parts)
    assert "184人参加" in said and "专题党课9场次" in said
