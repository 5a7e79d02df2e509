# ruff: noqa: E501 - the wrong parts are a table, one row each
"""Wrong activities, ties, indicators, papers and appraisals: the packs all towns share, each with one thing spoilt, are
refused with file, line and remedy."""

import shutil
from pathlib import Path

import pytest
from tests.language.town import faults

BASE = Path(__file__).parents[2] / "packs" / "base"

# what is wrong: the file, what is replaced by what (once), what is said, what to do
WRONG = {
    "bounds of an answer that is none": ("understanding", "      help: {margin:", "      plea: {margin:", "没有叫“plea”的答案", "先写出它"),
    "words of an answer that is none": ("understanding", "      consult:\n        {咨询", "      question:\n        {咨询", "没有叫“question”的答案", "先写出它"),
    "a tie made by a role that is none": ("ties", "made_by: [", "made_by: [mayor, ", "没有叫“mayor”的角色", "先写出它"),
    "other words of a class that is none": ("ties", "also: {full: [", "also: {whole: [", "没有叫“whole”的类别", "先写出它"),
    "a word that means two classes": ("ties", "probationary: [预备,", "probationary: [预备, 正式,", "“正式”写在两个类别下", "只留一处"),
    "an activity of units that are none": ("activities", "units: [branch, temporary_branch]", "units: [branch, bureau]", "没有叫“bureau”的单位类别", "先写出它"),
    "an agenda item that is none": ("activities", "agenda: [study, report, discuss, committee_resolution]", "agenda: [study, report, discus, committee_resolution]", "没有叫“discus”", "先写出它"),
    "a rhythm without a value": ("activities", "least: $org.assembly", "least: $org.assemblies", "没有叫“org.assemblies”的参数", "先写出它"),
    "an answer no activity declares": ("activities", "needs: [lecturer]", "needs: [speaker]", "没有叫“speaker”的字段", "先写出它"),
    "a file among what is filled in": ("activities", "needs: [into]", "needs: [handout]", "没有叫“handout”的字段", "先写出它"),
    "a material that is no file": ("activities", "      reports: {needed:", "      report: {needed:", "没有叫“report”的文件字段", "先写出它"),
    "a material of a flag that is none": ("activities", "needed: $review.reports", "needed: $review.papers", "没有叫“review.papers”的参数", "先写出它"),
    "a material for an item that is none": ("activities", "$review.reports, source", "$review.reports, item: election, source", "没有叫“election”的议程", "先写出它"),
    "a material of no document": ("activities", "source: review-practice", "source: review-habit", "没有叫“review-habit”的依据文件", "先写出它"),
    "a part of a figure that is none": ("activities", "part_of: members", "part_of: everybody", "没有叫“everybody”的数", "came、due、members"),
    "a part of those who came where nobody is named": ("activities", "households: {label: {zh: 户数, en: Households}, unit: pieces", "households: {label: {zh: 户数, en: Households}, part_of: came, unit: pieces", "不按人记到会", "attendance: people"),
    "test votes without a bound": ("appraisals", "    votes_most: $review.most\n", "", "没有写最多多少票", "写 votes_most"),
    "hours of service from no number": ("activities", "hours: each", "hours: heads", "由一个数字字段写明", "type: number"),
    "an activity without its document": ("activities", "source: branch-2018", "source: branch-1918", "没有叫“branch-1918”的依据文件", "先写出它"),
    "what an activity cannot become": ("activities", "becomes: [deed, request]", "becomes: [deed, requests]", "没有叫“requests”的事项", "先写出它"),
    "a figure out of a box that is not there": ("activities", "unit: ballots, box: appraise}", "unit: ballots, box: discuss}", "这类活动却没有这样一项无记名投票的议程", "box 写 agenda 里有 ballot 的一项"),
    "a figure of an answer no ballot offers": ("activities", "box: appraise, choice: excellent", "box: appraise, choice: splendid", "choice 是票上有的答案", "choice 写 ballot.choices 里有的"),
    "a value of a tie without its document": ("ties", "source: pairing-practice", "source: pairing", "没有叫“pairing”的依据文件", "先写出它"),
    "a link of a member unit that lasts no value": ("ties", "invites: seat.link", "invites: seat.links", "没有叫“seat.links”的参数", "先写出它"),
    "a sheet of what nobody notes": ("ties", "    once: first\n    reasons: {moved", "    once: first\n    sheet: {label: {zh: 单}, about: {zh: 说明}, every: quarter}\n    reasons: {moved", "要先有 rhythm", "补上 rhythm"),
    "a link for a person": ("ties", "made_by: [governance, secretary]\n    once: first", "made_by: [governance, secretary]\n    invites: seat.link\n    once: first", "只有两个单位之间的关系能给对方链接", "删去 invites"),
    "an indicator over nothing": ("indicators", "kinds: [request], moment: received", "kinds: [requests], moment: received", "没有叫“requests”的事项", "先写出它"),
    "an indicator with a name no condition knows": ("indicators", "\"matter.ending == 'solved'\"", "\"mater.ending == 'solved'\"", "条件里有不认识的名字：mater", "可用的名字"),
    "an indicator with the name of a rate": ("indicators", "\n  deeds_done:\n", "\n  solve:\n", "已经是一个比率的名字", "一个名字只指一个数"),
    "an indicator credited to nobody": ("indicators", "moment: closed\n        credit: owner", "moment: closed\n        credit: everybody", "写得不对", "照手册改正"),
    "an indicator of units that are none": ("indicators", "levels: [office, department, community]", "levels: [office, bureau, community]", "没有叫“bureau”的单位类别", "先写出它"),
    "a paper without its document": ("papers", "layout: bulletin\n    source: burden-2024", "layout: bulletin\n    source: burden", "没有叫“burden”的依据文件", "先写出它"),
    "a paper whose limit is no value": ("papers", "limit: $paper.specific", "limit: $paper.special", "没有叫“$paper.special”的参数", "先写出它"),
    "a notice on a single sheet": ("papers", "kind: notice\n    source: gongwen-2012", "kind: notice\n    layout: sheet\n    source: gongwen-2012", "单页版式只给证书、卡片、海报", "改成 official"),
    "a review whose voters are no value": ("activities", "voters: $review.vote", "voters: $review.votes", "没有叫“review.votes”的参数", "先写出它"),
    "a review to which nobody comes who is anybody": ("organisation", "value: leader committee named", "value: leader comittee named", "“comittee”不是一类人", "用空格隔开"),
    "an honour named by an agenda item that is none": ("appraisals", "voted: nominate", "voted: nominated", "没有叫“nominated”的议程", "先写出它"),
    "an honour named where nobody votes": ("appraisals", "voted: nominate", "voted: study", "议程“study”不表决", "写一项有 vote 的议程"),
    "an honour that asks for a vote of no meeting": ("appraisals", "    voted: nominate\n", "", "就不能要求先表决", "写上 voted"),
    "an honour that asks for a vote by no value": ("appraisals", "needs_vote: $award.needs_vote", "needs_vote: $award.vote", "没有叫“award.vote”的参数", "先写出它"),
    "an objection window without a document": ("appraisals", "source: lianxin, article: 领域参考 §2.12", "source: lianxinn, article: 领域参考 §2.12", "没有叫“lianxinn”的依据文件", "先写出它"),
    "a ledger in groups of nothing that is chosen": ("indicators", "group: fields.level", "group: fields.answers", "没有叫“answers”的可选的内容", "先写出它"),
    "a norm whose number is no value": ("norms", "most: $branch.most\n", "most: $branch.mostly\n", "没有叫“branch.mostly”的参数", "先写出它"),
    "a norm that asks for nothing": ("norms", "    most: $branch.most\n", "", "这一项什么也没有要求", "写 least"),
    "an election by no share": ("organisation", "more: $org.election_margin, source", "more: $org.margin, source", "没有叫“org.margin”的参数", "先写出它"),
    "a vote that another kind of meeting goes before that is none": ("organisation", "activity: committee_meeting", "activity: committee_meetings", "没有叫“committee_meetings”的活动类别", "先写出它"),
    "a cap on a figure nobody counts": ("activities", "of: rated, strict", "of: rating, strict", "没有叫“rating”的数", "先写出它"),
    "a cap of no share": ("activities", "share: $appraise.excellent,", "share: $appraise.splendid,", "没有叫“appraise.splendid”的参数", "先写出它"),
    "a usual month that is no value": ("activities", "usual_from: $org.life_from", "usual_from: $org.life_till", "没有叫“org.life_till”的参数", "先写出它"),
    "a norm that counts answers nobody gives": ("norms", "lecturer_kind: committee_secretary", "lecturer_kind: mayor", "没有“mayor”这个答案", "一个答案"),
    "hours of no activity": ("norms", "    kinds: *study\n", "", "学时、场次按人数", "写 each: member 或 officer"),
    "a path whose stage leads nowhere": ("paths", "next: [talked, over]", "next: [talkd, over]", "没有叫“talkd”的阶段", "先写出它"),
    "a stage to which no way leads": ("paths", "      prolonged:\n", "      prolongd:\n", "没有路通到阶段“prolongd”", "写进前一阶段的 next"),
    "a wait that is no length": ("paths", "least: $joining.activist", "least: $joining.training", "不是days、workdays、months、years的长短", "写单位是这几样的参数"),
    "a term in working days": ("paths", "within: $joining.talk", "within: $joining.publish", "不是days、months、years的长短", "写单位是这几样的参数"),
    "what must lie behind is no stage": ("paths", "stage: announced,", "stage: anounced,", "没有叫“anounced”的阶段", "先写出它"),
    "a wait for what is no stage": ("paths", "after: activist,", "after: activists,", "没有叫“activists”的阶段", "先写出它"),
    "a path without its document": ("paths", "    source: joining-2026\n    rows", "    source: joining-1914\n    rows", "没有叫“joining-1914”的依据文件", "先写出它"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_part_is_told_with_its_place_and_its_remedy(tmp_path, what):
    file, old, new, said, remedy = WRONG[what]
    folder = tmp_path / "base"
    shutil.copytree(BASE, folder)
    path = folder / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    changed = text[: text.index(old) + len(old)].count("\n") + 1
    found = [fault for fault in faults(folder) if said in fault.text.zh]
    assert found, [fault.say() for fault in faults(folder)]
    assert {fault.file for fault in found} == {f"base/{file}.yaml"}
    assert any(abs(fault.line - changed) <= NEAR for fault in found), (changed, [fault.line for fault in found])
    assert all(remedy in fault.remedy.zh and fault.text.en and fault.remedy.en for fault in found)


NEAR = 3
"""Lines between what was spoilt and the place that is named: a fault of a list or a rule is told at its beginning."""


def test_the_parts_are_right_as_they_are(tmp_path):
    assert faults(BASE) == []
