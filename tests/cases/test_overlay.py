"""A town's own words change by one file: other clocks, another name for its stations. No code changes with them."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from lianxin import cases
from lianxin.language.load import load

ROOT = Path(__file__).resolve().parents[2] / "packs"
ON = date(2026, 11, 21)

TOWN = """
pack: {key}
extends: shiweitang
name: {{zh: {name}, en: Overlay}}
"""

BEIJING = """
documents:
  bj-hotline-2023:
    {title: 接诉即办工作规范（地方标准，反馈时限按征求意见稿）, issuer: 北京市, date: 2023-01-01, grade: unconfirmed}
values:
  answer.consult:
    label: {zh: 咨询答复期限}
    unit: hours
    dated: [{value: 24, since: 2023-01-01, source: bj-hotline-2023}]
  answer.help:
    label: {zh: 求助、建议答复期限}
    unit: days
    dated: [{value: 7, since: 2023-01-01, source: bj-hotline-2023}]
  answer.complaint:
    label: {zh: 投诉、举报答复期限}
    unit: days
    dated: [{value: 15, since: 2023-01-01, source: bj-hotline-2023}]
"""

NAMES = """
labels:
  unit_kinds/site/label: {zh: 党群服务站, en: Service post}
  roles/station/label: {zh: 服务站工作人员, en: Post worker}
"""

CASE = """
given:
  filing: {place: qiaodong, text: 路口有个大坑, topic: road}
cases:
  - case: 换一个文件，期限就是北京的
    cites: [bj-hotline-2023]
    steps:
      - {at: 2026-02-13T16:20, name: a, file: {nature: complaint}, expect: {due: 2026-02-28}}
      - {at: 2026-02-13T16:20, name: b, file: {nature: help, place: shancun}, expect: {due: 2026-02-20}}
      - {at: 2026-02-13T16:20, name: c, file: {nature: consult, place: jiaokou}, expect: {due: 2026-02-14}}
"""


@pytest.fixture
def packs(tmp_path):
    for name in ("base", "guangdong", "liwan", "shiweitang"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def lay(packs, key, **files):
    folder = packs / key
    (folder / "cases").mkdir(parents=True)
    (folder / "pack.yaml").write_text(TOWN.format(key=key, name="试一试街道"), encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name.replace('__', '/')}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_one_file_changes_guangdong_clocks_to_beijing_clocks(packs):
    folder = lay(packs, "haidian", clocks=BEIJING, cases__clocks=CASE)
    assert [one.say() for one in cases.run(folder, ON) if not one.passed] == []


def test_one_file_renames_the_stations(packs):
    pack = load(lay(packs, "renamed", labels=NAMES), ON)
    assert pack.said.unit_kinds["site"].label.zh == "党群服务站"
    assert pack.said.roles["station"].label.zh == "服务站工作人员"
    assert "驿站" not in pack.said.unit_kinds["site"].label.zh + pack.said.roles["station"].label.zh
    assert load(packs / "shiweitang", ON).said.unit_kinds["site"].label.zh == "党群服务驿站"
