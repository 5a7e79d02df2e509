"""Pages of papers: list, editor, review, issued paper, numbers that open, files; looked at in a browser with axe."""

import os
from datetime import UTC
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import PASSWORD, xiqiao

from lianxin.kernel.acts import issuing
from lianxin.kernel.acts import paper as acts
from lianxin.kernel.models import Paper
from lianxin.kernel.reads import paper as reads
from lianxin.language.calendar import SHANGHAI

FOLDER = os.environ.get("LOOKED_AT", "")
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(monkeypatch):
    found = xiqiao()
    monkeypatch.setattr("django.utils.timezone.now", lambda: found.now)
    return found


@pytest.fixture
def at(client, cast):
    def enter(name):
        client.force_login(cast.account(name), "lianxin.web.access.Accounts")
        return client

    return enter


def begun(cast, kind="conference"):
    return acts.draft(cast.who("governance"), cast.town.pk, kind, cast.now.date(), cast.now)


def checked(cast, paper):
    acts.check(cast.who("governance"), paper.pk, cast.now)
    for name in ("clerk", "lead", "secretary"):
        paper = issuing.review(cast.who(name), paper.pk, True, "", cast.now)
    return paper


def test_from_template_to_issue_through_the_pages(cast, at):
    made = at("governance").post("/papers/begin", {"kind": "conference", "as_of": cast.now.date().isoformat()})
    paper = Paper.objects.get()
    assert made.status_code == 302 and made.url == f"/papers/{paper.pk}/"
    page = at("governance").get(made.url).content.decode()
    assert "五大主题" not in page and "大主题" in page and "保存并核数" in page
    said = {"title": paper.title, "text": paper.text, "version": paper.version, "check": "1"}
    saved = at("governance").post(
        f"/papers/{paper.pk}/write", said | {"as_of": paper.as_of.isoformat(), "mark": "简报"}
    )
    assert saved.status_code == 302
    paper.refresh_from_db()
    assert paper.state == "checked" and paper.head["mark"] == "简报"
    own = at("governance").post(f"/papers/{paper.pk}/review", {"agree": "1"})
    assert own.status_code == 409 and "起草人不能审自己的稿" in own.content.decode()
    for name in ("clerk", "lead", "secretary"):
        assert at(name).post(f"/papers/{paper.pk}/review", {"agree": "1"}).status_code == 302
    assert at("clerk").post(f"/papers/{paper.pk}/issue").status_code == 403
    assert at("leader").post(f"/papers/{paper.pk}/issue").status_code == 302
    page = at("governance").get(f"/papers/{paper.pk}/").content.decode()
    assert "已签发" in page and "引用的数到现在都没有变" in page
    assert "没有变，不用更正" in at("governance").post(f"/papers/{paper.pk}/correct").content.decode()


def test_a_refused_text_is_kept_on_the_page(cast, at):
    paper = begun(cast)
    said = {"title": "标题", "text": "共{rate:nothing}件", "version": paper.version, "as_of": "2026-03-11"}
    answer = at("governance").post(f"/papers/{paper.pk}/write", said)
    page = answer.content.decode()
    assert answer.status_code == 422 and "没有“rate:nothing”这个数" in page and "共{rate:nothing}件" in page
    assert page.count("没有“rate:nothing”这个数") == 1, "once is enough"
    paper.refresh_from_db()
    assert "nothing" not in paper.text


def test_preview_shows_live_numbers_and_keeps_nothing(cast, at):
    paper = begun(cast)
    said = {"title": "标题", "text": "红色线路{list:red_routes}条，走访30余户。", "as_of": "2026-03-11"}
    page = at("governance").post(f"/papers/{paper.pk}/preview", said).content.decode()
    assert ">6</a>条" in page.replace("\n", "") and 'class="figure-hand">30余户' in page
    paper.refresh_from_db()
    assert "30余户" not in paper.text
    wrong = at("governance").post(f"/papers/{paper.pk}/preview", said | {"text": "{what}"})
    assert wrong.status_code == 422


def test_numbers_are_found_by_a_word_with_their_value(cast, at):
    paper = begun(cast)
    page = at("governance").get(f"/papers/{paper.pk}/numbers", {"q": "百十一"}).content.decode()
    assert "{value:hundred.posts}" in page and ">100</b>" in page
    assert "没有找到" in at("governance").get(f"/papers/{paper.pk}/numbers", {"q": "没有这个"}).content.decode()


def test_a_number_put_in_has_the_papers_period_and_a_count_no_numerator(cast, at):
    paper = begun(cast, "weekly")
    page = at("governance").get(f"/papers/{paper.pk}/numbers", {"q": "走访"}).content.decode()
    assert "{indicator:visits period=month}" in page and "2026-03-01 至 2026-03-11" in page
    assert "分子" not in page and "走访记录最长字数" not in page
    now = at("governance").get(f"/papers/{paper.pk}/numbers", {"q": "现在在办"}).content.decode()
    assert "{indicator:open_now}" in now and "截至 2026-03-11" in now
    shares = at("governance").get(f"/papers/{paper.pk}/numbers", {"q": "隐患整改率"}).content.decode()
    assert "show=rate period=month}" in shares and "（分子）" in shares
    years = begun(cast, "notice")
    page = at("governance").get(f"/papers/{years.pk}/numbers", {"q": "走访"}).content.decode()
    assert "{indicator:visits}" in page and "历年累计到 2026-03-11" in page


