"""The tutorial's journey: from an empty cycle to results on CAF 4.0, then CAF 3.2 carried to 4.0.

With WARDMOTE_PICTURES=yes it takes the pictures that the tutorial and the README show.
"""

import os
import re

from playwright.sync_api import Page, expect

from tests.database import ROOT
from tests.journeys.conftest import Visitor
from wardmote.formats.frameworks import shipped
from wardmote.rules.frameworks.values import Part

PICTURES = ROOT / "docs" / "pictures"
MALLORY = "mallory@merrowdown.example"
ALICE = "alice@alderby.example"
SAY_YES = """() => {
  for (const one of document.querySelectorAll('form[data-saves] input[type=radio]')) {
    if (!one.name.startsWith('answer-')) continue;
    const blocks = one.closest('section').dataset.level === 'not_achieved';
    if (one.value === (blocks ? 'no' : 'yes')) one.checked = true;
  }
  document.querySelector('input[name=judged][value=achieved]').checked = true;
}"""


def picture(page: Page, name: str) -> None:
    """Take a picture for the documentation, where one is wanted."""
    if os.environ.get("WARDMOTE_PICTURES") == "yes":
        page.screenshot(path=PICTURES / f"{name}.png")


def fill(page: Page, **texts: str) -> None:
    """Fill in fields by their names."""
    for name, text in texts.items():
        page.locator(f'[name="{name}"]').fill(text)


def save(page: Page, name: str = "Save") -> None:
    """Press a button of the page's form, and see that nothing is refused."""
    page.get_by_role("button", name=name, exact=True).first.click()
    expect(page.locator(".govuk-error-summary")).to_have_count(0)


def scope(page: Page, root: str) -> None:
    """Say what is assessed: context, one service, one system, and the sign-off."""
    page.goto(f"{root}scope/context/")
    fill(
        page,
        mission="We serve the people of Merrowdown.",
        objectives="Homes, care and clean streets.",
        priorities="Care comes back first, then homes.",
        threat_landscape="Ransomware through a supplier.",
        risk_appetite="Low for care, agreed by the leadership in May.",
    )
    save(page)
    page.goto(f"{root}scope/services/add/")
    fill(page, name="Adult social care", description="Care at home.", owner="Director of care")
    page.get_by_label("Yes", exact=True).check()
    save(page)
    page.goto(f"{root}scope/systems/add/")
    fill(page, name="Care records", kind="Case management", supplier="Fernhill Software")
    fill(page, description="Holds who needs which care.", rationale="Carers work from it daily.")
    page.get_by_label("Adult social care").check()
    page.get_by_label("Mission critical").check()
    page.get_by_label("It holds sensitive data").check()
    save(page)
    page.goto(f"{root}scope/priorities/")
    page.get_by_role("link", name=re.compile("Prioritise")).first.click()
    fill(page, reason="No other system stops care within hours.")
    save(page, "Prioritise this system")
    page.goto(f"{root}scope/picture/")
    picture(page, "scope")
    page.goto(f"{root}scope/sign-off/")
    save(page, "Sign off the scope")
    expect(page.get_by_text("signed off", exact=False).first).to_be_visible()


def answer_by_hand(page: Page, root: str) -> None:
    """Answer one outcome as a person does, and watch the result appear and be saved."""
    page.goto(f"{root}part/0/A1.a/")
    for statement in page.locator("[data-statement]").all():
        level = statement.locator("xpath=ancestor::section").get_attribute("data-level")
        words = "no" if level == "not_achieved" else "yes"
        statement.locator(f'input[value="{words}"]').check()
    expect(page.locator("[data-result]")).to_contain_text("Achieved")
    expect(page.locator("[data-status]")).to_contain_text("Saved")
    page.locator('input[name="judged"][value="achieved"]').check()
    fill(page, notes="The leadership looks at cyber security each quarter. Minutes of 12 May.")
    page.locator("h1").scroll_into_view_if_needed()
    picture(page, "outcome")
    save(page)


def answer_the_rest(page: Page, root: str, part: int, kind: Part) -> None:
    """Answer all outcomes of a part: everything good is true, nothing bad is."""
    for outcome in shipped.framework("caf-4.0").part_outcomes(kind):
        page.goto(f"{root}part/{part}/{outcome.code}/")
        page.evaluate(SAY_YES)
        save(page)


def test_a_council_goes_from_an_empty_cycle_to_results(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/demo/")
    picture(page, "ready-accounts")
    visitor.sign_in(MALLORY)
    page.locator(".wm-cycles a").first.click()
    root = page.url
    picture(page, "overview")
    scope(page, root)
    answer_by_hand(page, root)
    answer_the_rest(page, root, 0, Part.ORGANISATION)
    answer_the_rest(page, root, 1, Part.SYSTEM)
    page.goto(f"{root}tasks/")
    expect(page.locator("main")).to_contain_text("41 of 41 judgements")
    picture(page, "tasks")
    page.goto(f"{root}results/")
    expect(page.locator("main")).to_contain_text(
        "37 of 37 outcomes with a target reach the profile"
    )
    picture(page, "results")


def test_an_earlier_version_is_carried_to_the_next(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in(ALICE)
    page.locator(".wm-cycles a").last.click()
    expect(page.locator("main")).to_contain_text("3.2")
    page.goto(f"{page.url}carry/")
    fill(page, title="CAF carried over")
    page.locator('[name="framework"]').select_option("caf-4.0")
    page.get_by_role("button", name="See what would be carried").click()
    expect(page.locator("h1")).to_be_visible()
    picture(page, "carry")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("CAF carried over")
    root = re.sub(r"carried/$", "", page.url)
    page.goto(f"{root}tasks/")
    expect(page.locator("main")).to_contain_text("0 of 95 judgements")
    expect(page.get_by_text("Needs review").first).to_be_visible()
