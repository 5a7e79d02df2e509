"""A small whole pack for tests of the language, and a way to break it in one place."""

from datetime import date
from pathlib import Path

from lianxin.language.load import load
from lianxin.language.source import BadPack, Fault

ON = date(2026, 11, 21)

PACK = """\
pack: small
name: {zh: 小镇}
fallback: desk
documents:
  rule: {title: 办法, date: 2024-01-01, grade: local}
values:
  term:
    label: {zh: 期限}
    unit: workdays
    dated: [{value: 5, since: 2024-01-01, source: rule}]
roles:
  clerk: {label: {zh: 受理员}, at: town}
  worker: {label: {zh: 经办}, at: owner}
unit_kinds:
  town: {label: {zh: 镇}, tree: territory}
  office: {label: {zh: 办公室}, tree: office, under: [town]}
units:
  home: {kind: town, name: 小镇}
  desk: {kind: office, name: 受理中心, parent: home}
inputs:
  note: {label: {zh: 说明}, type: longtext}
  due: {label: {zh: 应到}, type: number, least: 0}
  present: {label: {zh: 实到}, type: number, least: 0}
  in_favour: {label: {zh: 赞成}, type: number, least: 0}
  days: {label: {zh: 天数}, type: number, least: 1}
"""

MATTERS = """\
matters:
  thing:
    label: {zh: 事}
    about: {zh: 一件事}
    source: rule
    first: filed
    filed_by: [anyone]
    clocks:
      main:
        label: {zh: 期限}
        runs_at: [filed]
        length: $term
        main: true
        extend_by: $term
        late: nudge
    steps:
      filed:
        label: {zh: 已登记}
        public: {zh: 已收到}
        actions:
          do:
            label: {zh: 办}
            verb: record
            who: [clerk, worker]
            to: check
            needs: [note]
            guards:
              - when: "!matter.suspended"
                otherwise: {zh: 还在挂账}
          suspend: {label: {zh: 挂账}, verb: decide, who: [clerk], clock: suspend}
          resume: {label: {zh: 恢复}, verb: decide, who: [clerk], clock: resume}
          extend: {label: {zh: 延期}, verb: decide, who: [clerk], clock: extend}
          nudge: {label: {zh: 催}, verb: route, who: [clock], counts: [nudges]}
      check:
        label: {zh: 待复核}
        public: {zh: 待复核}
        actions:
          pass: {label: {zh: 复核}, verb: attest, who: [clerk, worker], not_by: [do], to: done}
          back: {label: {zh: 退回}, verb: attest, who: [clerk, worker], not_by: [do], to: filed}
      done:
        label: {zh: 办结}
        public: {zh: 办结}
        end: done
        actions:
          reopen: {label: {zh: 重开}, verb: route, who: [clerk, reporter], to: filed}
    endings:
      done: {label: {zh: 办结}, counts: solved}
"""


def write(folder: Path, *, pack: str = PACK, matters: str = MATTERS, **more: str) -> Path:
    """The small pack as files of `folder`/small; `more` are further files by name."""
    small = folder / "small"
    small.mkdir()
    for name, text in {"pack": pack, "matters": matters, **more}.items():
        (small / f"{name}.yaml").write_text(text, encoding="utf-8")
    return small


def faults(folder: Path) -> list[Fault]:
    """What is wrong with a folder's pack; nothing when it loads."""
    try:
        load(folder, ON)
    except BadPack as bad:
        return bad.faults
    return []


def line_of(text: str, words: str) -> int:
    """The line (from 1) of `text` that holds `words`."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)
