// Adds, uses and asks again for passkeys. Without this file, passwords and codes still work.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

function forBrowser({ publicKey: key }) {
  const made = { ...key, challenge: bytes(key.challenge) };
  if (key.user) made.user = { ...key.user, id: bytes(key.user.id) };
  if (key.excludeCredentials) made.excludeCredentials = named(key.excludeCredentials);
  if (key.allowCredentials) made.allowCredentials = named(key.allowCredentials);
  return { publicKey: made };
}

function forServer(credential) {
  const { response } = credential;
  const said = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ['attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (response[name]) said[name] = text(response[name]);
  }
  if (response.getTransports) said.transports = response.getTransports();
  return {
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response: said,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function options(form) {
  if (form.dataset.passkey !== 'sign-in') return JSON.parse(form.dataset.options);
  const answer = await fetch(form.dataset.options, { headers: { 'X-Requested-With': 'XMLHttpRequest' } });
  if (!answer.ok) throw new Error('no options');
  return (await answer.json()).request_options;
}

function say(form, error) {
  const place = form.querySelector('[role="alert"]');
  place.hidden = false;
  place.textContent = error.name === 'SecurityError'
    ? 'Passkeys do not work at this address. Open the service by its name, not by a number.'
    : error.name === 'InvalidStateError'
      ? 'This device has a passkey for your account already.'
      : 'Your device did not give a passkey. Try again, or use another way.';
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  const button = form.querySelector('button[type="submit"]');
  if (!window.PublicKeyCredential) {
    form.querySelector('.wm-no-script').classList.remove('wm-no-script');
    continue;
  }
  button.hidden = false;
  form.addEventListener('submit', async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    try {
      const wanted = forBrowser(await options(form));
      const given = form.dataset.passkey === 'add'
        ? await navigator.credentials.create(wanted)
        : await navigator.credentials.get(wanted);
      form.elements.credential.value = JSON.stringify(forServer(given));
      form.submit();
    } catch (error) {
      say(form, error);
    }
  });
}
