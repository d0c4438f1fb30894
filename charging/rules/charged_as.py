"""How charges laid compare with those authorised, in words."""

from charging.lifecycle import Match

CHARGED_AS = {
    Match.EXACT: "exactly as authorised",
    Match.LESSER: "with some of the offences authorised, or lesser ones in their place",
    Match.DIFFERENT: "with offences other than those authorised",
    Match.NONE: "without authority of the CPS",
}
"""How the charges laid compare, in a sentence that says that police charged."""
