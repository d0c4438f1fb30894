// Everything here only enhances: each page works without it.
import { initAll } from "../govuk/govuk-frontend.min.js";
import { keepDrafts } from "./drafts.js";
import { watchDocuments } from "./documents.js";
import { foldFilters } from "./filters.js";
import { offenceSearch } from "./offence-search.js";
import { watchProgress } from "./progress.js";
import { warnOfSessionEnd } from "./session-end.js";

initAll();
document.querySelectorAll("[data-fold-when-narrow]").forEach(foldFilters);
document.querySelectorAll("[data-offence-search]").forEach(offenceSearch);
document.querySelectorAll("form[data-warn-unsaved]").forEach(keepDrafts);
document.querySelectorAll("[data-session]").forEach(warnOfSessionEnd);
document.querySelectorAll("[data-documents]").forEach(watchDocuments);
document.querySelectorAll("[data-progress]").forEach(watchProgress);
