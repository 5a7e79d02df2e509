"""A paper from template to erratum: its numbers are citations, and it goes out only while they hold."""

from datetime import date, timedelta

import pytest

from lianxin.kernel.acts import filing, issuing, matter
from lianxin.kernel.acts import paper as acts
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.models import Entry, Matter, Paper
from lianxin.kernel.reads import paper as reads
from lianxin.kernel.reads import versions
from lianxin.language.calendar import last_day
from lianxin.language.reason import Refused
from tests.cast import NOW
from tests.kernel.papers import deeds, founded_with_people

DAY = NOW.date()


@pytest.fixture
def town(db):
    """上城 with the people who write, review and issue."""
    versions.forget()
    yield founded_with_people()
    versions.forget()


def projects(cast):
    for level, many in (("city", 1), ("district", 3)):
        for number in range(many):
            telling = Telling(
                f"重点项目 {level} {number}", cast.town.pk, kind="works", channel="desk",
                site_id=cast.unit("office_economy").pk,
                fields={"level": level, "stage_goal": "年底前完成主体", "answers": "街道副主任"},
            )  # fmt: skip
            filing.file(cast.who("second"), telling, NOW)


def text(paper):
    return "\n".join("".join(part.text for part in row.parts) for row in reads.draw(paper, NOW).rows)


def reviewed(cast, paper, now=NOW):
    acts.check(cast.who("writer"), paper.pk, now)
    for name in ("first", "second", "third"):
        paper = issuing.review(cast.who(name), paper.pk, True, "", now)
    return paper


def codes(refused):
    return [reason.code for reason in refused.value.reasons]


def test_a2_74_and_25_then_24_as_an_erratum(town):
    """domain.md A2: 25/74 33.8 % is issued; one deed is reopened; 24/74 32.4 % is told as a correction."""
    listed = deeds(town)
    projects(town)
    paper = acts.draft(town.who("writer"), town.town.pk, "half_year", DAY, NOW)
    said = text(paper)
    assert "确定74项" in said and "已完成25件，办结率33.8%" in said
    assert "下辖6个社区" in said and "吸纳5个驻区单位" in said and "家政服务4项" in said
    assert "1个市级和3个区级重点项目" in said
    assert "知晓率100%，参与率90%，投放准确率70%，回收利用率60%" in said
    paper = reviewed(town, paper)

    # Reopened between the check and the signature: blocked, and told how the number moved.
    matter.take(town.who("visitor"), listed[0], "reopen", {"reason": "扶手又松了"}, NOW)
    with pytest.raises(Refused) as refused:
        issuing.issue(town.who("leader"), paper.pk, NOW)
    assert codes(refused)[-1] == "stale"
    told = [reason.say() for reason in refused.value.reasons if reason.code == "figure_changed"]
    assert len(told) == 2 and "25" in told[0] and "24" in told[0] and "33.8 %" in told[1] and "32.4 %" in told[1]
    paper.refresh_from_db()
    assert paper.state == "checked" and paper.issued_at is None

    # Put right again, checked and reviewed anew: it goes out with 25.
    office = town.unit("office_community").pk
    matter.take(town.who("worker"), listed[0], "finish", {"result": "已固定"}, NOW)
    matter.take(town.who("visitor"), listed[0], "confirm", {}, NOW)
    assert office and issuing.obstacles(paper, NOW) == []
    paper = issuing.issue(town.who("leader"), paper.pk, NOW)
    assert paper.state == "issued" and paper.head["dated"] == "2026年3月11日"

    # After that a deed is reopened for good: the issued paper keeps its words, an erratum gives both numbers.
    matter.take(town.who("visitor"), listed[1], "reopen", {"reason": "又坏了"}, NOW)
    paper.refresh_from_db()
    assert "已完成25件" in text(paper)
    stale = [part.text for row in reads.draw(paper, NOW).rows for part in row.parts if part.mark == "stale"]
    assert stale == ["25", "33.8%"]
    erratum = issuing.correct(town.who("writer"), paper.pk, NOW)
    said = text(erratum)
    assert "原为25，现为24。" in said and "原为33.8%，现为32.4%。" in said and "74" not in said
    assert reads.draw(erratum, NOW).hand == ()
    with pytest.raises(Refused, match="已经有一份更正"):
        issuing.correct(town.who("writer"), paper.pk, NOW)
    issuing.issue(town.who("leader"), reviewed(town, erratum).pk, NOW)
    paper.refresh_from_db()
    assert paper.state == "corrected"
    written = set(Entry.objects.filter(subject=f"paper:{paper.pk}").values_list("act", flat=True))
    assert written == {f"paper.{act}" for act in ("draft", "check", "review", "issue")}


