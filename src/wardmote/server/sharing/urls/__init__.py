"""Addresses of sharing: the TAXII server for programs, and the pages for people."""

from django.urls import include, path

from wardmote.server.sharing.urls import pages, taxii

urlpatterns = [
    path("taxii2/", include(taxii)),
    path("sharing/", include(pages)),
]
