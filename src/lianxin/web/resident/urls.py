"""Addresses of residents' pages. Short where they are printed (/q/…) or sent (/r/…)."""

from django.urls import URLPattern, path

from lianxin.web import guards
from lianxin.web.resident import (
    certificate,
    find,
    follow,
    home,
    mine,
    partner,
    photo,
    progress,
    results,
    routes,
    say,
    tree,
)
from lianxin.web.security import from_here

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("size", home.size, name="size"),
    path("language", from_here(guards.public(home.speak)), name="set_language"),
    path("privacy", home.privacy, name="privacy"),
    path("styleguide/", home.styleguide, name="styleguide"),
    path("find", find.find, name="find"),
    path("mine", mine.mine, name="mine"),
    path("q/<slug:slug>", say.site, name="site"),
    path("r/<slug:key>", follow.receipt, name="receipt"),
    path("r/<slug:key>/paper", follow.receipt_paper, name="receipt_paper"),
    path("r/<slug:key>/yes", follow.answer, {"said": "yes"}, name="answer_yes"),
    path("r/<slug:key>/no", follow.answer, {"said": "no"}, name="answer_no"),
    path("p/<slug:key>", partner.partner, name="partner"),
    path("v/<slug:key>", certificate.certificate, name="certificate"),
    path("photo/<slug:digest>", photo.photo, name="photo"),
    path("photo/<slug:digest>/thumb", photo.photo, {"thumb": "1"}, name="thumb"),
    path("t/<slug:key>/", home.town, name="town"),
    path("t/<slug:key>/say", say.say, name="say"),
    path("t/<slug:key>/similar", say.similar_now, name="similar"),
    path("t/<slug:key>/join", say.join, name="join"),
    path("t/<slug:key>/wish", say.make_wish, name="make-wish"),
    path("t/<slug:key>/tree", tree.tree, name="tree"),
    path("t/<slug:key>/wishes/<int:wish_id>", tree.wish, name="wish"),
    path("t/<slug:key>/wishes/<int:wish_id>/claim", tree.claim, name="claim"),
    path("t/<slug:key>/progress", progress.progress, name="progress"),
    path("t/<slug:key>/progress/<int:matter_id>", progress.public_matter, name="public-matter"),
    path("t/<slug:key>/routes", routes.routes, name="routes"),
    path("t/<slug:key>/results", results.published, name="results"),
    path("t/<slug:key>/results/appraisal/<int:number>", results.appraised, name="result-appraised"),
    path("t/<slug:key>/results/contest/<int:number>", results.contest, name="result-contest"),
]
