"""What the published schema is called, and names for lists of words that share a field."""

SETTINGS = {
    "TITLE": "Tandem API",
    "DESCRIPTION": "The joint case file: the same operations and the same rules as the pages.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "ENUM_NAME_OVERRIDES": {
        "SubmissionStateEnum": "charging.lifecycle.SubmissionState",
        "ThreadStateEnum": "casework.models.ThreadState",
        "ActionStateEnum": "charging.lifecycle.ActionState",
        "TriageResultEnum": "charging.lifecycle.TriageResult",
        "TriageAnswerEnum": "charging.lifecycle.DECIDED_AT_TRIAGE",
        "DecisionResultEnum": "charging.lifecycle.Result",
        "AnswerStateEnum": "casework.models.AnswerState",
        "QuestionKindEnum": "casework.api.form_reading.KINDS",
        "MaterialKindEnum": "casework.models.MaterialKind",
        "PurposeEnum": "charging.lifecycle.Purpose",
        "RequestedPurposeEnum": "charging.api.check_writing.ASKED_BY_POLICE",
    },
}
