"""At which addresses are the pages?"""

from __future__ import annotations

from django.conf import settings
from django.urls import path

from earnest.web.views import (
    answers,
    commands,
    demo,
    desk,
    drafts,
    files,
    inspections,
    notices,
    orders,
    pay,
    seats,
    street,
)

urlpatterns = [
    path("", street.home, name="home"),
    path("language/", street.choose_language, name="choose_language"),
    path("organisation/", street.switch_organisation, name="choose_organisation"),
    path("orders/new/", drafts.new, name="new_order"),
    path("orders/new/file/", drafts.upload, name="upload_order"),
    path("orders/new/copy/", drafts.copy, name="copy_order"),
    path("orders/new/form/", drafts.form, name="write_order"),
    path("orders/<slug:id>/", orders.one, name="order"),
    path("orders/<slug:id>/contract/", orders.terms, name="order_contract"),
    path("orders/<slug:id>/goods/", orders.goods, name="order_goods"),
    path("orders/<slug:id>/money/", orders.money, name="order_money"),
    path("orders/<slug:id>/pay/", pay.pay, name="pay"),
    path("orders/<slug:id>/files/", files.files, name="order_files"),
    path("orders/<slug:id>/files/<slug:sha256>/", files.one, name="order_file"),
    path("orders/<slug:id>/answer/<path:lot>/", answers.answer, name="answer"),
    path("orders/<slug:id>/messages/", orders.talk, name="order_messages"),
    path("orders/<slug:id>/messages/send/", orders.say, name="send_message"),
    path("orders/<slug:id>/history/", orders.past, name="order_history"),
    path("orders/<slug:id>/inspections/<slug:inspection>/", inspections.one, name="inspection"),
    path("orders/<slug:id>/reports/<slug:sha256>/", inspections.signed, name="report"),
    path("inspections/", inspections.assignments, name="inspections"),
    path("orders/<slug:id>/write/<slug:name>/", drafts.edit, name="edit_contract"),
    path("orders/<slug:id>/do/<slug:name>/", commands.command, name="command"),
    path("notices/<slug:id>/settle/", notices.settle, name="settle_notice"),
    path("account/profile/", desk.profile, name="profile"),
    path("account/keys/", desk.keys, name="keys"),
    path("account/keys/new/", desk.new_key, name="new_key"),
    path("account/keys/<slug:prefix>/revoke/", desk.revoke_key, name="revoke_key"),
    path("account/organisation/", seats.seats, name="seats"),
    path("account/organisation/invite/", seats.invite, name="invite"),
    path("account/organisation/<int:pk>/role/", seats.change_role, name="change_role"),
    path("account/organisation/<int:pk>/end/", seats.end, name="end_membership"),
    path("account/organisation/<int:pk>/accept/", seats.accept, name="accept_invitation"),
]

if settings.EARNEST_MODE != "production":
    urlpatterns += [
        path("orders/<slug:id>/pay/play/", pay.play, name="play_payment"),
        path("demo/clock/", demo.move_clock, name="move_clock"),
    ]
if settings.EARNEST_MODE == "demo":
    urlpatterns += [
        path("style/", street.style, name="style"),
        path("demo/chair/", demo.change_chair, name="change_chair"),
    ]
