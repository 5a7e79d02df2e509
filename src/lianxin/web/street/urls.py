"""Addresses of the street's boards, maps and wall."""

from django.urls import URLPattern, URLResolver, path

from lianxin.web.street import (  # noqa: A004 — the page is called map
    agreements,
    board,
    indicators,
    issue,
    ledger,
    map,
    pairs,
    schemes,
    wall,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("board/", board.board, name="board"),
    path("board/list", board.listing, name="board-list"),
    path("board/<int:unit_id>/", board.board_of, name="board-of"),
    path("board/issue/<int:issue_id>", issue.issue, name="issue"),
    path("board/issue/<int:issue_id>/lead", issue.lead, name="issue-lead"),
    path("board/issue/<int:issue_id>/release", issue.release, name="issue-release"),
    path("indicators/", indicators.indicators, name="indicators"),
    path("indicator/<str:key>/", indicators.indicator, name="indicator"),
    path("indicator/<str:key>/list", indicators.rows, name="indicator-list"),
    path("ledger/<str:key>/", ledger.page, name="ledger"),
    path("ledger/<str:key>/export", ledger.ask, name="ledger-export"),
    path("schemes/", schemes.all_schemes, name="schemes"),
    path("programmes/", schemes.programmes, name="programmes"),
    path("surveys/", schemes.surveys, name="surveys"),
    path("surveys/record", schemes.measured, name="survey-record"),
    path("surveys/<int:measurement_id>/withdraw", schemes.withdrawn, name="survey-withdraw"),
    path("exports/", ledger.exports, name="exports"),
    path("exports/<int:export_id>/decide", ledger.decide, name="export-decide"),
    path("exports/<int:export_id>/file", ledger.fetch, name="export-file"),
    path("pairs/", pairs.pairs, name="pairs"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("map/", map.page, name="map"),
    path("wall/<slug:key>/", wall.wall, name="wall"),
]
