// Keeps what somebody types on the server while they type. Every form works without it: "Save and finish later" does
// the same by hand, and whatever is refused is kept as well.
import { warnOfUnsavedChanges } from "./unsaved-changes.js";

const QUIET_MS = 1500; // after the last key
const LONGEST_MS = 10000; // while somebody goes on typing
const AGAIN_MS = 5000; // after a failure
const LAST_MS = 1000; // signing out waits no longer
const OURS = ["csrfmiddlewaretoken", "draft-"];

export function keepDrafts(form) {
  const place = document.querySelector("[data-drafts]");
  if (!place || addressOf(form) !== place.dataset.address) return warnOfUnsavedChanges(form);
  const state = {
    form,
    place,
    page: window.crypto.randomUUID ? window.crypto.randomUUID() : String(Math.random()),
    seen: place.dataset.seen,
    status: makeStatus(form),
    kept: fingerprint(form),
    since: 0,
    timer: 0,
    running: null,
    refused: false,
    leaving: false,
    signingOut: false,
  };
  for (const name of ["input", "change"]) form.addEventListener(name, () => typed(state));
  // At the window, after every handler of the form's own: one of those may have other plans with it, and keep it here.
  window.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (event.target === form) handIn(event, state);
    else if (event.target.matches("[data-sign-out]")) signOut(event, state);
  });
  // Whoever keeps what is handed in must know which page hands it in, and of which draft that page knows.
  form.addEventListener("formdata", ({ formData }) => {
    formData.set("draft-page", state.page);
    formData.set("draft-seen", state.seen);
  });
  window.addEventListener("online", () => typed(state));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save(state, true);
  });
  window.addEventListener("pagehide", () => leave(state));
  window.addEventListener("beforeunload", (event) => {
    // Asked only where the text could not be kept: otherwise it goes on its way with the page.
    if (!state.leaving && state.refused && fingerprint(form) !== state.kept) event.preventDefault();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) state.leaving = state.signingOut = false;
  });
  return undefined;
}

// As the server names a form: its path, and which page of it where a long one has several.
function addressOf(form) {
  const url = new URL(form.getAttribute("action") || window.location.href, window.location.href);
  const page = url.searchParams.get("page");
  return Number(page) > 1 ? `${url.pathname}?page=${page}` : url.pathname;
}

function fields(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (typeof value !== "string") data.delete(name);
  return data;
}

export function fingerprint(form) {
  const said = [...fields(form)].filter(([name]) => !OURS.some((word) => name.startsWith(word)));
  return new URLSearchParams(said).toString();
}

function message(state) {
  const data = fields(state.form);
  data.set("draft-address", state.place.dataset.address);
  data.set("draft-person", state.place.dataset.person);
  return data;
}

function typed(state) {
  if (state.leaving || fingerprint(state.form) === state.kept) return;
  const now = Date.now();
  state.since ||= now;
  clearTimeout(state.timer);
  const wait = Math.max(0, Math.min(QUIET_MS, state.since + LONGEST_MS - now));
  state.timer = setTimeout(() => save(state), wait);
}

async function save(state, keepalive = false) {
  clearTimeout(state.timer);
  if (state.leaving || state.running) return;
  const now = fingerprint(state.form);
  if (now === state.kept) return;
  state.since = 0;
  state.running = send(state, now, keepalive);
  await state.running;
  state.running = null;
  if (!state.refused) typed(state);
}

async function send(state, now, keepalive) {
  const body = message(state);
  try {
    const response = await fetch(state.place.dataset.drafts, { method: "POST", body, keepalive: keepalive && now.length < 50000 });
    const answer = await response.json();
    state.refused = !response.ok;
    if (response.ok) {
      state.seen = answer.seen;
      state.kept = now;
    }
    say(state, response.ok ? `Draft saved ${answer.saved}` : answer.problem, !response.ok);
  } catch {
    state.refused = true;
    say(state, "Draft not saved: the service cannot be reached. Trying again.", true);
    state.timer = setTimeout(() => save(state), AGAIN_MS);
  }
}

function leave(state) {
  if (state.leaving || fingerprint(state.form) === state.kept) return;
  navigator.sendBeacon(state.place.dataset.drafts, message(state));
}

// A draft on its way must arrive before the form does, or it would be left over after the form was saved.
async function handIn(event, state) {
  clearTimeout(state.timer);
  if (!state.running) {
    state.leaving = true;
    return;
  }
  event.preventDefault();
  const { submitter } = event;
  await state.running;
  state.running = null;
  state.form.requestSubmit(submitter);
}

// After it nothing more is kept, so the last of what was typed goes first.
async function signOut(event, state) {
  if (state.signingOut || fingerprint(state.form) === state.kept) return;
  event.preventDefault();
  state.signingOut = true;
  const { target, submitter } = event;
  const last = Promise.resolve(state.running).then(() => save(state, true));
  await Promise.race([last, new Promise((resolve) => { setTimeout(resolve, LAST_MS); })]);
  target.requestSubmit(submitter);
}

function makeStatus(form) {
  const status = document.createElement("p");
  status.className = "govuk-body-s tandem-draft-status";
  status.setAttribute("role", "status");
  const actions = form.querySelectorAll(".tandem-actions");
  if (actions.length) actions[actions.length - 1].after(status);
  else form.append(status);
  return status;
}

// The words change once a minute at most, so a screen reader says it no more often than that.
function say(state, words, isProblem) {
  state.status.classList.toggle("tandem-draft-status--problem", isProblem);
  if (state.status.textContent !== words) state.status.textContent = words;
}
