// Asks before a page with unsaved typing is left: for forms of which no draft is kept.
export function warnOfUnsavedChanges(form) {
  const fingerprint = () => new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, value.name ?? value])).toString();
  const before = fingerprint();
  let leavingOnPurpose = false;
  window.addEventListener("submit", (event) => {
    if (event.target === form) leavingOnPurpose = !event.defaultPrevented;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leavingOnPurpose && fingerprint() !== before) event.preventDefault();
  });
}
