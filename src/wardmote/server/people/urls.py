"""Addresses of people and sign-in: only what we show is here."""

from django.conf import settings
from django.urls import path, re_path

from wardmote.server.people.views import (
    account,
    demo,
    entrance,
    invitation,
    people,
    second_step,
)

OIDC = {"provider_id": settings.OIDC_PROVIDER}
TAKEN_UP = "people/<str:code>/invitations/<uuid:key>"

entering = [
    path("account/sign-in/", entrance.sign_in, name="account_login"),
    path("account/sign-out/", entrance.sign_out, name="account_logout"),
    path("account/closed/", entrance.inactive, name="account_inactive"),
    path("account/again/", entrance.reauthenticate, name="account_reauthenticate"),
    path("account/invitation/<str:token>/", invitation.invitation, name="people_invitation"),
    path("account/new-password/", entrance.reset_password, name="account_reset_password"),
    path(
        "account/new-password/sent/",
        entrance.reset_password_done,
        name="account_reset_password_done",
    ),
    path(
        "account/new-password/done/",
        entrance.new_password_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^account/new-password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        entrance.new_password,
        name="account_reset_password_from_key",
    ),
    path("account/oidc/", entrance.oidc_sign_in, OIDC, name="openid_connect_login"),
    path("account/oidc/callback/", entrance.oidc_callback, OIDC, name="openid_connect_callback"),
    path("account/oidc/cancelled/", entrance.oidc_cancelled, name="socialaccount_login_cancelled"),
    path("account/oidc/failed/", entrance.oidc_failed, name="socialaccount_login_error"),
    path("demo/", demo.accounts, name="demo"),
    path("demo/enter/", demo.enter, name="demo_enter"),
]
own = [
    path("account/", account.account, name="account"),
    path("account/name/", account.name, name="account_name"),
    path("account/digest/", account.digest, name="account_digest"),
    path("account/password/", entrance.change_password, name="account_change_password"),
    path("account/password/set/", entrance.set_password, name="account_set_password"),
    path("account/email/", entrance.change_email, name="account_email"),
    path("account/email/<str:key>/", entrance.confirm_email, name="account_confirm_email"),
    path("account/session/", account.session, name="people_session"),
    path("account/sessions/", account.sessions, name="people_sessions"),
    path("account/sessions/<int:key>/end/", account.end_session, name="people_session_end"),
    path("account/sessions/end/", account.end_other_sessions, name="people_sessions_end"),
    path("account/keys/make/", account.make_key, name="people_key_make"),
    path("account/keys/<uuid:key>/end/", account.end_key, name="people_key_end"),
]
second = [
    path("account/two-step/", second_step.overview, name="mfa_index"),
    path("account/two-step/code/", second_step.authenticate, name="mfa_authenticate"),
    path("account/two-step/again/", second_step.code_again, name="mfa_reauthenticate"),
    path("account/two-step/app/add/", second_step.add_app, name="mfa_activate_totp"),
    path("account/two-step/app/remove/", second_step.remove_app, name="mfa_deactivate_totp"),
    path("account/two-step/codes/", second_step.show_codes, name="mfa_view_recovery_codes"),
    path(
        "account/two-step/codes/make/", second_step.make_codes, name="mfa_generate_recovery_codes"
    ),
    path(
        "account/two-step/codes/file/",
        second_step.download_codes,
        name="mfa_download_recovery_codes",
    ),
    path("account/passkeys/", second_step.passkeys, name="mfa_list_webauthn"),
    path("account/passkeys/add/", second_step.add_passkey, name="mfa_add_webauthn"),
    path("account/passkeys/sign-in/", second_step.passkey_sign_in, name="mfa_login_webauthn"),
    path("account/passkeys/again/", second_step.passkey_again, name="mfa_reauthenticate_webauthn"),
    path(
        "account/passkeys/<int:pk>/remove/", second_step.remove_passkey, name="mfa_remove_webauthn"
    ),
]
organisations = [
    path("people/<str:code>/", people.people, name="people"),
    path("people/<str:code>/invite/", people.invite, name="people_invite"),
    path(f"{TAKEN_UP}/send/", people.send_again, name="people_send_again"),
    path(f"{TAKEN_UP}/withdraw/", people.withdraw, name="people_withdraw"),
    path("people/<str:code>/<uuid:person>/roles/", people.roles, name="people_roles"),
    path("people/<str:code>/<uuid:person>/remove/", people.remove, name="people_remove"),
]
urlpatterns = [*entering, *own, *second, *organisations]
