// Runs before the page is drawn, so that nothing jumps: components are styled for script from the start.
document.body.className += " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " govuk-frontend-supported" : "")
