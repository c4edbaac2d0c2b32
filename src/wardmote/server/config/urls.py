"""All addresses: each room brings its own, upper rooms first."""

from django.urls import include, path

ROOM = "wardmote.server"

urlpatterns = [
    path("", include(f"{ROOM}.sharing.urls")),
    path("api/v1/", include(f"{ROOM}.config.api")),
    path("", include(f"{ROOM}.assess.urls")),
    path("", include(f"{ROOM}.people.urls")),
    path("", include(f"{ROOM}.frameworks.urls")),
    path("", include(f"{ROOM}.register.urls")),
    path("", include(f"{ROOM}.shell.urls")),
]
handler400 = "wardmote.server.shell.refusals.unreadable"
handler404 = "wardmote.server.shell.refusals.not_found"
handler500 = "wardmote.server.shell.refusals.fault"
