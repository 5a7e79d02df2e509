"""Who acts: a person with posts, somebody with a private link, another system's key, or the clock."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lianxin.language.facts import CLOCK, Actor, Post


@dataclass(frozen=True, slots=True)
class Held:
    """A post as pages show it."""

    role: str
    label: str
    unit_id: int
    unit_name: str
    town_id: int | None
    stands_in: int | None = None
    tie_id: int | None = None


@dataclass(frozen=True, slots=True)
class Who:
    """The one who asks or acts. `shown` is how entries and pages name him; `reporter_tie` the link he came with,
    `tie_id` the tie whose partner's link opened the page: it counts for that tie and nothing else. `follows`: that his
    link only follows what others told; `gone`: that he took back what he told (acts.leaving). `speaks`: that it is
    done on what all its reporters said (acts.answering)."""

    person_id: int | None = None
    account_id: int | None = None
    shown: str = ""
    posts: tuple[Held, ...] = ()
    reporter_tie: int | None = None
    speaks: bool = False
    follows: bool = False
    gone: bool = False
    matter_id: int | None = None
    tie_id: int | None = None
    clock: bool = False
    unit_id: int | None = None
    language: str = "zh"
    via: str = "web"
    may: frozenset[str] = field(default_factory=frozenset)

    def actor(self, matter_id: int | None = None) -> Actor:
        """As the language sees him. A private link counts for its own matter only."""
        if self.clock:
            return CLOCK
        posts = tuple(Post(held.role, held.unit_id, held.town_id, held.stands_in) for held in self.posts)
        return Actor(
            person=self.person_id,
            posts=posts,
            reporter=self.speaks
            or (self.reporter_tie is not None and not self.gone and matter_id in (None, self.matter_id)),
            follows=self.follows,
            unit=self.unit_id,
        )

    @property
    def staff(self) -> bool:
        return bool(self.posts)

    @property
    def towns(self) -> tuple[int, ...]:
        """Towns in which he holds a post, each once."""
        return tuple(dict.fromkeys(held.town_id for held in self.posts if held.town_id is not None))

    def roles(self) -> frozenset[str]:
        return frozenset(held.role for held in self.posts)

    def acting_for(self, unit_id: int | None) -> Who:
        """The same person acting for a body (a branch claims a 微项目); None goes back to himself."""
        return replace(self, unit_id=unit_id)


SYSTEM = Who(clock=True, shown="系统", via="job")
"""What happens with nobody asking."""

NOBODY = Who()
"""A visitor without log-in."""
