"""Why an action is not open now: the state of clocks and claims, or the step the matter stands at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from lianxin.language import who
from lianxin.language.facts import Facts
from lianxin.language.pack import Pack
from lianxin.language.reason import Reason, because
from lianxin.language.words import Action


def refusal(action: Action, facts: Facts, now: datetime) -> Reason | None:
    """Clock actions that the state of the clocks refuses: 挂账 twice, extension after expiry."""
    if action.clock == "suspend" and facts.suspended:
        return because("suspended", "已经挂账，不必再挂", "it is already suspended")
    if action.clock == "resume" and not facts.suspended:
        return because("not-suspended", "没有挂账，不用恢复", "it is not suspended")
    if action.clock == "extend" and any(state.running and now >= state.due for state in facts.clocks):
        return because(
            "expired",
            "期限已经过了，不能再申请延期；请尽快办理并写明超期原因",
            "the term is over: it can no longer be extended; act now and say why it is late",
        )
    if action.claim == "take" and _claimed(facts):
        return because("claimed", *TAKEN)
    return None


def answers(attests: Iterable[Action]) -> tuple[Action | None, Action | None]:
    """The two answers to whether a matter is done: the main attestation, and what one tap says against it."""
    said = list(attests)
    yes = next((one for one in said if one.main), None)
    return yes, next((one for one in said if one.one_tap and not one.main), None)


def asked(pack: Pack, facts: Facts) -> list[tuple[str, str]]:
    """What somebody asked for at this step and nobody has decided since (挂账、不计入考核): the key of the question and
    of an action that decides it."""
    if not facts.is_open:
        return []
    return [
        (key, deciding[0])
        for key, deciding in pack.decided(facts.kind, facts.step).items()
        if undecided(facts.done_at, key, deciding)
    ]


def undecided(done: Mapping[str, str], key: str, deciding: Iterable[str]) -> bool:
    """Whether what was asked for (`key`) is younger than every answer to it, by when each was done last."""
    return key in done and done[key] > max(done.get(one, "") for one in deciding)


def unasked(pack: Pack, before: Facts, after: Facts) -> Facts:
    """A matter that goes to another unit, without what the unit before it had asked for and nobody decided: the leader
    is asked again by whoever acts now, if need be. What was decided stays."""
    gone = {key for key, _ in asked(pack, before)}
    done_at, doers = after.done_at, after.doers
    return replace(
        after,
        done_at={key: at for key, at in done_at.items() if key not in gone},
        doers={key: person for key, person in doers.items() if key not in gone},
    )


def waits(pack: Pack, key: str, facts: Facts) -> Reason | None:
    """Refuses to ask a second time for what somebody has still to decide, and says who that is."""
    deciding = pack.decided(facts.kind, facts.step).get(key) if facts.is_open else None
    return _waits(pack, facts, key, deciding[0]) if deciding and undecided(facts.done_at, key, deciding) else None


def _waits(pack: Pack, facts: Facts, key: str, decides: str) -> Reason:
    here = pack.actions(facts.kind, facts.step)
    one, (zh, en) = here[key], who.named(pack, here[decides])
    return because(
        "asked",
        "已{asked}，等{who}批准",
        "“{asked_en}” was done; to be decided by: {who_en}",
        asked=one.label.zh,
        asked_en=one.label.say("en"),
        who=zh,
        who_en=en,
    )


def waiting(pack: Pack, facts: Facts) -> list[Reason]:
    """What was asked for and whom it waits for, in words."""
    return [_waits(pack, facts, key, decides) for key, decides in asked(pack, facts)]


def _claimed(facts: Facts) -> bool:
    return facts.claimer is not None or facts.claimer_unit is not None


TAKEN = ("已经有人领走了，谢谢您", "somebody has already claimed this; thank you")


def gone(pack: Pack, facts: Facts, action_key: str) -> Reason:
    """Why an action that this step does not offer cannot be taken: closed, claimed by another, or done a moment ago."""
    kind = pack.kind(facts.kind)
    step = kind.steps[facts.step].label
    elsewhere = (pack.actions(facts.kind, name).get(action_key) for name in kind.steps)
    if any(action and action.claim == "take" for action in elsewhere) and _claimed(facts):
        # Two people press “claim” at once: the second one meets the matter at its next step and is told kindly.
        return because("claimed", *TAKEN)
    if not facts.is_open:
        return because("closed", "这件事已经办结（{step}），不能再做这一步", "this is closed ({step})", step=step.zh)
    return because(
        "no-such-action",
        "现在是“{step}”，不能做“{action}”；可能刚刚有人办过了，请刷新看看",
        "at “{step}” the action “{action}” is not possible; somebody may have acted just now, please reload",
        step=step.zh,
        action=action_key,
    )
