"""A12 through the real kernel: 104 stations, 11 centres and a park of 西樵 in the register, judged, kept back without
an approval, published with one; the public page names them only then, and the notice goes out as a document."""

import os
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from lianxin.intake import privacy
from lianxin.kernel.acts import approval, contest, export, issuing
from lianxin.kernel.acts import paper as papers
from lianxin.kernel.acts.contest_entry import Entered, enter
from lianxin.kernel.models import Contest, Export, Unit
from lianxin.kernel.reads import conduct, issued, packs
from lianxin.kernel.reads import contest as reads
from lianxin.kernel.reads import paper as paper_reads
from lianxin.language.appraisal import Approval
from lianxin.language.reason import Refused
from tests.cast import NOW, xiqiao

FOLDER = os.environ.get("LOOKED_AT", "")
LATER = NOW + timedelta(days=14)
COUNTY = Approval("关于同意开展阵地评选的批复", "南府〔2026〕8号", "南海区人民政府", "county", NOW.date())
LEVEL = {"number": COUNTY.number, "issuer": COUNTY.issuer, "level": "district"}


@pytest.fixture
def sites(db):
    """The register of the town's service sites: those of the pack, and more of the same villages up to 104 and 11."""
    cast = xiqiao()
    own = list(Unit.objects.filter(town=cast.town, kind="site").order_by("id"))
    stations = [one for one in own if "经济社" in one.name]
    centres = [one for one in own if one not in stations and "镇" not in one.name]
    villages = list(Unit.objects.filter(town=cast.town, kind="community").order_by("id"))
    stations += [
        site(cast, village, f"{village.name}第{n + 1}经济社党群服务站") for n in range(3) for village in villages
    ][: 104 - len(stations)]
    without = [one for one in villages if not any(centre.parent_id == one.pk for centre in centres)]
    centres += [site(cast, one, f"{one.name}党群服务中心") for one in without[: 11 - len(centres)]]
    park = site(cast, Unit.objects.get(town=cast.town, key="shangen"), "五八科创园党群服务中心")
    return cast, stations, centres, park


def site(cast, village, name):
    made = Unit.objects.create(kind="site", tree=village.tree, name=name, parent=village, town=cast.town)
    Unit.objects.filter(pk=made.pk).update(chain=sorted({made.pk, *village.chain}))
    return made


@pytest.fixture
def judged(sites):
    """All of them entered, judged by one sheet each, and reviewed."""
    cast, stations, centres, park = sites
    who = cast.who("governance")
    row = contest.open_contest(who, cast.town.pk, "sites", "百十一阵地评选", NOW)
    contest.seat(who, row.pk, cast.people["leader"], None, NOW)
    entered = [("station", one) for one in stations] + [("centre", one) for one in centres] + [("park", park)]
    for n, (group, one) in enumerate(entered):
        work = enter(who, row.pk, Entered(one.name, one.pk, group), NOW)
        mark = str(95 - n * 0.25)
        contest.mark(cast.who("leader"), work.pk, {"place": mark, "serving": mark, "life": mark}, "", NOW)
    contest.review(who, row.pk, NOW)
    return row


def test_a12_hundred_ten_and_one(sites, judged, monkeypatch):
    cast, stations, centres, _ = sites
    assert (len(stations), len(centres)) == (104, 11)
    assert Unit.objects.filter(town=cast.town, key="school").exists(), "镇委党校 present"
    who = cast.who("governance")
    found = reads.hall(Contest.objects.get(pk=judged.pk))
    assert [(one.prize, one.quota, one.held, one.at_least, one.reserve) for one in found.quota()] == [
        ("star", 100, 100, False, 4), ("model", 10, 10, False, 1), ("theme", 1, 1, True, 0),
    ]  # fmt: skip
    with pytest.raises(Refused) as refused:
        contest.publish(who, judged.pk, LATER)
    assert refused.value.code == "approval"
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    page = f"/t/xiqiao/results/contest/{judged.pk}"
    assert Client().get(page).status_code == 404
    approval.approve(who, Contest.objects.get(pk=judged.pk), COUNTY, NOW)
    contest.publish(who, judged.pk, LATER)
    said = Client().get(page).content.decode()
    assert "100 / 100" in said and "10 / 10" in said and "1 / ≥1" in said and "备选 4 个" in said
    assert "松塘经济社党群服务站" in said and "南府〔2026〕8号" in said


