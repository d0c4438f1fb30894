// On a narrow screen the filters start folded, so that the results are in sight.
export function foldFilters(details) {
  if (window.matchMedia("(max-width: 60em)").matches) details.open = false;
}
