// Warns 5 minutes before a session ends, and lets the person stay. The server ends it either way.
const WARNING = 5 * 60;
const dialog = document.getElementById('session');
const stay = dialog.querySelector('[data-stay]');
const close = dialog.querySelector('[data-close]');
let endsAt = 0;
let canExtend = true;
let timer = 0;

async function ask(method) {
  const body = method === 'POST' ? new FormData(dialog.querySelector('form')) : undefined;
  const answer = await fetch(dialog.dataset.url, { method, body, headers: { Accept: 'application/json' } });
  if (!answer.ok) throw new Error('no answer');
  const { seconds, can_extend: extends_ } = await answer.json();
  endsAt = Date.now() + seconds * 1000;
  canExtend = extends_;
}

const left = () => Math.max(0, Math.round((endsAt - Date.now()) / 1000));
const show = (which) => dialog.querySelectorAll('[data-say]').forEach((one) => { one.hidden = one.dataset.say !== which; });

function inWords(seconds) {
  const minutes = Math.ceil(seconds / 60);
  return seconds > 60 ? `${minutes} minutes` : 'less than a minute';
}

function open(which) {
  show(which);
  stay.hidden = which !== 'soon';
  close.hidden = which === 'soon';
  dialog.querySelectorAll('[data-left]').forEach((one) => {
    const words = inWords(left());
    if (one.textContent !== words) one.textContent = words;
  });
  if (!dialog.open) dialog.showModal();
  if (document.activeElement !== stay && document.activeElement !== close) (stay.hidden ? close : stay).focus();
}

async function look() {
  clearTimeout(timer);
  try {
    if (left() <= WARNING) await ask('GET'); // another tab may have been used
  } catch { /* no network: count on with what is known */ }
  const seconds = left();
  if (seconds === 0) {
    dialog.dataset.over = 'yes';
    open('over');
    return;
  }
  if (seconds <= WARNING) {
    if (dialog.dataset.closed !== 'yes') open(canExtend ? 'soon' : 'last');
  } else if (dialog.open) {
    dialog.close();
  }
  timer = setTimeout(look, Math.max(1, seconds <= WARNING ? 20 : seconds - WARNING) * 1000);
}

stay.addEventListener('click', async (event) => {
  event.preventDefault();
  try {
    await ask('POST');
  } catch { /* look() says what is so */ }
  dialog.close();
  look();
});
close.addEventListener('click', () => {
  dialog.dataset.closed = 'yes';
  dialog.close();
});
dialog.addEventListener('cancel', () => { dialog.dataset.closed = 'yes'; });

ask('GET').then(look, look);
