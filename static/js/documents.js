// While a document is being made, looks again by itself: soon at first, then less and less often, and not for ever.
const WAITS = [2, 3, 5, 8, 13, 21, 34];

export function watchDocuments(list) {
  const lookAgain = async (waits, shown) => {
    if (!shown.querySelector("[data-being-made]") || waits.length === 0) return;
    await new Promise((done) => setTimeout(done, waits[0] * 1000));
    let next = shown;
    try {
      const answer = await fetch(window.location.href, { headers: { "X-Background": "1" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("documents");
      if (answer.ok && fresh && fresh.innerHTML !== shown.innerHTML && !shown.contains(document.activeElement)) {
        shown.replaceWith(fresh);
        next = fresh;
        if (!fresh.querySelector("[data-being-made]")) {
          fresh.querySelector("[data-documents-status]").textContent = "The document is ready, or could not be made.";
        }
      }
    } catch {
      // The Refresh link is still there.
    }
    lookAgain(waits.slice(1), next);
  };
  lookAgain(WAITS, list);
}
