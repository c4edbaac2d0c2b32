// Saves an outcome as one goes. Without this script the buttons do the same; the server decides
// everything, here nothing is judged. What was typed is never replaced while its writer is at it.

const form = document.querySelector('form[data-saves]');
const status = form.querySelector('[data-status]');
const result = form.querySelector('[data-result]');
const AFTER_CHOICE = 300;
const AFTER_TYPING = 1200;
const LONGEST_WAIT = 30000;

let timer = 0;
let running = null; // the save that is under way
let pending = null; // a body that was sent, and of which we do not know whether it arrived
let tries = 0;
let leaving = false;
let stopped = false; // someone must choose first
let kept = written();

function written() {
  const body = new URLSearchParams(new FormData(form));
  body.delete('csrfmiddlewaretoken');
  body.delete('version');
  body.delete('written_by');
  return body.toString();
}

function token() {
  const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return found ? found[1] : form.elements.csrfmiddlewaretoken.value;
}

function say(text, extra) {
  const words = extra ? [text, ' ', extra] : [text];
  const same = status.textContent === words.map((each) => each.textContent ?? each).join('');
  status.parentElement.hidden = false;
  if (!same) status.replaceChildren(...words);
}

function link(text, href) {
  const made = document.createElement('a');
  made.className = 'govuk-link';
  made.href = href;
  made.textContent = text;
  return made;
}

// A button that sends the form as a person would: the server's answer is a page.
function saveButton(text) {
  const made = document.createElement('button');
  made.className = 'govuk-button govuk-button--secondary wm-saving__button';
  made.name = 'go';
  made.value = 'stay';
  made.textContent = text;
  return made;
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

async function save() {
  clearTimeout(timer);
  if (running) return running;
  if (stopped || (!pending && written() === kept)) return null;
  running = attempt().finally(() => { running = null; });
  await running;
  if (!stopped && !pending && written() !== kept && !waitsForMending()) later(AFTER_CHOICE);
  return null;
}

let mended = ''; // what was on the page when the server last said what to mend
function waitsForMending() { return mended === written(); }

async function attempt() {
  const was = written();
  const body = pending ?? `${was}&version=${form.elements.version.value}`;
  const sent = pending ? pending.replace(/&version=\d+$/, '') : was;
  pending = body;
  let response;
  try {
    response = await fetch(form.action, {
      method: 'POST',
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/x-www-form-urlencoded',
        'X-CSRFToken': token(),
      },
      body,
      redirect: 'manual',
      keepalive: body.length < 60000,
    });
  } catch {
    return again('Not saved: there is no connection. Your text is kept on this page and will be saved when the connection is back.');
  }
  if (response.status >= 500) {
    return again('Not saved: the service has a problem. Your text is kept on this page and will be saved when it works again.');
  }
  pending = null;
  tries = 0;
  if (response.type === 'opaqueredirect') return signedOut();
  if (!(response.headers.get('Content-Type') ?? '').startsWith('application/json')) return tooOld();
  return understood(await response.json(), sent);
}

function again(words) {
  tries += 1;
  say(words);
  later(Math.min(1000 * 2 ** tries, LONGEST_WAIT));
}

function signedOut() {
  const button = saveButton('Sign in again');
  say('Not saved: you have been signed out. Your text is given back when you have signed in.', button);
}

function tooOld() {
  say('Not saved. Select Save to try again. Your text is kept on this page.');
}

function understood(answer, sent) {
  show(answer.result);
  if (answer.state === 'saved') return saved(answer, sent);
  if (answer.state === 'unsound') {
    mended = sent;
    return say('Not saved yet.', link(answer.problems[0].message, `#${place(answer.problems[0].field)}`));
  }
  stopped = true;
  if (answer.state === 'clash') {
    return say(`Not saved. ${answer.message}`, saveButton('See both and choose'));
  }
  return say(`Not saved. ${answer.message} Your text is kept on this page.`);
}

function place(field) {
  if (!field.startsWith('statement:')) return field;
  const code = field.slice('statement:'.length);
  const how = document.getElementById(`how-${code}`);
  return how && how.offsetParent ? `how-${code}` : `answer-${code}`;
}

let noted = ''; // what someone else did, until the page has said so
function saved(answer, sent) {
  if (answer.fields) {
    if (!takeUp(answer.fields, sent)) return later(AFTER_CHOICE);
    noted = `${answer.merged_with} also changed this outcome. Both changes are kept. `;
    kept = written();
  } else {
    kept = sent;
  }
  form.elements.version.value = answer.version;
  if (!answer.needs_review) form.querySelector('[data-confirms]')?.remove();
  showClears();
  if (written() !== kept) return later(AFTER_CHOICE); // there is more by now: say so when it is saved
  say(`${noted}Saved at ${answer.at}.`);
  noted = '';
  return null;
}

// Show what someone else changed. Refused where the person has changed the same since: then the
// version stays, so that the next save puts both before them.
function takeUp(fields, sent) {
  const before = new URLSearchParams(sent);
  const now = new URLSearchParams(written());
  const touched = Object.keys(fields).some((name) => (before.get(name) ?? '') !== (now.get(name) ?? ''));
  if (touched) return false;
  for (const [name, value] of Object.entries(fields)) {
    const inputs = form.querySelectorAll(`[name="${CSS.escape(name)}"]`);
    inputs.forEach((input) => {
      if (input.type === 'radio') input.checked = input.value === value;
      else if (input.value !== value) input.value = value;
    });
  }
  return true;
}

let waiting = null;
function show(html) {
  if (html === undefined || html === shown) return;
  if (result.contains(document.activeElement)) { waiting = html; return; }
  const open = result.querySelector('details')?.open;
  result.innerHTML = html;
  shown = html;
  waiting = null;
  if (open) result.querySelector('details')?.setAttribute('open', '');
}
let shown = result.innerHTML;
result.addEventListener('focusout', () => setTimeout(() => { if (waiting) show(waiting); }));

function showClears() {
  form.querySelectorAll('[data-statement]').forEach((each) => {
    each.querySelector('.wm-clear').hidden = !each.querySelector(':checked');
  });
}

form.addEventListener('input', (event) => {
  if (stopped) return;
  if (event.target.type === 'radio') showClears();
  later(/radio|checkbox/.test(event.target.type) ? AFTER_CHOICE : AFTER_TYPING);
});

form.addEventListener('click', (event) => {
  const button = event.target.closest('.wm-clear');
  if (!button) return;
  event.preventDefault();
  const statement = button.closest('[data-statement]');
  statement.querySelectorAll('input').forEach((input) => { input.checked = false; });
  statement.querySelector('textarea').value = '';
  statement.querySelector('input').focus();
  showClears();
  later(AFTER_CHOICE);
});

form.addEventListener('submit', async (event) => {
  form.elements.csrfmiddlewaretoken.value = token();
  if (running) {
    event.preventDefault();
    const { submitter } = event;
    await Promise.race([running, new Promise((done) => { setTimeout(done, 5000); })]);
    running = null;
    form.requestSubmit(submitter?.isConnected ? submitter : undefined);
    return;
  }
  clearTimeout(timer);
  leaving = true;
});

if (form.dataset.saves === 'first') {
  stopped = true;
  say('This text is not saved yet. Check it, then select Save.', saveButton('Save'));
} else {
  say('Your answers are saved as you go.');
}
window.addEventListener('online', save);
window.addEventListener('focus', save);
window.addEventListener('pageshow', () => { leaving = false; });
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') save();
});
window.addEventListener('beforeunload', (event) => {
  if (!leaving && written() !== kept) event.preventDefault();
});