def test_numbers_of_unlike_days_are_told_where_the_text_does_not_say_them(cast, at):
    paper = begun(cast, "weekly")
    shown = at("governance").get(f"/papers/{paper.pk}/").content.decode()
    assert "期间不一样" not in shown
    cites = {one.cite for one in reads.draw(paper, cast.now).cited if one.cite.startswith("rate:")}
    assert cites and all("period=month" in one for one in cites), "no rate of another period than what came in"
    said = {
        "title": "本月简报",
        "text": "走访{indicator:visits period=month}次，解决率{rate:solve}。",
        "as_of": "2026-03-11",
    }
    page = at("governance").post(f"/papers/{paper.pk}/preview", said).content.decode()
    assert "期间不一样，正文里没有写明" in page and "（历年累计到 2026-03-11）" in page
    said["text"] = "走访{indicator:visits period=month}次，历年累计解决率{rate:solve}。"
    assert "期间不一样" not in at("governance").post(f"/papers/{paper.pk}/preview", said).content.decode()


def test_every_number_opens(cast, at):
    paper = checked(cast, begun(cast))
    for index, one in enumerate(paper.cited):
        page = at("governance").get(f"/papers/{paper.pk}/number/{index}").content.decode()
        assert one["text"] in page and "核数时间" in page
    assert at("governance").get(f"/papers/{paper.pk}/number/99").status_code == 404


def test_the_hour_of_a_review_is_that_of_the_town(cast, at):
    """It is kept as the clock of the server says it; whoever reads it is in China."""
    paper = begun(cast)
    acts.check(cast.who("governance"), paper.pk, cast.now.astimezone(UTC))
    issuing.review(cast.who("clerk"), paper.pk, True, "逐个点开看过", cast.now.astimezone(UTC))
    shown = f'title="{cast.now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"'
    page = at("governance").get(f"/papers/{paper.pk}/").content.decode()
    assert shown in page and "逐个点开看过" in page
    assert shown in at("governance").get(f"/papers/{paper.pk}/number/0").content.decode()


def test_files(cast, at):
    paper = checked(cast, begun(cast))
    word = at("governance").get(f"/papers/{paper.pk}/word")
    assert "红色文化年" in ZipFile(BytesIO(word.content)).read("word/document.xml").decode()
    assert at("governance").get(f"/papers/{paper.pk}/pdf").content.startswith(b"%PDF")


def test_other_towns_and_other_posts_see_nothing(cast, at):
    paper = begun(cast)
    for name, status in (("stranger", 404), ("member", 403), ("grid", 403), ("overseer", 403)):
        assert at(name).get(f"/papers/{paper.pk}/").status_code == status
    assert "大主题" not in at("stranger").get("/papers/").content.decode()


def test_pages_take_the_same_queries_however_many_papers(cast, at):
    begun(cast, "notice")
    with CaptureQueriesContext(connection) as first:
        at("governance").get("/papers/")
    for _ in range(6):
        begun(cast, "notice")
    at("governance").get("/papers/")
    with CaptureQueriesContext(connection) as second:
        at("governance").get("/papers/")
    assert len(second) <= len(first)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1440])
def test_looked_at_in_a_browser(live_server, open_page, axe, width):
    cast = xiqiao()
    draft = begun(cast)
    acts.write(
        cast.who("governance"),
        draft.pk,
        {"text": f"{draft.text}\n# 五、走访\n走访30余户，{{?还差的数}}人参加。"},
        cast.now,
    )
    issued = issuing.issue(cast.who("leader"), checked(cast, begun(cast)).pk, cast.now)
    waiting = begun(cast)
    acts.check(cast.who("governance"), waiting.pk, cast.now)
    naming = begun(cast, "hundred")
    page = open_page(width=width)
    page.goto(f"{live_server.url}/accounts/login/")
    page.fill("input[name=login]", "governance")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    for path in ("", f"{draft.pk}/", f"{waiting.pk}/", f"{issued.pk}/", f"{issued.pk}/number/0", f"{naming.pk}/"):
        page.goto(f"{live_server.url}/papers/{path}")
        page.wait_for_load_state("networkidle")
        if FOLDER:
            page.screenshot(path=f"{FOLDER}/papers-{width}-{path.replace('/', '_') or 'list'}.png", full_page=True)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(f"{live_server.url}/papers/{draft.pk}/")
    page.focus("#f-text")
    page.keyboard.press("Control+End")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "f-find"
    page.fill("#f-find", "五大")
    page.fill("#f-find", "百十一")
    page.click("text=星级经济社")
    assert "{value:hundred.posts}" in page.input_value("#f-text")