def test_a12_as_the_yearly_assessment_it_is_published_and_names_nobody(sites, judged):
    cast = sites[0]
    approval.make_yearly(cast.who("governance"), Contest.objects.get(pk=judged.pk), "没有批准文件，作为年度考核", NOW)
    assert contest.publish(cast.who("governance"), judged.pk, LATER).published_at == LATER


def written(cast, stations, centres, park):
    """The notice with its list, in the words of the template; the numbers are citations."""
    who = cast.who("governance")
    paper = papers.draft(who, cast.town.pk, "hundred", LATER.date(), LATER)
    named = ("星级经济社党群服务站", stations[:100]), ("村级示范党群服务中心", centres[:10]), ("党建主题园区", [park])
    text = f"{paper.text}\n# 三、名单"
    for number, (title, units) in zip("一二三", named, strict=True):
        text += f"\n## （{number}）{title}\n{'、'.join(one.name for one in units)}。"
    office = "西樵镇党建工作办公室"
    head = paper.head | {"mark": f"{office}文件", "number": "西党建〔2026〕3号", "printed": office}
    return papers.write(who, paper.pk, {"text": text, "head": head}, LATER)


def reviewed(cast, paper):
    papers.check(cast.who("governance"), paper.pk, LATER)
    for name in ("clerk", "lead", "secretary"):
        paper = issuing.review(cast.who(name), paper.pk, True, "", LATER)
    return paper


def test_a12_the_notice_waits_for_the_county_and_goes_out_as_a_document(sites, judged, client, monkeypatch):
    cast = sites[0]
    who, leader = cast.who("governance"), cast.who("leader")
    approval.approve(who, Contest.objects.get(pk=judged.pk), COUNTY, NOW)
    contest.publish(who, judged.pk, LATER)
    paper = reviewed(cast, written(*sites))
    with pytest.raises(Refused, match="不得自行开展创建示范"):
        issuing.issue(leader, paper.pk, LATER)
    own = {"number": "西府〔2026〕1号", "issuer": "西樵镇人民政府", "level": "town"}
    paper = reviewed(cast, papers.write(who, paper.pk, {"approval": own}, LATER))
    with pytest.raises(Refused, match="县级以上"):
        issuing.issue(leader, paper.pk, LATER)
    paper = issuing.issue(leader, reviewed(cast, papers.write(who, paper.pk, {"approval": LEVEL}, LATER)).pk, LATER)
    drawn = paper_reads.draw(paper, LATER)
    assert "星级经济社党群服务站100个" in drawn.plain and "评出星级经济社党群服务站100个" in drawn.plain
    assert "党建主题园区1个" in drawn.plain
    assert drawn.limit == 4000 and 1000 < drawn.length <= drawn.limit
    assert not [span for span in privacy.find(drawn.plain) if span.kind in paper_reads.NEVER]
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    client.force_login(cast.account("governance"))
    made = client.get(f"/papers/{paper.pk}/word").content
    if FOLDER:
        Path(FOLDER, "hundred.docx").write_bytes(made)
    _is_a_document(made)
    pages = re.findall(rb"/Type\s*/Page\b(?!s)", client.get(f"/papers/{paper.pk}/pdf").content)
    assert len(pages) >= 2, "a page with an even number"
    _is_registered(cast, client, paper)


