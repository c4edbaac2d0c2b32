"""All addresses: each room brings its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("wardmote.server.shell.urls")),
    path("", include("wardmote.server.register.urls")),
]
handler404 = "wardmote.server.shell.refusals.not_found"
handler500 = "wardmote.server.shell.refusals.fault"
