"""Two pairs of hands for the same journey: one with a mouse where no script runs, one with nothing but a keyboard."""

import re
from dataclasses import dataclass

from playwright.sync_api import expect

MOST_STOPS = 400
# What a screen reader would call the control that has the focus, and what it is.
FOCUSED = """() => {
    const el = document.activeElement;
    if (!el || el === document.body) return null;
    const by = ids => (ids || "").split(" ").map(id => document.getElementById(id)).filter(Boolean);
    const said = nodes => nodes.map(node => node.innerText ?? node.textContent).join(" ");
    const group = el.closest("fieldset")?.querySelector("legend");
    const named = el.getAttribute("aria-label") || said(by(el.getAttribute("aria-labelledby")))
        || said([...(el.labels || [])]) || el.innerText || el.value || "";
    return {tag: el.tagName.toLowerCase(), type: el.type || "", name: named.replace(/\\s+/g, " ").trim(),
        group: (group?.innerText || "").replace(/\\s+/g, " ").trim(), field: el.name || "",
        role: el.getAttribute("role") || ""};
}"""
# Whether somebody sees where the focus is: in the window, and drawn differently from how it is without.
SEEN = """() => {
    const el = document.activeElement, drawn = [el, ...(el.labels || [])];
    const look = () => drawn.flatMap(node => [getComputedStyle(node), getComputedStyle(node, "::before")])
        .map(style => [style.outline, style.boxShadow, style.backgroundColor, style.borderColor].join()).join();
    const box = (el.labels?.[0] || el).getBoundingClientRect(), focused = look();
    el.blur();
    const without = look();
    el.focus({preventScroll: true});
    return focused !== without && box.bottom > 0 && box.top < innerHeight && box.right > 0;
}"""


@dataclass
class Effort:
    """What a journey took: links followed and buttons pressed, and questions answered."""

    clicks: int = 0
    fields: int = 0

    def __str__(self):
        return f"{self.clicks} clicks and {self.fields} fields"


def says(wanted, name):
    """Whether an accessible name is the one that is looked for: a pattern, or how it begins."""
    if isinstance(wanted, re.Pattern):
        return bool(wanted.search(name))
    return name == wanted or name.startswith(wanted)


class Hands:
    """What every pair of hands does alike: read, and count its own work."""

    def __init__(self, page):
        self.page, self.effort = page, Effort()

    def sees(self, text):
        expect(self.page.get_by_text(text).first).to_be_visible()

    def is_at(self, end):
        return self.page.url.partition("?")[0].endswith(end)

    def date(self, prefix, day):
        for part in ("day", "month", "year"):
            self._type(f"{prefix}_{part}", str(getattr(day, part)))
        self.effort.fields += 1

    def groups(self):
        """The questions of the page that are answered by choosing, in order."""
        legends = self.page.get_by_role("main").locator("fieldset:has(input[type=radio]) > legend")
        return [re.sub(r"\s+", " ", text).strip() for text in legends.all_inner_texts()]

    def attach(self, path):
        """Choose a file, as the dialog of the system would."""
        self._reach_file()
        self.page.locator("input[type=file]").set_input_files(path)
        self.effort.fields += 1


class Mouse(Hands):
    """Clicks and types; needs no script."""

    def follow(self, name):
        self.effort.clicks += 1
        links = self.page.get_by_role("link", name=name).or_(self.page.get_by_role("button", name=name))
        links.first.click()

    def press(self, name):
        self.effort.clicks += 1
        self.page.get_by_role("main").get_by_role("button", name=name).first.click()

    def fill(self, label, text, *, of=None):
        self._place(of).get_by_label(label).first.fill(text)

    def choose(self, label, *, of=None):
        self._place(of).get_by_label(label).first.check()

    def select(self, label, option, *, of=None):
        self._place(of).get_by_label(label).first.select_option(label=option)

    def _place(self, group):
        self.effort.fields += 1
        return self.page.get_by_role("group", name=group).first if group else self.page.get_by_role("main")

    def _type(self, name, text):
        self.page.locator(f"[name='{name}']").fill(text)

    def _reach_file(self):
        pass


class Keyboard(Hands):
    """Tab, Space, Enter, arrows and typing. A control that cannot be reached, or not be seen when reached, fails."""

    def follow(self, name):
        self._reach(lambda at: at["tag"] == "a" and says(name, at["name"]), name)
        self._enter()

    def press(self, name):
        self._reach(lambda at: is_button(at) and says(name, at["name"]), name)
        self._enter()

    def fill(self, label, text, *, of=None):
        self._reach(lambda at: is_text(at) and says(label, at["name"]) and is_in(of, at), label)
        self._write(text)
        self.effort.fields += 1

    def choose(self, label, *, of=None):
        """Tab into the group of radios, then go down it; a box to tick is a stop of its own."""
        self._reach(lambda at: at["type"] in {"radio", "checkbox"} and is_in(of, at) and self._offers(at, label), label)
        for _ in range(30):
            at = self.page.evaluate(FOCUSED)
            if says(label, at["name"]):
                break
            self.page.keyboard.press("ArrowDown" if at["type"] == "radio" else "Tab")
        assert says(label, at["name"]), f"{label} is no choice of {of}"
        self._sees_focus(label)
        if not self.page.evaluate("document.activeElement.checked"):
            self.page.keyboard.press("Space")
        self.effort.fields += 1

    def _offers(self, at, label):
        """Whether the radios with this name offer a choice: only the first of them is a stop."""
        names = self.page.evaluate(
            "name => [...document.getElementsByName(name)].map(el => el.labels[0]?.innerText.trim() || '')", at["field"]
        )
        return any(says(label, re.sub(r"\s+", " ", name)) for name in names)

    def select(self, label, option, *, of=None):
        self._reach(lambda at: at["tag"] == "select" and says(label, at["name"]) and is_in(of, at), label)
        self.page.keyboard.press("Home")
        for _ in range(80):
            if self.page.evaluate("document.activeElement.selectedOptions[0].text") == option:
                break
            self.page.keyboard.press("ArrowDown")
        assert self.page.evaluate("document.activeElement.selectedOptions[0].text") == option
        self.effort.fields += 1

    def _type(self, name, text):
        self._reach(lambda at: at["field"] == name, name)
        self._write(text)

    def _reach_file(self):
        self._reach(lambda at: at["type"] == "file", "the file input")

    def _write(self, text):
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def _enter(self):
        self.effort.clicks += 1
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _sees_focus(self, sought):
        assert self.page.evaluate(SEEN), f"nobody sees the focus on {sought} on {self.page.url}"

    def _reach(self, is_it, sought):
        """Tab on from where the focus is, round the page once, to the first control that is the one."""
        passed = []
        for _ in range(MOST_STOPS):
            at = self.page.evaluate(FOCUSED)
            if at and is_it(at):
                self._sees_focus(sought)
                return
            if at:
                passed.append(at["name"][:40])
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{sought} cannot be reached by keyboard on {self.page.url}: {passed[:150]}")


def is_in(group, at):
    return group is None or says(group, at["group"])


def is_button(at):
    return at["tag"] == "button" or at["role"] == "button" or at["type"] == "submit"


def is_text(at):
    return at["tag"] == "textarea" or (at["tag"] == "input" and at["type"] in {"text", "search", "email", "tel", "url"})
