"""At which address does each room answer?

Accounts come from the account library below ``/account/``; our own pages stand in ``web.urls``.
The order matters: ours are asked first.
"""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("earnest.api.urls")),
    path("", include("earnest.web.urls")),
    path("account/", include("allauth.urls")),
]

handler400 = "earnest.web.views.errors.bad_request"
handler403 = "earnest.web.views.errors.forbidden"
handler404 = "earnest.web.views.errors.not_found"
handler500 = "earnest.web.views.errors.our_fault"
