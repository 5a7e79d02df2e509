"""Approval of naming: a document of the county or above, or the decision that the result names nobody."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lianxin.kernel import appraisal_abilities as able
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.objection import runs_of
from lianxin.kernel.models import Appraisal, Contest
from lianxin.kernel.reads import approval as reads
from lianxin.kernel.reads import issued
from lianxin.kernel.who import Who
from lianxin.language import appraisal as trees
from lianxin.language.appraisal import Approval
from lianxin.language.reason import Refused, because

Round = Appraisal | Contest


@transaction.atomic
def approve(who: Who, about: Round, paper: Approval, now: datetime) -> Round:
    """Record the document that approves naming, for the round and for the papers that name its result. Errors: Refused
    when it comes from below the county, or a paper was issued on it."""
    row = _locked(who, about)
    refused = trees.level_fault(paper.level)
    if refused is not None:
        raise Refused(refused, field="level")
    if not (paper.title.strip() and paper.number.strip() and paper.issuer.strip()):
        zh, en = "请写批准文件的标题、文号和机关", "give title, number and issuer of the approval"
        raise Refused(because("approval", zh, en, trees.NAMING_RULE), field="number")
    row.approval = {
        "title": paper.title.strip()[:120],
        "number": paper.number.strip()[:60],
        "issuer": paper.issuer.strip()[:80],
        "level": paper.level,
        "day": paper.day.isoformat(),
    }
    row.yearly = False
    row.save(update_fields=["approval", "yearly"])
    _note(who, row, "approval.record", now, dict(row.approval))
    return row


@transaction.atomic
def make_yearly(who: Who, about: Round, why: str, now: datetime) -> Round:
    """Turn it into a yearly appraisal: published without names of honour and without plaques. Errors: Refused."""
    row = _locked(who, about)
    if not why.strip():
        zh, en = "请写改为年度考核的理由", "say why it becomes a yearly appraisal"
        raise Refused(because("reason", zh, en), field="why")
    row.yearly = True
    row.save(update_fields=["yearly"])
    _note(who, row, "approval.yearly", now, {"why": why.strip()[:300]})
    return row


def _locked(who: Who, about: Round) -> Round:
    row: Round = type(about).objects.select_for_update(of=("self",)).get(pk=about.pk)
    able.must(who, runs_of(row), row.town_id)
    if row.published_at is not None:
        raise Refused(because("published", "已经公布，不能再改", "it is published and stays"))
    out = next((one for one in reads.papers(row) if one.state in ("issued", "corrected")), None)
    if out is not None:
        zh, en = "已经签发的《{title}》用了这份批准文件，不能再改", "“{title}” was issued on this approval, which stays"
        raise Refused(because("issued", zh, en, title=issued.title(out)))
    return row


def _note(who: Who, row: Round, act: str, now: datetime, said: dict[str, str]) -> None:
    subject = f"{type(row).__name__.lower()}:{row.pk}"
    record(who, act, "decide", now, town_id=row.town_id, subject=subject, data=said)
