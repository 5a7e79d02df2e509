"""Addresses of activities."""

from django.urls import URLPattern, path

from lianxin.web.activities import branch, calendar, changing, doing, feed, medals, members, mine, one, poster, signing

urlpatterns: list[URLPattern] = [
    path("activities/", calendar.activities, name="activities"),
    path("activities/new", doing.new, name="activity-new"),
    path("activity/<int:activity_id>", one.activity, name="activity"),
    path("activity/<int:activity_id>/poster", poster.poster, name="activity-poster"),
    path("activity/<int:activity_id>/hold", doing.hold, name="activity-hold"),
    path("activity/<int:activity_id>/change", changing.change, name="activity-change"),
    path("activity/<int:activity_id>/take-back", doing.take_back, name="activity-take-back"),
    path("activity/<int:activity_id>/cancel", doing.cancel, name="activity-cancel"),
    path("activity/<int:activity_id>/publish", doing.publish, name="activity-publish"),
    path("activity/<int:activity_id>/open/<int:line>", doing.open_box, name="activity-open"),
    path("activity/<int:activity_id>/vote/<int:line>", mine.vote, name="activity-vote"),
    path("branches/", branch.branches, name="branches"),
    path("branch/<int:unit_id>", branch.branch, name="branch"),
    path("branch/<int:unit_id>/explain", branch.explain, name="branch-explain"),
    path("branch/<int:unit_id>/member", branch.join, name="branch-join"),
    path("branch/<int:unit_id>/look", branch.look, name="branch-look"),
    path("branch/<int:unit_id>/members", members.members, name="branch-members"),
    path("branch/<int:unit_id>/members/one", members.one, name="branch-dates"),
    path("branch/<int:unit_id>/members/note", members.note, name="branch-note"),
    path("branch/<int:unit_id>/medals", medals.medals, name="branch-medals"),
    path("branch/<int:unit_id>/medals/confirm", medals.confirm, name="branch-confirm"),
    path("branch/<int:unit_id>/medals/hand", medals.hand, name="branch-hand"),
    path("branch/<int:unit_id>/medals/back", medals.take_back, name="branch-take-back"),
    path("branch/<int:unit_id>/members/earlier", members.earlier, name="branch-earlier"),
    path("notebook/", mine.notebook, name="notebook"),
    path("notebook/greeting", mine.greeting, name="greeting"),
    path("t/<int:town_id>/activities", signing.coming, name="coming"),
    path("a/<int:activity_id>", signing.sign_up, name="sign-up"),
    path("a/mine/<str:key>", signing.own, name="signed-up"),
    path("feed/<str:what>/<int:pk>/<str:secret>.ics", feed.feed, name="activity-feed"),
]
