// Sends large files in pieces, shows how far each is, and goes on after a lost network or a reload.
// Without it the same form sends the files in one request.
import { drawUpload, tellRefused } from "./upload-row.js";
import { isSameFile } from "./upload-seal.js";

const WAITS = [1000, 2000, 4000, 8000, 15000, 30000];
const form = document.querySelector("form[data-uploads]");

class Refused extends Error {}

if (form && form.querySelector('input[type="file"]')) enhance(form);

function enhance(form) {
  const input = form.querySelector('input[type="file"]');
  const list = form.querySelector("[data-uploads-list]");
  const status = form.querySelector("[data-uploads-status]");
  const token = form.querySelector('input[name="csrfmiddlewaretoken"]').value;
  const pieceSize = Number(form.dataset.uploadsPiece);
  const files = [];

  // Beside the question that it answers; without script it is not there at all.
  input.closest(".govuk-form-group").after(list);

  const say = (text) => {
    status.textContent = text;
  };

  async function ask(href, options = {}) {
    const answer = await fetch(href, {
      credentials: "same-origin",
      redirect: "manual",
      ...options,
      headers: { "X-CSRFToken": token, Accept: "application/json", ...options.headers },
    });
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403)
      throw new Refused("You were signed out, or may not do this. Sign in again, then choose the same file: it goes on where it stopped.");
    return answer;
  }

  async function refusal(answer) {
    const said = await answer.json().catch(() => ({}));
    return new Refused(said.detail || "The service could not take this file. Try again.");
  }

  const inJSON = (what) => ({ method: "POST", body: JSON.stringify(what), headers: { "Content-Type": "application/json" } });

  async function begunBefore(file) {
    const items = [...document.querySelectorAll("[data-upload-begun]")].filter((item) => item.dataset.uploadName === file.name);
    for (const item of items.filter((item) => !item.dataset.taken)) {
      const answer = await ask(item.dataset.uploadBegun);
      const begun = answer.ok ? await answer.json() : null;
      if (begun && (await isSameFile(file, begun, pieceSize))) {
        item.dataset.taken = "yes";
        return begun;
      }
    }
    return null;
  }

  async function begin(file) {
    const begun = await begunBefore(file);
    if (begun) return begun;
    const answer = await ask(form.dataset.uploads, inJSON({ name: file.name, size: file.size }));
    if (!answer.ok) throw await refusal(answer);
    return answer.json();
  }

  async function sendPiece(row, from) {
    const piece = row.file.slice(from, from + pieceSize);
    const answer = await ask(row.href, {
      method: "PATCH",
      body: piece,
      headers: { "Upload-Offset": String(from), "Content-Type": "application/offset+octet-stream" },
    });
    const offset = answer.headers.get("Upload-Offset");
    if (answer.ok) return Number(offset);
    if (answer.status === 409 && offset !== null) return goOn(row);
    if (answer.status >= 500) throw new TypeError("The service is away.");
    throw await refusal(answer);
  }

  // What is here is not what was sent last: a piece had arrived unanswered, or another window adds a file of its own.
  async function goOn(row) {
    const answer = await ask(row.href);
    if (!answer.ok) throw await refusal(answer);
    let here = await answer.json();
    if (!(await isSameFile(row.file, here, pieceSize))) here = await begin(row.file);
    row.href = here.href;
    return here.received;
  }

  // A lost network is waited for; what is here then is asked, because a piece may have arrived unanswered.
  async function patiently(row, work) {
    for (let tried = 0; ; tried += 1) {
      try {
        return await work();
      } catch (error) {
        if (error instanceof Refused || row.removed) throw error;
        row.show("Waiting for the network. It goes on by itself.");
        await new Promise((resolve) => {
          const timer = setTimeout(resolve, WAITS[Math.min(tried, WAITS.length - 1)]);
          window.addEventListener("online", () => { clearTimeout(timer); resolve(); }, { once: true });
        });
      }
    }
  }

  async function send(row) {
    const begun = await patiently(row, () => begin(row.file));
    row.href = begun.href;
    let received = begun.received;
    let told = 0;
    while (received < row.file.size && !row.removed) {
      received = await patiently(row, () => sendPiece(row, received));
      const share = Math.floor((100 * received) / row.file.size);
      row.progress(share);
      if (share >= told + 25 && share < 100) {
        told = share - (share % 25);
        say(`${row.file.name}: ${share} %`);
      }
    }
  }

  function add(file) {
    const drawn = drawUpload(list, file);
    const row = {
      file,
      href: "",
      removed: false,
      refused: false,
      told: false, // whether an earlier press of the button ended with this refusal in sight
      attached: false,
      show: (text) => { drawn.said.textContent = text; },
      progress: (share) => {
        drawn.bar.value = share;
        drawn.said.textContent = share < 100 ? `${share} % uploaded` : "Uploaded. Not attached yet.";
      },
      refuse: (text) => {
        row.refused = true;
        drawn.item.classList.add("tandem-uploads__file--refused");
        drawn.said.textContent = text;
        say(`${file.name}: ${text}`);
      },
    };
    row.drop = () => {
      drawn.item.remove();
      files.splice(files.indexOf(row), 1);
      list.hidden = files.length === 0;
    };
    row.settle = () => drawn.remove.remove();
    drawn.remove.addEventListener("click", () => {
      row.removed = true;
      row.drop();
      if (row.href && !row.refused) ask(row.href, { method: "DELETE" }).catch(() => {});
      say(`${file.name} removed`);
      input.focus();
    });
    files.push(row);
    return row;
  }

  let isDone = false;
  // One file after the other: two at once would only share the same line.
  let queue = Promise.resolve();
  input.addEventListener("change", () => {
    const chosen = [...input.files];
    input.value = "";
    list.hidden = false;
    say(`${chosen.length} ${chosen.length === 1 ? "file" : "files"} chosen`);
    for (const file of chosen) {
      const row = add(file);
      row.sent = queue = queue.then(() => (row.removed ? undefined : send(row))).then(
        () => { if (!row.removed) say(`${file.name} uploaded`); },
        (error) => { if (!row.removed) row.refuse(error.message); },
      );
    }
  });

  function asked(row, number, many) {
    const said = Object.fromEntries(["kind", "about", "title", "source", "justification"].map((name) => [name, form.elements[name]?.value ?? ""]));
    if (said.title && many) said.title = `${said.title.slice(0, 110)} ${number}`;
    if (form.elements.sensitive?.checked) said.sensitive = "on";
    return said;
  }

  async function attach(row, number, many) {
    row.show("Being checked and attached");
    const answer = await patiently(row, () => ask(`${row.href}finish/`, inJSON(asked(row, number, many))));
    if (answer.ok) {
      row.attached = (await answer.json()).id;
      row.show("Attached");
      row.settle();
      return;
    }
    const said = await answer.json().catch(() => ({}));
    if (answer.status === 422) throw new Refused(said.detail || "Answer the questions above, then attach again.");
    row.refuse(said.detail || "The service could not take this file.");
  }

  function complain(field, text) {
    const group = field.closest(".govuk-form-group");
    const message = group.querySelector(".govuk-error-message") ?? document.createElement("p");
    message.className = "govuk-error-message";
    message.id ||= `${field.id}-missing`;
    message.textContent = text;
    if (text) field.before(message);
    else message.remove();
    group.classList.toggle("govuk-form-group--error", Boolean(text));
    field.classList.toggle("govuk-select--error", Boolean(text));
    field.setAttribute("aria-invalid", String(Boolean(text)));
    if (text) {
      field.setAttribute("aria-describedby", message.id);
      field.focus();
    }
  }

  form.addEventListener("submit", async (event) => {
    if (event.defaultPrevented || isDone || event.submitter?.name === "finish_later" || files.length === 0) return;
    event.preventDefault();
    complain(form.elements.kind, form.elements.kind.value ? "" : "Select kind of material");
    if (!form.elements.kind.value) return;
    const waiting = files.filter((row) => !row.attached && !row.refused);
    const button = event.submitter;
    if (button) button.disabled = true;
    say("The files are being attached");
    try {
      for (const [index, row] of waiting.entries()) {
        await row.sent;
        if (!row.removed && !row.refused) await attach(row, index + 1, waiting.length > 1);
      }
      if (files.some((row) => row.refused && !row.told)) tellRefused(list, files);
      else isDone = files.some((row) => row.attached);
    } catch (error) {
      say(error.message);
      list.querySelector("h2").textContent = error.message;
    }
    if (button) button.disabled = false;
    if (isDone) {
      // The form goes in as it would without script, so that its draft is done with too; it says what is attached.
      for (const row of files.filter((row) => row.attached)) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "attached", value: row.attached }));
      setTimeout(() => form.requestSubmit(button)); // not while the press before is still being dealt with
    }
  });
}
