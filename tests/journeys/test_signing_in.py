"""A person signs in with a passkey, and is warned before their session ends."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, expect

from tests.conftest import Cast
from wardmote.server.people.models import HeldText, Person

PASSWORD = "three random words"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""A device that holds passkeys and has checked the person."""


@pytest.fixture
def desk(browser: Browser, live_server: Any, committed_cast: Cast) -> Iterator[Page]:
    """Give Alice's browser; an error of a script or of the content security policy fails."""
    committed_cast.alice.set_password(PASSWORD)
    committed_cast.alice.save()
    context = browser.new_context(base_url=live_server.url.replace("127.0.0.1", "localhost"))
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "console",
        lambda said: troubles.extend(
            [said.text] * (said.type == "error" and "status of 422" not in said.text)
        ),
    )
    yield page
    context.close()
    assert troubles == []


def sign_in(page: Page) -> None:
    page.goto("/account/sign-in/")
    page.get_by_label("Email address").fill("alice@alderby.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile(r"/$"))


def age_sessions(seconds: int) -> None:
    """Make all sessions older than they are."""
    for row in Session.objects.all():
        clocks = row.get_decoded()
        clocks["began_at"] -= seconds
        clocks["seen_at"] -= seconds
        row.session_data = SessionStore().encode(clocks)
        row.save()


def test_a_passkey_is_added_and_signs_in_alone(desk: Page) -> None:
    line = desk.context.new_cdp_session(desk)
    line.send("WebAuthn.enable")
    line.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    sign_in(desk)
    desk.goto("/account/passkeys/add/")
    desk.get_by_label("Password", exact=True).fill(PASSWORD)
    desk.get_by_role("button", name="Continue").click()
    desk.get_by_label("Name of the passkey").fill("Work laptop")
    desk.get_by_role("button", name="Add passkey").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    desk.goto("/account/passkeys/")
    expect(desk.get_by_text("Work laptop").first).to_be_visible()
    desk.get_by_role("button", name="Sign out").click()
    desk.goto("/account/sign-in/?next=/account/")
    desk.get_by_role("button", name="Sign in with a passkey").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Your account")
    desk.get_by_role("button", name="Sign out").click()
    desk.goto("/account/sign-in/")
    desk.get_by_label("Email address").fill("alice@alderby.example")
    desk.get_by_label("Password", exact=True).fill(PASSWORD)
    desk.get_by_role("button", name="Sign in", exact=True).click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Enter a code")
    desk.get_by_role("button", name="Use a passkey").click()
    expect(desk.get_by_role("button", name="Sign out")).to_be_visible()


def test_the_warning_comes_takes_the_focus_and_can_be_answered(desk: Page) -> None:
    desk.clock.install()
    sign_in(desk)
    desk.goto("/account/name/")
    dialog = desk.get_by_role("dialog")
    expect(dialog).to_be_hidden()
    desk.wait_for_load_state("networkidle")
    age_sessions(26 * 60)
    desk.clock.fast_forward(26 * 60 * 1000)
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("we sign you out in 4 minutes")
    assert desk.evaluate("document.activeElement.closest('dialog') !== null")
    desk.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    desk.goto("/account/sessions/")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Where you are signed in")


def test_text_survives_the_end_of_a_session(desk: Page) -> None:
    desk.clock.install()
    sign_in(desk)
    desk.goto("/account/name/")
    desk.get_by_label("Full name").fill("Alice Marsh")
    desk.wait_for_load_state("networkidle")
    age_sessions(31 * 60)
    desk.clock.fast_forward(31 * 60 * 1000)
    dialog = desk.get_by_role("dialog")
    expect(dialog).to_contain_text("You have been signed out.")
    dialog.get_by_role("button", name="Go back to the page").click()
    expect(desk.get_by_label("Full name")).to_have_value("Alice Marsh")
    desk.get_by_role("button", name="Save").click()
    desk.get_by_label("Email address").fill("alice@alderby.example")
    desk.get_by_label("Password", exact=True).fill(PASSWORD)
    desk.get_by_role("button", name="Sign in", exact=True).click()
    expect(desk.get_by_text("Your text is below.")).to_be_visible()
    expect(desk.get_by_label("Full name")).to_have_value("Alice Marsh")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("Your name has been changed.")).to_be_visible()
    assert Person.objects.get(email="alice@alderby.example").name == "Alice Marsh"
    assert HeldText.objects.count() == 0


def code_of(secret: str, later: int = 0) -> str:
    """Give the code that an app shows now, or some codes later."""
    counter = int(time.time()) // 30 + later
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def test_who_it_is_is_confirmed_by_a_code_or_a_passkey(desk: Page, settings: Any) -> None:
    line = desk.context.new_cdp_session(desk)
    line.send("WebAuthn.enable")
    line.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    sign_in(desk)
    heading = desk.get_by_role("heading", level=1)
    asked = "/account/passkeys/add/"
    desk.goto("/account/two-step/app/add/")
    desk.get_by_label("Password", exact=True).fill(PASSWORD)
    desk.get_by_role("button", name="Continue").click()
    secret = desk.locator("code.wm-secret").inner_text()
    desk.get_by_label("Code", exact=True).fill(code_of(secret))
    desk.get_by_role("button", name="Turn on").click()
    expect(heading).to_have_text("Recovery codes")
    desk.goto(asked)
    desk.get_by_label("Name of the passkey").fill("Work laptop")
    desk.get_by_role("button", name="Add passkey").click()
    expect(heading).to_have_text("Two-step sign-in")

    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    desk.goto(asked)
    desk.get_by_role("link", name="Use a code").click()
    expect(heading).to_have_text("Enter a code again")
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    desk.get_by_label("Code", exact=True).fill(code_of(secret, later=1))
    desk.get_by_role("button", name="Continue").click()
    expect(heading).to_have_text("Add a passkey")

    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    desk.goto(asked)
    desk.get_by_role("link", name="Use a passkey").click()
    expect(heading).to_have_text("Use your passkey again")
    desk.context.request.get(desk.url)  # as in another tab: what this one asks is over
    desk.get_by_role("button", name="Use a passkey").click()
    expect(desk.get_by_role("alert").first).to_contain_text("That passkey was not taken.")
    expect(desk.get_by_role("link", name="Use your password")).to_be_visible()
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    desk.get_by_role("button", name="Use a passkey").click()
    expect(heading).to_have_text("Add a passkey")
