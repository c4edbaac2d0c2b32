"""Addresses of people and sign-in: only what we show is here."""

from django.urls import path

from wardmote.server.people.views import demo, entrance

urlpatterns = [
    path("account/sign-in/", entrance.sign_in, name="account_login"),
    path("account/sign-out/", entrance.sign_out, name="account_logout"),
    path("account/closed/", entrance.inactive, name="account_inactive"),
    path("demo/", demo.accounts, name="demo"),
    path("demo/enter/", demo.enter, name="demo_enter"),
]