def _is_a_document(made):
    """A4 with the margins, the grid, the fonts and the page numbers of GB/T 9704-2012."""
    files = ZipFile(BytesIO(made))
    body = files.read("word/document.xml").decode()
    attributes = dict(re.findall(r'w:(\w+)="(-?\w+)"', "".join(re.findall(r"<w:(?:pgSz|pgMar|docGrid) [^>]*>", body))))
    measured = {
        name: round(int(attributes[name]) / 1440 * 25.4) for name in ("w", "h", "top", "bottom", "left", "right")
    }
    assert measured == {"w": 210, "h": 297, "top": 37, "bottom": 35, "left": 28, "right": 26}
    assert attributes["type"] == "linesAndChars"
    assert round(225 / 25.4 * 72 / (int(attributes["linePitch"]) / 20)) == 22
    assert round(156 / 25.4 * 72 / (16 + int(attributes["charSpace"]) / 4096)) == 28
    for font, size, said in (
        ("仿宋_GB2312", 32, "评出"),
        ("方正小标宋简体", 44, "党建阵地评选结果"),
        ("黑体", 32, "一、名额"),
    ):
        run = re.findall(rf"<w:r>(?:(?!</w:r>).)*{said}", body)[0]
        assert f'w:eastAsia="{font}"' in run and f'<w:sz w:val="{size}"/>' in run, said
    assert "evenAndOddHeaders" in files.read("word/settings.xml").decode()
    footers = [files.read(name).decode() for name in files.namelist() if re.match(r"word/footer\d+\.xml", name)]
    assert sorted(re.findall(r'<w:jc w:val="(\w+)"/>', "".join(footers))) == ["left", "right"]
    assert all(" PAGE " in footer for footer in footers)
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)|\d{17}[\dXx]", re.sub(r"<[^>]+>", "", body))


def _is_registered(cast, client, paper):
    """It stands in the register with number, signature and approval; its number is taken."""
    (line,) = issued.register(cast.who("governance"), 2026)
    assert (line.paper, line.number, line.on) == (paper.pk, "西党建〔2026〕3号", LATER.date())
    assert len(line.reviewed) == 3 and line.signed == cast.people["leader"].shown
    assert line.approval == "南海区人民政府 南府〔2026〕8号" and "百十一" in line.title
    page = client.get("/papers/register").content.decode()
    assert "西党建〔2026〕3号" in page and "南府〔2026〕8号" in page
    _leaves_as_a_file(cast, client, line)
    other = papers.draft(cast.who("governance"), cast.town.pk, "month", LATER.date(), LATER)
    other = papers.write(cast.who("governance"), other.pk, {"head": {"number": line.number}}, LATER)
    with pytest.raises(Refused, match="文号“西党建〔2026〕3号”已经用在"):
        issuing.issue(cast.who("leader"), reviewed(cast, other).pk, LATER)


def _leaves_as_a_file(cast, client, line):
    """It names who reviewed and who signed: as a file it is asked for, agreed to by a second person and marked."""
    ask = {"year": "2026", "town": cast.town.pk, "purpose": "年底归档用"}
    assert client.get("/papers/register.xlsx").status_code == 404
    assert client.post("/papers/register/export", {**ask, "town": cast.other.pk}).status_code == 404
    assert client.post("/papers/register/export", {**ask, "purpose": "用"}).status_code == 422
    assert client.post("/papers/register/export", ask).status_code == 302
    one = Export.objects.get()
    assert (one.ledger, one.rows, one.unit_id) == ("paper.register", 1, cast.town.pk)
    export.decide(cast.who("leader"), one.pk, True, "", LATER)
    opened = load_workbook(BytesIO(client.post(f"/exports/{one.pk}/file").content)).active
    rows = list(opened.iter_rows(values_only=True))
    rows = rows[next(at for at, row in enumerate(rows) if row[0] == "文号") :]  # behind the caption
    assert rows[0][0] == "文号" and rows[1][0] == line.number and rows[1][5] == line.signed
    assert f"DC-{one.pk}" in opened.oddFooter.center.text


def test_a12_the_self_check_lists_the_five_as_absent(sites, client):
    cast = sites[0]
    found = conduct.rules(packs.of_town(cast.town.pk))
    assert [(one.number, one.absent) for one in found] == [(n, True) for n in range(1, 6)]
    client.force_login(cast.account("administrator"))
    assert client.get("/office/conduct/").content.decode().count(">没有<") == 5
    made = client.get("/office/conduct/word").content
    said = re.sub(r"<[^>]+>", "", ZipFile(BytesIO(made)).read("word/document.xml").decode())
    assert "百十一阵地评选" in said and said.count("没有") >= 5 and "须整改" not in said
