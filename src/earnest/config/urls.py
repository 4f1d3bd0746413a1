"""At which address does each room answer?

Accounts come from the account library below ``/account/``; our own pages stand in ``web.urls``.
The order matters: ours are asked first.
"""

from __future__ import annotations

from django.urls import include, path

from earnest.backoffice.site import back_office

urlpatterns = [
    path("", include("earnest.api.urls")),
    path("", include("earnest.web.urls")),
    path("account/", include("allauth.urls")),
    path("backoffice/", back_office.urls),
]

handler400 = "earnest.web.views.errors.bad_request"
handler403 = "earnest.web.views.errors.forbidden"
handler404 = "earnest.web.views.errors.not_found"
handler500 = "earnest.web.views.errors.our_fault"
