"""At which addresses are the pages?"""

from __future__ import annotations

from django.conf import settings
from django.urls import path

from earnest.web.views import desk, seats, street

urlpatterns = [
    path("", street.home, name="home"),
    path("language/", street.choose_language, name="choose_language"),
    path("organisation/", street.switch_organisation, name="choose_organisation"),
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

if settings.EARNEST_MODE == "demo":
    urlpatterns.append(path("style/", street.style, name="style"))