def test_a_citation_keeps_value_moment_rule_and_rows(town):
    listed = deeds(town, 6, 2)
    paper = reviewed(town, acts.draft(town.who("writer"), town.town.pk, "half_year", DAY, NOW))
    kept = reads.frozen(paper)
    one = kept["rate:deeds show=above"]
    assert (one.least, one.below, one.text, one.as_of) == (2, 6, "2", NOW.isoformat())
    assert one.rows == tuple(sorted(listed[:2])) and one.count == 2 and len(one.digest) == 64
    assert one.rules[0].endswith("清单管理做法") and one.about.startswith("回访后销号的")
    assert kept["rate:deeds show=below"].rows == tuple(sorted(listed))
    target = kept["survey:rubbish_right part=target"]
    assert target.text == "70%" and target.rules[0].startswith("2021-01-01")


def test_a_changed_rule_makes_it_stale_with_the_same_number(town):
    paper = reviewed(town, acts.draft(town.who("writer"), town.town.pk, "half_year", DAY, NOW))
    old = {"rules": ["2020-01-01 旧口径"]}
    paper.cited = [one | old if one["cite"] == "survey:rubbish_right part=target" else one for one in paper.cited]
    paper.save()
    with pytest.raises(Refused, match="口径变了"):
        issuing.issue(town.who("leader"), paper.pk, NOW)


def test_three_persons_review_and_the_writer_is_none_of_them(town):
    paper = acts.draft(town.who("writer"), town.town.pk, "half_year", DAY, NOW)
    with pytest.raises(Refused, match="先核数"):
        issuing.review(town.who("first"), paper.pk, True, "", NOW)
    acts.check(town.who("writer"), paper.pk, NOW)
    with pytest.raises(Refused, match="起草人"):
        issuing.review(town.who("writer"), paper.pk, True, "", NOW)
    issuing.review(town.who("first"), paper.pk, True, "", NOW)
    with pytest.raises(Refused, match="三个人"):
        issuing.review(town.who("first"), paper.pk, True, "", NOW)
    with pytest.raises(Refused, match="还差复审"):
        issuing.issue(town.who("leader"), paper.pk, NOW)
    with pytest.raises(Refused, match="写明"):
        issuing.review(town.who("second"), paper.pk, False, " ", NOW)
    back = issuing.review(town.who("second"), paper.pk, False, "第二段重复", NOW)
    assert (back.state, back.cited, back.reviews) == ("draft", [], [])
    with pytest.raises(Refused, match="先核数"):
        issuing.issue(town.who("leader"), paper.pk, NOW)


