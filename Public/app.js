// Pours without a reload, counts the seconds down and keeps tabs in step. Without it the page works as well:
// every button is a form, and what comes back is the same page.
'use strict';

const one = (selector, root = document) => root.querySelector(selector);
const tabs = 'BroadcastChannel' in window ? new BroadcastChannel('taproom') : null;
const failure = 'Error, please try again';
let deadline = 0;
let timer;

const panel = (root = document) => one('.session', root);
const parse = (html) => new DOMParser().parseFromString(html, 'text/html');

// The server sends what is left of the cookie's life, so that a wrong clock here does no harm.
function startCountdown() {
  deadline = Date.now() + Number(panel().dataset.left);
  tick();
}

function tick() {
  clearTimeout(timer);
  const open = one('[data-open]');
  if (!open) return;
  const left = deadline - Date.now();
  open.hidden = left <= 0;
  one('[data-expired]').hidden = left > 0;
  if (left <= 0) return;
  one('b', open).textContent = Math.ceil(left / 1000);
  timer = setTimeout(tick, left % 1000 || 1000);
}

function replace(selector, page) {
  const old = one(selector);
  const fresh = one(selector, page);
  // The element stays, so that a live region tells what is new in it.
  if (old && fresh) old.replaceChildren(...fresh.childNodes);
}

// Answers may overtake each other: of one session its end and then the larger count is the newer, else the later time.
function isNewer(fresh, old) {
  const facts = (section) => {
    const open = one('[data-open]', section);
    const count = open ? Number(one('p + p b', open)?.textContent ?? 0) : Infinity;
    return [one('code', section).textContent, count, Number(section.dataset.at)];
  };
  const [id, views, at] = facts(fresh);
  const [oldID, oldViews, oldAt] = facts(old);
  return id === oldID && views !== oldViews ? views > oldViews : at >= oldAt;
}

function showPanel(page) {
  const old = panel();
  const fresh = panel(page);
  if (!old || !fresh || !isNewer(fresh, old)) return false;
  old.dataset.at = fresh.dataset.at;
  old.dataset.left = fresh.dataset.left;
  old.replaceChildren(...fresh.childNodes);
  startCountdown();
  return true;
}

const announce = () => tabs?.postMessage({ html: panel().outerHTML, deadline });

function showCopyButton() {
  const button = one('[data-copy]');
  if (button && navigator.clipboard) button.hidden = false;
}

async function send(form) {
  try {
    const response = await fetch(form.action, { method: 'POST', signal: AbortSignal.timeout(15000) });
    const page = parse(await response.text());
    if (!panel(page)) {
      // An error page: the beer in the glass stays.
      const message = one('.message', page)?.textContent;
      return message ? `${failure}: ${message}` : failure;
    }
    for (const part of ['.alert', '.beer', '.trace']) replace(part, page);
    if (showPanel(page)) announce();
    showCopyButton();
    return one('.alert').textContent;
  } catch {
    return `${failure}: the server cannot be reached.`;
  }
}

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!form.matches('[data-live]') || !panel()) return;
  event.preventDefault();
  const button = one('button', form);
  if (button.getAttribute('aria-disabled') === 'true') return;
  button.setAttribute('aria-disabled', 'true');
  one('.alert').textContent = '';
  one('.alert').textContent = await send(form);
  button.removeAttribute('aria-disabled');
});

document.addEventListener('click', async (event) => {
  if (!event.target.matches('[data-copy]')) return;
  await navigator.clipboard.writeText(one('.look code').textContent);
  event.target.textContent = 'Copied';
});

// A page out of the browser's history or a tab that slept: the clock went on.
for (const name of ['pageshow', 'visibilitychange', 'focus']) addEventListener(name, () => deadline && tick());

tabs?.addEventListener('message', ({ data }) => {
  if (!panel() || !showPanel(parse(data.html))) return;
  deadline = data.deadline;
  tick();
});

if (panel()) {
  startCountdown();
  showCopyButton();
  announce();
}
