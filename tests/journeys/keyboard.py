"""Uses a page by keyboard alone: every control in order, the focus seen, and no trap."""

from playwright.sync_api import Page

MOST = 25
"""How many controls are walked from the top, and as many again to the end of a long page."""

INSIDE = 5
"""How often Tab may be pressed for each: a date has a day, a month, a year and a calendar."""

MARK = """() => {
  const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex]';
  const one = (all, it) => {
    if (it.type !== 'radio') return true;
    const group = all.filter(
      other => other.type === 'radio' && other.name === it.name && other.form === it.form);
    return it === (group.find(other => other.checked) || group[0]);
  };
  const look = element => [element, element.nextElementSibling, element.querySelector('rect')]
    .filter(part => part)
    .flatMap(part => [null, '::before', '::after'].map(pseudo => {
      const style = getComputedStyle(part, pseudo);
      return [style.outline, style.boxShadow, style.backgroundColor, style.border, style.fill,
        style.strokeWidth, style.textDecoration].join();
    })).join(';');
  let all = [...document.querySelectorAll(FOCUSABLE)].filter(it =>
    !it.disabled && it.tabIndex >= 0 && it.type !== 'hidden'
    && it.checkVisibility({visibilityProperty: true}));
  all = all.filter(it => one(all, it));
  window.wmAll = all;
  window.wmLooks = all.map(look);
  window.wmSeen = [];
  document.addEventListener('focusin', event => {
    const place = all.indexOf(event.target);
    if (place >= 0) window.wmSeen.push([place, look(event.target) !== window.wmLooks[place]]);
  });
  const words = it => (it.innerText || it.name || it.ariaLabel || '').trim().slice(0, 40);
  return all.map(it => `${it.localName} "${words(it)}"`);
}"""


def faults(page: Page) -> list[str]:
    """Press Tab from the top, and on a long page from near its end: say what a hand would miss."""
    names = page.evaluate(MARK)
    stretches = [(0, min(MOST, len(names)))]
    if len(names) > MOST:
        stretches.append((max(MOST, len(names) - MOST), len(names)))
    found, seen = [], []
    for first, end in stretches:
        if first:
            page.evaluate(f"wmAll[{first - 1}].focus()")
        page.evaluate("wmSeen.length = 0")
        for _ in range((end - first) * INSIDE):
            page.keyboard.press("Tab")
            seen = page.evaluate("wmSeen")
            if len(seen) >= end - first:
                break
        found += [f"no focus to be seen on {names[place]}" for place, shows in seen if not shows]
        order = [place for place, _ in seen]
        if order != list(range(first, end)):
            expected = enumerate(range(first, end))
            at = next((i for i, place in expected if i >= len(order) or order[i] != place), 0)
            found.append(f"Tab does not reach {names[first + at]} next: {order[at : at + 3]}")
    return found + _skipping(page)


def _skipping(page: Page) -> list[str]:
    page.evaluate("document.activeElement.blur(); wmAll[0].focus()")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = "!document.querySelector('main').contains(wmAll[wmSeen.at(-1)[0]])"
    before = "wmAll.filter(it => it.closest('main')).length && " + inside
    found = ["the skip link does not lead into the page"] if page.evaluate(before) else []
    page.evaluate("document.activeElement.blur()")
    return found
