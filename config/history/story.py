"""One case told from its opening to its end, or to the end of history, by moves that the operations allow."""

from casework.models import CaseEvent
from charging.lifecycle import Purpose, Stream
from config.history import custody, differing, shape
from config.history.opening import open_case
from config.history.reviewing import answer, complete
from config.history.scene import EndOfStory, Scene
from config.history.submitting import get_accepted, give_up


def tell(scene: Scene) -> None:
    """Tell one case and add its rows."""
    try:
        open_case(scene)
        _decide(scene)
    except EndOfStory:
        pass
    _write(scene)


def _decide(scene: Scene) -> None:
    sent_at = scene.begins.submitted_at
    if scene.stream == Stream.GREEN and scene.rng.random() < shape.EARLY_ADVICE:
        complete(scene, get_accepted(scene, Purpose.EARLY_ADVICE, sent_at))
        if scene.rng.random() < shape.PLAN_UNANSWERED:
            give_up(scene, scene.suspects, "advice_not_used")
        sent_at = scene.now + shape.wait(scene.rng, shape.PREPARING_GREEN)
    waiting = complete(scene, get_accepted(scene, Purpose.CHARGING, sent_at))
    while waiting:
        waiting = complete(scene, answer(scene, scene.plans[-1]))


def _write(scene: Scene) -> None:
    rows, case_id = scene.rows, scene.case.id
    scene.case.write(rows)
    for suspect in scene.suspects:
        suspect.write(rows, case_id)
        custody.write(scene, suspect)
    for submission in scene.submissions:
        submission.write(rows, case_id)
    for review in scene.reviews:
        review.write(rows, case_id)
    for plan in scene.plans:
        differing.more_time(scene, plan)
        plan.write(rows, case_id, scene.builder)
    rows.lines[CaseEvent] += scene.ledger.lines()
