"""The offences that past cases are about: real CJS codes, how common they are, what they bring along."""

from dataclasses import dataclass

from casework.models import CaseworkType, Flag


@dataclass(frozen=True)
class Common:
    """A common offence: its weight, and the chance of a victim and of domestic abuse."""

    weight: float
    headline: str
    victim: float = 0.9
    domestic: float = 0.0
    casework_type: CaseworkType = CaseworkType.MAGISTRATES
    flags: tuple[Flag, ...] = ()


CROWN, RASSO = CaseworkType.CROWN, CaseworkType.RASSO

COMMON: dict[str, Common] = {
    "OF61102": Common(14, "Assault causing injury", domestic=0.4),
    "CJ88001": Common(9, "Common assault", domestic=0.45),
    "CJ88116": Common(2, "Common assault", domestic=0.45),
    "CJ88160": Common(4, "Assault of an emergency worker"),
    "OF61131": Common(3, "Wounding or grievous bodily harm", domestic=0.25, casework_type=CROWN),
    "OF61016": Common(2.5, "Wounding with intent", domestic=0.15, casework_type=CROWN),
    "SC15005": Common(4, "Non-fatal strangulation", domestic=0.8),
    "SC15004": Common(3, "Controlling or coercive behaviour", domestic=0.97),
    "PH97004": Common(4, "Harassment", domestic=0.3, flags=(Flag.STALKING,)),
    "PH97010": Common(2.5, "Stalking with fear of violence", domestic=0.5, flags=(Flag.STALKING,)),
    "FL96001": Common(2.5, "Breach of a non-molestation order", domestic=0.9),
    "OF61014": Common(2, "Threats to kill", domestic=0.4),
    "TH68010": Common(10, "Theft from a shop"),
    "TH68036": Common(5, "Burglary of a dwelling", casework_type=CROWN),
    "TH68037": Common(3, "Burglary of a shop or office"),
    "TH68023": Common(4, "Robbery", casework_type=CROWN),
    "FA06001": Common(3.5, "Fraud by false representation"),
    "CD71039": Common(6, "Criminal damage", domestic=0.3),
    "PU86003": Common(2.5, "Affray", victim=0.4, casework_type=CROWN),
    "PU86116": Common(3, "Threatening or abusive words", victim=0.7),
    "CJ88144": Common(5, "Knife in a public place", victim=0.1),
    "MD71230": Common(4, "Cocaine with intent to supply", victim=0.0, casework_type=CROWN),
    "MD71526": Common(3.5, "Cannabis with intent to supply", victim=0.0, casework_type=CROWN),
    "MD71170": Common(2.5, "Concerned in the supply of cocaine", victim=0.0, casework_type=CROWN),
    "RT88026": Common(3, "Dangerous driving", victim=0.3),
    "RT88526": Common(1, "Serious injury by dangerous driving", casework_type=CROWN),
    "SX03002": Common(3, "Rape", domestic=0.3, casework_type=RASSO, flags=(Flag.RAPE,)),
    "SX03001": Common(0.8, "Rape of a girl under 16", casework_type=RASSO, flags=(Flag.RAPE, Flag.CHILD_ABUSE)),
    "SX03007": Common(2.5, "Sexual assault", casework_type=RASSO),
}
