"""Addresses of the desk."""

from django.urls import URLPattern, path

from lianxin.web.desk import (
    act,
    desk,
    found,
    helping,
    matter,
    picture,
    put_right,
    receipt,
    register,
    sheet,
    similar,
    station,
)

urlpatterns: list[URLPattern] = [
    path("desk/", desk.desk, name="desk"),
    path("matter/<int:matter_id>", matter.matter, name="matter"),
    path("matter/<int:matter_id>/print", matter.printed, name="print-matter"),
    path("matter/<int:matter_id>/do/<slug:action>", act.act, name="act"),
    path("matter/<int:matter_id>/do/<slug:action>/ballot", act.counted, name="ballot"),
    path("matter/<int:matter_id>/correct", put_right.correct, name="correct"),
    path("matter/<int:matter_id>/similar", similar.similar, name="matter-similar"),
    path("matter/<int:matter_id>/helping", helping.one, name="matter-helping"),
    path("matter/<int:matter_id>/merge", put_right.merge, name="merge"),
    path("matter/<int:matter_id>/reveal/<int:tie_id>", put_right.look, name="reveal"),
    path("matter/<int:matter_id>/photo/<str:digest>", picture.picture, name="matter-photo"),
    path("matter/<int:matter_id>/photo/<str:digest>/public", picture.published, name="publish-photo"),
    path("register", register.register, name="register"),
    path("register/understood", register.understood, name="register-understood"),
    path("register/receipt/<int:tie_id>", receipt.receipt, name="receipt"),
    path("register/receipt/<int:tie_id>/print", receipt.paper, name="print-receipt"),
    path("station/", station.station, name="station"),
    path("station/wishes", station.wishes, name="station-wishes"),
    path("search", found.find, name="search"),
    path("helping/", helping.street, name="helping"),
    path("import", sheet.sheet, name="import"),
    path("import/blank.xlsx", sheet.blank, name="import-blank"),
]
