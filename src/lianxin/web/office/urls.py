"""Addresses of the office: people, calendar, rules, audit, readiness, sites, and everybody's own account."""

from django.urls import URLPattern, URLResolver, path

from lianxin.web.office import (
    account,
    audit,
    calendar,
    conduct,
    invited,
    people,
    ready,
    rules,
    sites,
    slips,
    understanding,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("office/people/", people.people, name="people"),
    path("office/people/new", people.new, name="people-new"),
    path("office/people/slips", slips.slips, name="slips"),
    path("office/people/posts/<int:tie_id>/end", people.end, name="post-end"),
    path("office/people/<int:person_id>/invite", people.invite, name="invite"),
    path("invited/<str:key>", invited.invited, name="invited"),
    path("account/", account.account, name="account"),
    path("office/calendar/", calendar.calendar, name="calendar"),
    path("office/calendar/blank.xlsx", calendar.blank, name="calendar-blank"),
    path("office/rules/", rules.rules, name="rules"),
    path("handbook/<str:page>", rules.handbook, name="handbook"),
    path("office/audit/", audit.audit, name="audit"),
    path("office/ready/", ready.ready, name="ready"),
    path("office/conduct/", conduct.conduct, name="conduct"),
    path("office/conduct/word", conduct.word, name="conduct-word"),
    path("office/understanding/", understanding.understanding, name="understanding"),
    path("office/understanding/unanswered", understanding.unanswered_doubts, name="unanswered"),
    path("office/sites/", sites.sites, name="sites"),
    path("office/sites/posters", sites.posters, name="posters"),
]
