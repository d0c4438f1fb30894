"""A domestic abuse case of grievous bodily harm, from nothing: what a file builder does, with either pair of hands.

The rows of the task list are taken in an order that a seed deals: any order has to do.
"""

import random
import re
from datetime import date, timedelta

from tests import papers

URN = "46 AA 54321 / 26"


class Builder:
    """One file builder at work; `hands` are theirs, `folder` is where their files lie."""

    def __init__(self, hands, folder, today: date):
        self.hands, self.folder, self.today = hands, folder, today
        self.statement = folder / "statement.pdf"
        self.statement.write_bytes(papers.pdf())
        self.video = folder / "body-worn.mp4"
        self.video.write_bytes(papers.mp4(folder, codec="libx264"))

    def opens_the_case(self):
        hands = self.hands
        hands.follow("Open a case")
        hands.fill("Unique Reference Number", URN)
        hands.fill("What the case is about", "Grievous bodily harm at home")
        hands.date("crime_recorded_on", self.today - timedelta(days=3))
        hands.choose("Domestic abuse")
        hands.press("Open the case file")
        hands.sees("Case file opened")

    def names_suspects(self):
        """Two brothers, one of whom is known by another name; each suspected of an offence of his own."""
        self._suspect("Alder", "sec 20", "Wound / inflict grievous bodily harm without intent")
        self._suspect("Birch", "sec 18", "Section 18 - grievous bodily harm with intent")
        hands = self.hands
        hands.follow("Other names of Test Birch")
        hands.fill("Family name, or nickname", "Rook")
        hands.press("Add name")
        hands.sees("Rook")
        hands.follow("Overview")

    def _suspect(self, name, asked, offence):
        hands = self.hands
        hands.follow("Add a suspect")
        hands.fill("Given names", "Test")
        hands.fill("Family name", name)
        hands.choose("On pre-charge bail", of="Custody")
        hands.choose("Not guilty plea expected", of="Anticipated plea")
        hands.fill("Summary of the interview", "Answered every question: says that the victim fell.")
        hands.choose("Checked: none recorded", of="Previous convictions")
        hands.press("Save")
        hands.fill("Find an offence", asked)
        hands.press("Search")
        hands.follow(offence)
        hands.date("starts_on", self.today - timedelta(days=4))
        hands.press("Add offence")
        hands.sees(f"added for Test {name}")

    def names_people(self):
        for name, role in (("Wensum", "Victim"), ("Yare", "Witness")):
            hands = self.hands
            hands.follow("Add a person")
            hands.choose(role, of="Role in the case")
            hands.fill("Given names", "Test")
            hands.fill("Family name", name)
            if role == "Victim":
                hands.select("Victim personal statement", "Offered and taken")
            hands.select("Special measures", "Assessed: needed" if role == "Victim" else "Assessed: not needed")
            hands.press("Save")
            hands.sees("Saved.")

    def tasks(self):
        """Every row that is left, in order of the list, with what is done about it."""
        return {
            "Summary of the circumstances": self.tells_the_story,
            "Report for a charging decision (MG3)": self.reports,
            "Case file evidence and information (MG6)": self.informs,
            "Victim personal statement itself": self.takes_the_statement,
            "Special measures assessment (MG2)": self.assesses,
            "Key witness statements (MG11)": lambda: self.attaches("Statement of the victim"),
            "Key exhibits or an exhibit list (MG12)": lambda: self.attaches("Photograph of the door"),
            "Medical evidence or photographs of injury": lambda: self.attaches("Letter of the hospital"),
            "Body-worn video": self.adds_the_video,
            "Domestic abuse checklist": self.checks_the_abuse,
            "Schedule of unused non-sensitive material (MG6C)": self.lists_unused,
            "Material presumed disclosable": self.answers_for_presumed,
            "Disclosure officer's report (MG6E)": self.certifies,
            "Contact details of the officer in the case": self.can_be_rung,
        }

    def does_the_task_list(self, seed):
        rows = list(self.tasks().items())
        random.Random(seed).shuffle(rows)
        for name, act in rows:
            if not self.hands.is_at("build/"):
                self.hands.follow("Task list")
            self.hands.follow(re.compile("^" + re.escape(name)))
            act()
        self.adds_third_party_material()

    def tells_the_story(self):
        hands = self.hands
        hands.fill("Summary of the circumstances", "One brother held the victim, the other struck her with a bottle.")
        hands.fill("Reasonable lines of enquiry", "Neighbours spoken to; the door camera did not work.")
        hands.press("Save")
        hands.sees("Case details saved")

    def reports(self):
        hands = self.hands
        hands.choose("Full Code Test", of="Which test do police say is met?")
        for label in ("Why that test is met", "Likely issues in the case", "Strengths of", "Weaknesses of"):
            hands.fill(label, "Who struck the blow; the recording shows both.")
        hands.choose("Yes", of="Has all unused material been identified")
        hands.press("Save Referral")
        hands.sees("answers saved")

    def informs(self):
        hands = self.hands
        hands.fill("Witnesses who are reluctant", "The victim is afraid of both.")
        hands.select("Or choose in place of “Anything that bears on the credibility", "None")
        hands.choose("No", of="Has any police witness a conviction")
        hands.fill("Other agencies", "The council holds two earlier referrals.")
        hands.fill("Risk to the public", "Bail conditions keep both away from the street.")
        for what in ("CCTV", "999 and other calls"):
            hands.select(f"Or choose in place of “{what}", "None")
        hands.press("Save Witnesses")
        hands.sees("answers saved")

    def takes_the_statement(self):
        self.hands.fill("What the victim says about the effect", "I do not sleep.")
        self.hands.press("Save Victim")
        self.hands.sees("answer saved")

    def assesses(self):
        hands = self.hands
        hands.choose("Fear", of="Why special measures may be needed")
        hands.fill("Measures that are needed", "Screens")
        hands.fill("What the person wishes", "Not to see them.")
        hands.press("Save Assessment")
        hands.sees("answers saved")

    def attaches(self, title):
        hands = self.hands
        hands.attach(self._copy(title))
        hands.fill("Title", title)
        hands.press("Attach")
        hands.sees("attached")

    def _copy(self, title):
        """A document of its own: the same bytes twice would be refused as a repeat."""
        path = self.folder / f"{title}.pdf"
        path.write_bytes(papers.pdf() + f"% {title}\n".encode())
        return path

    def adds_the_video(self):
        hands = self.hands
        hands.attach(self.video)
        hands.press("Attach")
        hands.sees("attached")
        hands.choose("The whole recording is needed", of="Which part matters?")
        hands.press("Save")

    def checks_the_abuse(self):
        hands = self.hands
        hands.fill("Relationship between suspect and victim", "Brothers of the former partner")
        hands.fill("Earlier incidents", "Two, reported in spring.")
        hands.choose("High", of="Risk as it was assessed")
        hands.fill("What the victim wishes", "Supports a charge.")
        hands.press("Save The people")
        hands.sees("answers saved")

    def lists_unused(self):
        hands = self.hands
        hands.follow("Add items")
        for number, what in enumerate(("Notebook of PC 1234, 3 pages", "Log of the call by PC 1234, 2 pages"), start=1):
            hands.fill("Description", f"{what}, 14 March 2026: first description of the man", of=f"Row {number}")
        hands.press("Save")
        hands.sees("2 items listed")
        hands.follow("Review items")
        for number in (1, 2):
            hands.select("View", "Does not meet the test", of=f"Item {number}")
        hands.press("Save")
        hands.sees("Saved.")

    def answers_for_presumed(self):
        for kind in self.hands.groups():
            self.hands.choose("None to list on this schedule", of=kind)
        self.hands.press("Save")
        self.hands.sees("Answers saved")

    def certifies(self):
        hands = self.hands
        for kind in hands.groups():
            held = kind.startswith("Does anybody else hold")
            hands.choose("Answer in words" if held else "None", of=kind)
        hands.fill(re.compile("Your answer.*anybody else"), "The council, which was asked and answered.")
        hands.press("Save")
        self.hands.sees("Answers saved")

    def can_be_rung(self):
        hands = self.hands
        hands.fill("Contact number", "01632 960123")
        hands.press("Save")
        hands.follow("Work queue")
        hands.follow(re.compile("46AA 54321"))

    def adds_third_party_material(self):
        hands = self.hands
        hands.follow("Material")
        hands.follow("Add material")
        hands.select("Kind of material", "Third-party material")
        hands.attach(self._copy("Referrals of the council"))
        hands.fill("Whom it came from", "The council's safeguarding team")
        hands.fill("Why it was asked for", "Two referrals bear on the history, and no more was asked for.")
        hands.press("Attach")
        hands.sees("attached")

    def explains_the_rest(self, row):
        """On the check page: nothing stops the file any more, and one thing is somebody else's to answer."""
        hands = self.hands
        self.checks_it()
        hands.fill(re.compile("^Why the file goes without it.*" + row), "The supervisor answers for it.")
        hands.press("Save reasons")
        hands.sees("Reasons saved")

    def checks_it(self):
        self.hands.follow("Task list")
        self.hands.follow("Check the file before sending")

    def sends_it(self):
        hands = self.hands
        hands.follow("Send the file to a supervisor")
        hands.choose("Green priority", of="How urgent is it?")
        hands.press("Send to a supervisor")
        hands.sees("Sent to a supervisor")

    def mends_the_medical_evidence(self):
        hands = self.hands
        hands.follow("Material")
        hands.follow("Add material")
        hands.select("Kind of material", "Medical evidence")
        self.attaches("Letter of the surgeon")
