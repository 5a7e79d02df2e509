"""Papers of the demo's towns: written from the packs' templates, their numbers checked, reviewed by three, signed; one
in review, and drafts so that the editor is seen. Numbers are citations of what the demo lived through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from lianxin.demo import moments
from lianxin.demo.people import Cast
from lianxin.kernel.acts import issuing
from lianxin.kernel.acts import paper as acts
from lianxin.kernel.models import Paper
from lianxin.kernel.who import Who
from lianxin.language.calendar import SHANGHAI


@dataclass(frozen=True, slots=True)
class Wanted:
    """One paper: its template, what its writer put in place of the template's words (nothing keeps them), and how far
    it has come: reviews done, signed or not; `ago`: working days or more since its last step."""

    kind: str
    ago: int
    title: str = ""
    text: str = ""
    head: Mapping[str, Any] = field(default_factory=dict)
    approval: Mapping[str, str] = field(default_factory=dict)
    reviews: int = 3
    signed: bool = True
    checked: bool = True


STATION = """\
# 一、驿站启用
桥东社区党群服务驿站下设“一屋一室一墙一区”{zones:qiaodong_station}个功能区，书屋、工作室、心愿树墙都向街坊开放。心愿树墙收集微心愿\
{rate:claimed show=below kinds=wish}个，已认领{rate:claimed show=above kinds=wish}个，\
认领率{rate:claimed show=rate kinds=wish}。
# 二、平安检查
检查平安校园、平安医院{set:received kinds=inspection}处，\
其中学校{set:received kinds=inspection where=place_kind:school}所、\
幼儿园{set:received kinds=inspection where=place_kind:nursery}所、\
医院{set:received kinds=inspection where=place_kind:hospital}家，\
开展最小应急单元现场拉动测试{set:received kinds=drill}次。
# 三、重点任务
以“党建+项目”推进{set:received kinds=works}个重点任务，逐项明确责任人和阶段目标。\
故事会决赛评出一等奖作品{prizes:story.first}个。\
街道连续{years:yearly_result where=grade:excellent}年获得绩效考核优秀。
"""
TRAINING = """\
为让各社区应急队伍会用、敢用随身器材，现将培训安排通知如下。
# 一、时间和地点
下周起分批进行，每批半天，地点在街道应急物资仓库。具体批次见“活动”页，队员在页面上报名。
# 二、内容
防汛沙袋和应急照明操作、心肺复苏和止血包扎。先看一遍，再分组上手。
# 三、要求
各社区核对队员保险是否在有效期内；有空缺的岗位，培训前补齐并登记。
# 四、联系人
应急管理办公室，服务热线 12345。
"""
MINUTES = """\
# 一、议题
上季度需求办理情况；下季度需求清单逐条对接。
# 二、议定事项
启用以来收到社区需求{set:received kinds=need}条，会上逐条对过。
汇馥园公司周末白天开放会所活动室，由桥东社区排期。
社区卫生服务中心每周二、周四下午派人到驿站量血压、讲健康，由公共服务办公室对接。
没有对上的需求，由党建工作办公室列入下季度清单，会前再过一遍。
# 三、出席
桥东社区党支部、汇馥园公司、社区卫生服务中心、口腔门诊部，党建工作办公室列席。
"""
THANKS = """\
桥东社区党支部：
在“百医护老”结对服务和微心愿认领中表现突出，经中共荔湾区委组织部荔组〔{year}〕41号文件决定予以表扬，特发此证。
"""
POSTER = """\
时间：每周一个晚上，七点半开始
地点：文化广场榕树下
主办：石围塘街道党群服务中心
自带小板凳，下雨顺延一周。
"""
REPORT = """\
# 一、总的情况
本月共收到群众诉求{set:received kinds=request period=month}件。\
到目前为止，在办{set:open}件，超期{set:late}件，挂账{set:suspended}件。
# 二、办理质量
响应率{rate:respond}，\
解决率{rate:solve}（经回访确认已解决{rate:solve show=above}件，有效回访{rate:solve show=below}件，\
不计入{rate:solve show=excluded}件），满意率{rate:satisfied}，按时率{rate:on_time}。
# 三、群众最关心的
反映最集中的是五眼桥涌边街12号203房门前的路灯和积水，规划建设办已到场看过，{?什么时候修好}。
# 四、超期事项
{rows:late}
"""
HALL = """\
现将小广场共用时间安排通知如下。
# 一、时间
早上健身，下午留给孩子，晚上八点半以后不开音箱。
# 二、地点
各社区文化广场，由社区居委会和文体队伍商量后张贴。
# 三、联系人
社区工作办公室，服务热线 12345。
"""
FLOOD = """\
# 一、议题
汛期值守和突击队物资补充。
# 二、议定事项
应急管理办公室核对各队器材，缺的一周内补齐。各联社按片区排好夜间值守表，交党建工作办公室汇总。
全街应急突击队{units:emergency_team}支、临时党支部{units:temporary_branch}个，由党建工作办公室统一登记队员保险。
# 三、出席
各联社党委、应急管理办公室、党建工作办公室。
"""
PAPERS: Mapping[str, tuple[Wanted, ...]] = {
    "shiweitang": (
        Wanted("minutes", 28, "石围塘街道党建联席会议纪要", MINUTES,
               {"number": "石街党建纪〔{year}〕3号", "mark": "会议纪要"}),
        Wanted("certificate", 15, "证书", THANKS, {"number": "{year}015", "signed": "石围塘街道党工委"},
               {"number": "荔组〔{year}〕41号", "issuer": "中共荔湾区委组织部", "level": "district"}),
        Wanted("notice", 8, "关于组织社区应急队伍参加技能培训的通知", TRAINING,
               {"number": "石街党建〔{year}〕17号", "mark": "石围塘街道党建工作办公室", "to": "各社区、各科室",
                "signed": "石围塘街道党建工作办公室"}),
        Wanted("station", 3, "", STATION, {"number": "第12期", "editor": "石围塘街道党建工作办公室"}),
        Wanted("works_month", 2, head={"number": "石街办〔{year}〕21号", "mark": "石围塘街道办事处"}),
        Wanted("poster", 1, "榕树下音乐会", POSTER, {"signed": "石围塘街道党群服务中心"}, reviews=1, signed=False),
        Wanted("weekly", 0, "", REPORT, reviews=0, signed=False, checked=False),
    ),
    "xiqiao": (
        Wanted("conference", 4, head={"number": "第8期"}),
        Wanted("weekly", 0, reviews=0, signed=False, checked=False),
    ),
    "shangcheng": (
        Wanted("notice", 6, "关于小广场分时共用的通知", HALL,
               {"number": "上街办〔{year}〕11号", "mark": "上城街道办事处", "to": "各社区",
                "signed": "上城街道社区工作办公室"}),
        Wanted("half_year", 0, reviews=0, signed=False, checked=False),
    ),
    "junhe": (
        Wanted("minutes", 7, "均禾街道防汛备汛工作会议纪要", FLOOD,
               {"number": "均街党建纪〔{year}〕6号", "mark": "会议纪要"}),
        Wanted("second_year", 0, reviews=0, signed=False, checked=False),
    ),
}  # fmt: skip
"""By town, the oldest first."""
REMARKS = ("数字逐个点开核对过", "", "同意")


def write(cast: Cast, now: datetime) -> int:
    """The papers of one town; how many."""
    wanted = PAPERS.get(cast.town.pack_key, ())
    for one in wanted:
        _written(cast, one, now)
    return len(wanted)


def _written(cast: Cast, one: Wanted, now: datetime) -> Paper:
    """From template to where it stands. Each step lies before the next, the last of them before now."""
    signing = moments.before(now, one.ago, "16:10")
    third = moments.before(signing, 0, "09:50")
    second = moments.before(third, 1, "15:40")
    first = moments.before(second, 0, "10:20")
    begun = moments.before(first, 1, "09:40") if one.checked else moments.before(now, 0, "09:40")
    writer = cast.holding("governance")[0]
    # A paper that is checked speaks of the day before: the demo's forty days are lived before its papers are written,
    # so that "today" on an earlier day would count what came after it.
    day = begun.astimezone(SHANGHAI).date() - timedelta(days=one.checked)
    made = acts.draft(writer, cast.town.pk, one.kind, day, begun)
    if one.text or one.head:
        acts.write(writer, made.pk, _said(one, made, begun.year), begun + timedelta(minutes=50))
    if not one.checked:
        return made
    acts.check(writer, made.pk, begun + timedelta(minutes=80))
    for who, at, remark in list(zip(_reviewers(cast), (first, second, third), REMARKS, strict=True))[: one.reviews]:
        issuing.review(who, made.pk, True, remark, at)
    return issuing.issue(cast.holding("leader")[0], made.pk, signing) if one.signed else made


def _said(one: Wanted, made: Paper, year: int) -> dict[str, Any]:
    """What the writer put in place of the template's words."""
    of = {"{year}": str(year)}
    head = {name: _filled(value, of) if isinstance(value, str) else value for name, value in one.head.items()}
    approval = {name: _filled(value, of) for name, value in one.approval.items()}
    return {
        "title": one.title or made.title,
        "text": _filled(one.text, of) or made.text,
        "head": {**made.head, **head},
        "approval": approval,
    }


def _filled(text: str, of: Mapping[str, str]) -> str:
    for gap, said in of.items():
        text = text.replace(gap, said)
    return text.strip()


def _reviewers(cast: Cast) -> tuple[Who, Who, Who]:
    """Three who may write papers and are none of them the writer."""
    lead = next(who for who in cast.holding("lead") if who.may)
    return cast.holding("clerk")[0], lead, cast.holding("secretary")[0]
