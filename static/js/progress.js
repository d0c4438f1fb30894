// While a job runs, looks again by itself every few seconds; the Refresh link does the same without it.
const WAIT = 2000;
const MOST_LOOKS = 150;

export function watchProgress(section) {
  const lookAgain = async (shown, looks) => {
    if (!shown.matches("[data-progress]") || looks === 0) return;
    await new Promise((done) => setTimeout(done, WAIT));
    let next = shown;
    try {
      const answer = await fetch(window.location.href, { headers: { "X-Background": "1" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("progress");
      if (answer.ok && fresh && !shown.contains(document.activeElement)) {
        shown.replaceWith(fresh);
        next = fresh;
      }
    } catch {
      // The Refresh link is still there.
    }
    lookAgain(next, looks - 1);
  };
  lookAgain(section, MOST_LOOKS);
}
