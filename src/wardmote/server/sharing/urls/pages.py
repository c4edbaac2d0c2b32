"""Addresses of the pages of sharing."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
