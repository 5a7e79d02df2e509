"""What a vote needs, said before anything is entered: who must come and how many must agree."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext

from lianxin.language import vote
from lianxin.language.pack import Pack
from lianxin.language.words import Action, Fraction, Vote


def rule_of(pack: Pack, action: Action, day: date) -> Vote | None:
    """The vote of an action with the shares that hold on a day; None when it is no vote."""
    return vote.ruled(pack, action.vote, day) if action.vote else None


def rule_words(rule: Vote, language: str) -> list[str]:
    """The rule in two sentences, before the numbers are known."""
    body = rule.body.say(language)
    return [
        gettext("%(body)s：%(share)s到会才能表决。") % {"body": body, "share": _share(rule.quorum)},
        gettext("%(share)s赞成才算通过。") % {"share": _share(rule.carried)},
    ]


def said(rule: Vote, due: str, present: str, language: str) -> list[str]:
    """What these numbers mean for the vote; nothing while they are not numbers yet."""
    if not (due.isdigit() and present.isdigit()) or len(due) > 7 or len(present) > 7:
        return []
    if int(present) > int(due):
        return [gettext("实到人数比应到还多，请核对。")]
    return [reason.sentence(language) for reason in vote.before(rule, int(due), int(present))]


def _share(share: Fraction) -> str:
    of = gettext("应到人数") if share.of == "due" else gettext("实到人数")
    if share.at_least is not None:
        return gettext("%(of)s的 %(share)s 以上（含）") % {"of": of, "share": share.at_least}
    return gettext("超过%(of)s的 %(share)s ") % {"of": of, "share": share.more_than or "1/2"}