def test_who_wrote_a_word_of_it_reviews_none_of_it(town):
    """One begins it, another writes it: neither reviews it, also after it came back and somebody else went on."""
    paper = acts.draft(town.who("writer"), town.town.pk, "half_year", DAY, NOW)
    acts.write(town.who("first"), paper.pk, {"text": "全文由另一个人写", "version": paper.version}, NOW)
    acts.check(town.who("writer"), paper.pk, NOW)
    for name in ("writer", "first"):
        with pytest.raises(Refused, match="改过稿") as refused:
            issuing.review(town.who(name), paper.pk, True, "", NOW)
        assert refused.value.code == "own"
    back = issuing.review(town.who("second"), paper.pk, False, "第二段重复", NOW)
    acts.write(town.who("writer"), paper.pk, {"text": "又改了一遍", "version": back.version}, NOW)
    acts.check(town.who("writer"), paper.pk, NOW)
    with pytest.raises(Refused, match="改过稿"):
        issuing.review(town.who("first"), paper.pk, True, "", NOW)
    other = acts.draft(town.who("writer"), town.town.pk, "half_year", DAY, NOW)
    acts.check(town.who("writer"), other.pk, NOW)
    assert len(issuing.review(town.who("first"), other.pk, True, "", NOW).reviews) == 1, "of another paper he does"


def test_whoever_changes_a_word_begins_the_checks_anew(town):
    paper = reviewed(town, acts.draft(town.who("writer"), town.town.pk, "half_year", DAY, NOW))
    changed = acts.write(town.who("writer"), paper.pk, {"title": "新标题", "version": paper.version}, NOW)
    assert (changed.state, changed.reviews, changed.cited) == ("draft", [], [])
    with pytest.raises(Refused, match="别人改过"):
        acts.write(town.who("writer"), paper.pk, {"title": "旧的", "version": paper.version}, NOW)


def test_gaps_and_private_data_and_length_stop_the_check(town):
    writer = town.who("writer")
    paper = acts.draft(writer, town.town.pk, "half_year", DAY, NOW)
    acts.write(writer, paper.pk, {"text": "共{?报名人数}人"}, NOW)
    with pytest.raises(Refused) as refused:
        acts.check(writer, paper.pk, NOW)
    assert codes(refused) == ["gap"]
    long = "一" * 5001
    acts.write(writer, paper.pk, {"text": f"{long}，电话13800138000"}, NOW)
    with pytest.raises(Refused) as refused:
        acts.check(writer, paper.pk, NOW)
    assert codes(refused) == ["private", "length"] and "5000" in refused.value.say()


def test_words_of_a_state_secret_are_not_even_kept(town):
    writer = town.who("writer")
    paper = acts.draft(writer, town.town.pk, "half_year", DAY, NOW)
    with pytest.raises(Refused, match="涉密内容不能写进本系统"):
        acts.write(writer, paper.pk, {"text": "附机密★文件一份"}, NOW)
    paper.refresh_from_db()
    assert "机密" not in paper.text
    assert not Entry.objects.filter(act="paper.write").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        "{rate:none}", "{rates:deeds}", "{rate:deeds show=most}", "{set:received period=soon}",
        "{units:community in=no}", "{rate:deeds 引号}", "{}", "{rate:deeds show=above show=below}",
    ],
)  # fmt: skip
def test_a_citation_of_nothing_is_refused_and_named(town, wrong):
    writer = town.who("writer")
    paper = acts.draft(writer, town.town.pk, "notice", DAY, NOW)
    with pytest.raises(Refused) as refused:
        acts.write(writer, paper.pk, {"text": f"共{wrong}件"}, NOW)
    assert refused.value.code in ("cite", "period", "unit") and refused.value.field in ("text", "period")


def test_a_naming_needs_an_approval_of_county_level_or_is_the_yearly_assessment(town):
    """domain.md finding 3, A12: a town may not name or award plaques on its own."""
    writer = town.who("writer")
    paper = acts.draft(writer, town.town.pk, "naming", DAY, NOW)
    paper = acts.write(writer, paper.pk, {"title": "评选结果的通知", "text": "名单见附件。"}, NOW)
    paper = reviewed(town, paper)
    with pytest.raises(Refused, match="创建示范活动管理办法"):
        issuing.issue(town.who("leader"), paper.pk, NOW)
    own = {"number": "上街〔2026〕1号", "issuer": "上城街道办事处", "level": "town"}
    paper = reviewed(town, acts.write(writer, paper.pk, {"approval": own}, NOW))
    with pytest.raises(Refused, match="县级以上"):
        issuing.issue(town.who("leader"), paper.pk, NOW)
    high = {"number": "源委〔2026〕8号", "issuer": "中共源城区委", "level": "district"}
    paper = reviewed(town, acts.write(writer, paper.pk, {"approval": high}, NOW))
    assert issuing.issue(town.who("leader"), paper.pk, NOW).state == "issued"
    other = acts.draft(writer, town.town.pk, "naming", DAY, NOW)
    said = {"title": "年度考核结果", "text": "名单见附件。", "approval": {"yearly": "yes"}}
    other = reviewed(town, acts.write(writer, other.pk, said, NOW))
    assert issuing.issue(town.who("leader"), other.pk, NOW).state == "issued"


