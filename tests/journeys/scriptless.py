"""Looks at a page in a browser without JavaScript: all that it offers must work there."""

from playwright.sync_api import Page

LOOK = """() => {
  const seen = all => [...document.querySelectorAll(all)].filter(it => it.checkVisibility());
  const text = it => it.textContent.trim().replace(/\\s+/g, ' ').slice(0, 60);
  return [
    ...seen('button, input[type=button], input[type=submit]').filter(it => !it.form)
      .map(it => `a button without a form: ${text(it)}`),
    ...seen('button[type=button], input[type=button]').filter(it => it.form)
      .map(it => `a button that sends nothing: ${text(it)}`),
    ...seen('a[href="#"], a[href^="javascript:"], a:not([href])')
      .map(it => `a link to nowhere: ${text(it)}`),
    ...seen('details').filter(it => !it.querySelector(':scope > summary')?.checkVisibility())
      .map(it => `a closed part that nothing opens: ${text(it)}`),
    ...[...document.querySelectorAll('main *')]
      .filter(it => !it.checkVisibility() && it.parentElement.checkVisibility())
      .filter(it => text(it) && !it.matches('option, optgroup, script, template, dialog'))
      .filter(it => !it.closest('details:not([open]), svg, button[hidden]'))
      .filter(it => !it.closest('.wm-print-only, .wm-plan-list')) // for paper, for small screens
      .map(it => `hidden for good: ${text(it)}`),
  ];
}"""


def faults(page: Page, address: str, heading: str) -> list[str]:
    """Open a page and say what is not there, or cannot be used, without JavaScript."""
    page.goto(address)
    found = [str(fault) for fault in page.evaluate(LOOK)]
    if page.locator("h1").all_inner_texts() != [heading]:
        found.append(f"its heading is not {heading!r}")
    return found
