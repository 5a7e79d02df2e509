"""Who may act on a matter: posts and parts, each refusal with its reason. Silence means no."""

from __future__ import annotations

from collections.abc import Collection

from lianxin.language.facts import Actor, Facts, Post
from lianxin.language.pack import SYSTEM, Pack
from lianxin.language.reason import Reason, because
from lianxin.language.words import Action


def stands(pack: Pack, post: Post, facts: Facts) -> bool:
    """Whether a post stands where its role needs it to for this matter."""
    role = pack.said.roles.get(post.role)
    if role is None:
        return False
    if role.at == "owner":
        return post.unit in facts.owner_chain
    if role.at == "place":
        return post.unit in facts.place_chain or post.stands_in in facts.place_chain
    if role.at == "filer":
        return post.unit == facts.filed_at
    return post.town == facts.town


def speaks(action: Action, actor: Actor) -> Reason | None:
    """Refuses whoever only follows what others told: a tap on a public list, by anybody, may not end or confirm what is
    theirs. What adds something and moves nothing is open to him."""
    if not actor.follows or (action.to is None and action.route is None and action.verb != "attest"):
        return None
    zh, en = "您只是跟进这件事，这一步由反映的人自己来做", "you only follow this: the step is for who told of it"
    return because("follows", zh, en)


def parts(pack: Pack, actor: Actor, facts: Facts) -> set[str]:
    """All roles and parts the actor has in this matter."""
    found = {post.role for post in actor.posts if stands(pack, post, facts)}
    if actor.clock:
        return {"clock"}
    found.add("anyone")
    if actor.reporter:
        found.add("reporter")
    if actor.person is not None and actor.person == facts.handler:
        found.add("handler")
    claims = actor.person is not None and actor.person == facts.claimer
    if claims or (actor.unit is not None and actor.unit == facts.claimer_unit):
        found.add("claimer")
    return found


def own_parts(pack: Pack, actor: Actor, facts: Facts) -> set[str]:
    """The same for what only the unit that acts does (`own_unit`): a role that counts by the place counts where the
    post is of that unit."""
    chain = facts.owner_chain
    here = {post.role for post in actor.posts if post.unit in chain or post.stands_in in chain}
    return parts(pack, actor, facts) - (pack.of_place - here)


def may_file(pack: Pack, filed_by: Collection[str], actor: Actor, facts: Facts) -> bool:
    """Whether this actor may file such a matter. Nobody owns it yet and its place may be unknown, so a post that would
    need to stand at one of them need only belong to the town."""
    if parts(pack, actor, facts) & set(filed_by):
        return True
    roles = pack.said.roles
    return any(
        post.role in filed_by
        and post.town == facts.town
        and (roles[post.role].at == "owner" or (roles[post.role].at == "place" and facts.place is None))
        for post in actor.posts
        if post.role in roles
    )


def refuse(pack: Pack, action: Action, actor: Actor, facts: Facts) -> Reason | None:
    """Why this actor may not take this action, or None when the part is his."""
    if (own_parts if action.own_unit else parts)(pack, actor, facts) & set(action.who):
        return None
    if action.own_unit and parts(pack, actor, facts) & set(action.who):
        return because(
            "not-own",
            "这件事由别的单位办理，这一步由办理单位来做",
            "another unit acts on this: the step is for that unit",
        )
    zh, en = named(pack, action)
    return because("not-yours", "这一步由{zh}来做", "this step belongs to: {en}", zh=zh, en=en)


def named(pack: Pack, action: Action) -> tuple[str, str]:
    """Whose step it is, in words."""
    names = [pack.said.roles[name].label for name in action.who if name in pack.said.roles]
    builtin = [BUILTIN[name] for name in action.who if name in SYSTEM]
    zh = "、".join([label.zh for label in names] + [zh for zh, _ in builtin])
    en = ", ".join([label.en or label.zh for label in names] + [en for _, en in builtin])
    return zh, en


BUILTIN = {
    "reporter": ("反映人本人（或代办）", "the reporter"),
    "handler": ("经办人", "the handler"),
    "claimer": ("认领人", "the claimer"),
    "clock": ("系统按期限", "the clock"),
    "anyone": ("任何人", "anyone"),
}
"""Words for the parts that need no post."""


def same_person(pack: Pack, action: Action, actor: Actor, facts: Facts) -> Reason | None:
    """Refuses the person who did what must be checked by somebody else (attester ≠ handler), or who recorded it first
    where the pack says so (`not_by: file`)."""
    for earlier in action.not_by:
        if actor.person is None or facts.doers.get(earlier) != actor.person:
            continue
        if earlier == "file":
            zh, en = named(pack, action)
            return because(
                "same-person",
                "这件事是您登记的，这一步要由另一个人来做：{zh}都可以",
                "you recorded this: somebody else must do this step ({en})",
                zh=zh,
                en=en,
            )
        return because(
            "same-person",
            "这一步要由另一个人来做：前面那一步是您办的",
            "somebody else must do this: you did the step it checks",
        )
    return None


def sees_reporter(pack: Pack, actor: Actor, facts: Facts) -> bool:
    """Whether this actor may be shown who reported the matter: a standing role that may reveal, and never when the
    reporter asked to stay anonymous, not even to the handler (12345: 不愿实名的应予尊重, domain reference §2.9)."""
    if facts.anonymous:
        return False
    standing = (pack.said.roles[post.role] for post in actor.posts if stands(pack, post, facts))
    return any("reveal" in role.may for role in standing)