def test_who_may_what(town):
    with pytest.raises(Refused, match="您的岗位"):
        acts.draft(town.who("grid"), town.town.pk, "notice", DAY, NOW)
    paper = acts.draft(town.who("writer"), town.town.pk, "notice", DAY, NOW)
    for act in (lambda who: acts.write(who, paper.pk, {}, NOW), lambda who: acts.check(who, paper.pk, NOW)):
        with pytest.raises(Refused, match="您的岗位"):
            act(town.who("grid"))
    with pytest.raises(Refused, match="您的岗位"):
        issuing.issue(town.who("writer"), paper.pk, NOW)
    assert reads.of(town.who("grid"), paper.pk) is None and list(reads.listed(town.who("grid"))) == []
    with pytest.raises(Refused, match="今天以后"):
        acts.draft(town.who("writer"), town.town.pk, "notice", date(2099, 1, 1), NOW)
    with pytest.raises(Refused, match="没有这个模板"):
        acts.draft(town.who("writer"), town.town.pk, "no-such", DAY, NOW)


def test_an_issued_paper_is_not_written_again(town):
    paper = reviewed(town, acts.draft(town.who("writer"), town.town.pk, "half_year", DAY, NOW))
    issuing.issue(town.who("leader"), paper.pk, NOW)
    for act in (
        lambda: acts.write(town.who("writer"), paper.pk, {"title": "改"}, NOW),
        lambda: acts.check(town.who("writer"), paper.pk, NOW),
        lambda: issuing.issue(town.who("leader"), paper.pk, NOW),
    ):
        with pytest.raises(Refused, match="已经签发"):
            act()
    with pytest.raises(Refused, match="没有变"):
        issuing.correct(town.who("writer"), paper.pk, NOW)


def test_a_table_lists_what_is_late_with_private_words_masked(town):
    deeds(town, 3, 1)
    late = Matter.objects.filter(is_open=True).order_by("pk").first()
    Matter.objects.filter(pk=late.pk).update(due_at=NOW - timedelta(days=3), text="找王小明13800138000的扶手")
    paper = acts.draft(town.who("writer"), town.town.pk, "half_year", DAY, NOW)
    table = next(row.table for row in reads.draw(paper, NOW).rows if row.table)
    assert table[0] == ("编号", "事项", "承办单位", "期限") and len(table) == 2
    assert "13800138000" not in table[1][1] and table[1][3] == (NOW - timedelta(days=3)).date().isoformat()
    midnight = NOW.replace(hour=0, minute=0) - timedelta(days=3)
    Matter.objects.filter(pk=late.pk).update(due_at=midnight)
    [row] = next(row.table for row in reads.draw(paper, NOW).rows if row.table)[1:]
    assert row[3] == last_day(midnight).isoformat() == "2026-03-07", "24:00 of a day is that day, as on every page"


def test_numbers_of_a_paper_take_the_same_queries_however_many_deeds(town, django_assert_max_num_queries):
    paper = acts.draft(town.who("writer"), town.town.pk, "half_year", DAY, NOW)
    paper = Paper.objects.select_related("town", "corrects").get(pk=paper.pk)
    with django_assert_max_num_queries(26):
        reads.draw(paper, NOW)
