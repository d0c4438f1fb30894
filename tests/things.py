"""What stands in addresses of the API by its key, by the first part of the address."""

from casework.models import Bail, Detention, GeneratedDocument, Material, Offence, Person, Suspect, Thread
from charging import models

THINGS = {
    "action-items": models.ActionItem,
    "action-plans": models.ActionPlan,
    "approvals": models.Approval,
    "bails": Bail,
    "detentions": Detention,
    "documents": GeneratedDocument,
    "escalations": models.Escalation,
    "file-quality": models.Assessment,
    "file-quality-failures": models.Failure,
    "item-challenges": models.ItemChallenge,
    "item-extensions": models.ItemExtension,
    "material": Material,
    "mismatches": models.Mismatch,
    "offences": Offence,
    "people": Person,
    "point-supports": models.PointSupport,
    "points": models.Point,
    "reviews": models.Consultation,
    "second-scores": models.SecondScore,
    "submissions": models.Submission,
    "suspects": Suspect,
    "threads": Thread,
    "threshold-reviews": models.ThresholdReview,
    "unused-authorities": models.UnusedAuthority,
    "victim-reviews": models.VictimReview,
}
