// Suggests offences while somebody types, as an ARIA combobox. Without script the field is a plain search.
const WAIT_MS = 200;
const SHORTEST = 2;

export function offenceSearch(input) {
  const list = makeList(input);
  const status = makeStatus(input);
  const state = { active: -1, timer: 0, asked: 0 };
  input.addEventListener("input", () => {
    clearTimeout(state.timer);
    state.timer = setTimeout(() => suggest(input, list, status, state), WAIT_MS);
  });
  input.addEventListener("keydown", (event) => onKey(event, input, list, state));
  input.addEventListener("blur", () => close(input, list, state));
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) choose(option, input, list, state);
  });
}

function makeList(input) {
  const wrapper = document.createElement("div");
  wrapper.className = "tandem-suggest";
  input.before(wrapper);
  wrapper.append(input);
  const list = document.createElement("ul");
  Object.assign(list, { id: `${input.id}-suggestions`, className: "tandem-suggest__list", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Offences found");
  wrapper.append(list);
  input.autocomplete = "off";
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-autocomplete", "list"],
    ["aria-expanded", "false"],
    ["aria-controls", list.id],
  ]) input.setAttribute(name, value);
  return list;
}

function makeStatus(input) {
  const status = document.createElement("div");
  status.className = "govuk-visually-hidden";
  status.setAttribute("role", "status");
  input.parentElement.append(status);
  return status;
}

// A field that takes several codes is searched by what stands after the last comma, and keeps what stands before.
function typed(input) {
  const at = "severalOffences" in input.dataset ? input.value.lastIndexOf(",") + 1 : 0;
  return { before: input.value.slice(0, at), words: input.value.slice(at).trim() };
}

async function suggest(input, list, status, state) {
  const { words } = typed(input);
  const mine = ++state.asked;
  if (words.length < SHORTEST) return close(input, list, state);
  const url = new URL(input.dataset.offenceSearch, window.location.href);
  url.searchParams.set("q", words);
  let offences;
  try {
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    if (!response.ok) return undefined;
    offences = await response.json();
  } catch {
    return undefined;
  }
  if (mine !== state.asked || document.activeElement !== input) return undefined;
  // A code that is typed whole needs no list over what comes next.
  if (offences.length === 1 && offences[0].code === words.toUpperCase()) return close(input, list, state);
  show(offences, input, list, state);
  status.textContent = offences.length
    ? `${offences.length} offence${offences.length === 1 ? "" : "s"} found. Use the up and down arrows.`
    : "No offences found.";
  return undefined;
}

function show(offences, input, list, state) {
  list.replaceChildren(...offences.map((offence, index) => makeOption(offence, `${list.id}-${index}`)));
  list.hidden = offences.length === 0;
  input.setAttribute("aria-expanded", String(!list.hidden));
  mark(-1, input, list, state);
}

function makeOption({ code, title, category }, id) {
  const option = document.createElement("li");
  Object.assign(option, { id, className: "tandem-suggest__option" });
  option.setAttribute("role", "option");
  option.dataset.code = code;
  for (const [part, text] of [["code", code], ["title", title], ["category", category]]) {
    if (!text) continue;
    const span = document.createElement("span");
    span.className = `tandem-suggest__${part}`;
    span.textContent = `${text} `;
    option.append(span);
  }
  return option;
}

function onKey(event, input, list, state) {
  if (event.key === "Escape") return close(input, list, state);
  if (list.hidden) return undefined;
  const count = list.children.length;
  if (event.key === "ArrowDown") mark((state.active + 1) % count, input, list, state);
  else if (event.key === "ArrowUp") mark((state.active - 1 + count) % count, input, list, state);
  else if (event.key === "Enter" && state.active >= 0) choose(list.children[state.active], input, list, state);
  else return undefined;
  event.preventDefault();
  return undefined;
}

function mark(index, input, list, state) {
  state.active = index;
  [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
  if (index < 0) return input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-activedescendant", list.children[index].id);
  list.children[index].scrollIntoView({ block: "nearest" });
  return undefined;
}

function choose(option, input, list, state) {
  const { before } = typed(input);
  input.value = before ? `${before} ${option.dataset.code}` : option.dataset.code;
  close(input, list, state);
  input.dispatchEvent(new CustomEvent("tandem:offence-chosen", { bubbles: true, detail: { code: option.dataset.code } }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function close(input, list, state) {
  clearTimeout(state.timer);
  state.asked += 1;
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  mark(-1, input, list, state);
}
