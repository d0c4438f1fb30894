// Warns before the session ends and puts the end off with one press. The footer says the same in words.
const WARN_MS = 5 * 60 * 1000;
const LOOK_MS = 10 * 1000;

export function warnOfSessionEnd(dialog) {
  const state = {
    dialog,
    ends: Date.parse(dialog.dataset.ends),
    longest: Infinity,
    text: dialog.querySelector("#session-ending-text"),
    title: dialog.querySelector("#session-ending-title"),
    status: dialog.querySelector("[data-session-status]"),
    stay: dialog.querySelector("[data-session-stay]"),
    close: dialog.querySelector("[data-session-leave]"),
    dismissed: 0,
    over: false,
  };
  state.stay.addEventListener("click", () => (state.over ? signIn(state) : ask(state, "POST")));
  state.close.addEventListener("click", (event) => {
    event.preventDefault();
    dismiss(state);
  });
  dialog.addEventListener("cancel", () => {
    state.dismissed = minutesLeft(state);
  });
  setInterval(() => look(state), LOOK_MS);
  document.addEventListener("visibilitychange", () => look(state));
}

const left = (state) => state.ends - Date.now();
const minutesLeft = (state) => Math.max(0, Math.ceil(left(state) / 60000));

function dismiss(state) {
  state.dismissed = minutesLeft(state);
  state.dialog.close();
}

// Asks the server before anything is said: somebody may be at work in another window.
async function look(state) {
  if (document.visibilityState === "hidden" || state.over || left(state) > WARN_MS) return;
  await ask(state, "GET");
}

async function ask(state, method) {
  try {
    const response = await fetch(state.dialog.dataset.session, { method, headers: token(), credentials: "same-origin" });
    const answer = await response.json();
    state.ends = Date.now() + answer.left * 1000;
    state.longest = Date.now() + answer.longest * 1000;
    state.over = response.status === 403;
  } catch {
    return; // no connection: nothing is known, and the next look asks again
  }
  show(state);
}

function token() {
  const input = document.querySelector("input[name=csrfmiddlewaretoken]");
  return input ? { "X-CSRFToken": input.value } : {};
}

function show(state) {
  if (state.over) return sayItIsOver(state);
  if (left(state) > WARN_MS) {
    state.dismissed = 0;
    if (state.dialog.open) state.dialog.close();
    return undefined;
  }
  const minutes = minutesLeft(state);
  const soon = minutes === 1 ? "in 1 minute" : `in ${minutes} minutes`;
  const last = state.longest - Date.now() <= WARN_MS;
  state.stay.hidden = last;
  const words = last
    ? `You will be signed out ${soon}, as you signed in many hours ago. What you have typed is kept as a draft: sign in again to go on.`
    : `You will be signed out ${soon}, as you have opened and saved nothing for a while. What you have typed is kept as a draft.`;
  announce(state, words);
  if (!state.dialog.open && (!state.dismissed || minutes <= 1 && state.dismissed > 1)) open(state);
  return undefined;
}

function open(state) {
  state.before = document.activeElement;
  state.dismissed = 0;
  state.dialog.showModal();
}

function announce(state, words) {
  if (state.text.textContent === words) return;
  state.text.textContent = words;
  state.status.textContent = words;
}

function sayItIsOver(state) {
  state.title.textContent = "You have been signed out";
  announce(state, "What you had typed is kept as a draft. Sign in to go on where you were.");
  state.stay.hidden = false;
  state.stay.textContent = "Sign in";
  if (!state.dialog.open) open(state);
}

function signIn(state) {
  const here = window.location.pathname + window.location.search;
  window.location.assign(`${state.dialog.dataset.signIn}?next=${encodeURIComponent(here)}`);
}
