"""All addresses: each room brings its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("wardmote.server.assess.urls")),
    path("", include("wardmote.server.shell.urls")),
<<<<<<< HEAD
    path("", include("wardmote.server.people.urls")),
    path("", include("wardmote.server.assess.urls")),
=======
    path("", include("wardmote.server.register.urls")),
>>>>>>> pages
]
handler404 = "wardmote.server.shell.refusals.not_found"
handler500 = "wardmote.server.shell.refusals.fault"
