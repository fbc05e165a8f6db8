"""What an area answers: the Plan, its addresses, periods and money, and what a reading and a finding are."""

from bettercare.plan.addresses import replace_at, value_at, walk
from bettercare.plan.canonical import (
    NotAReading,
    canonical_bytes,
    covers_from_json,
    draft_bytes,
    draft_from_json,
    draft_kept,
    plan_from_json,
    plan_hash,
    reading_from_json,
    to_json,
)
from bettercare.plan.findings import CheckResult, Finding, NotChecked, Severity
from bettercare.plan.periods import FinancialYear, Month, Period, Quarter
from bettercare.plan.reading import (
    ROWS_LOST,
    SCHEMA,
    Candidate,
    Claim,
    DocumentRecord,
    Doubt,
    How,
    Place,
    Reading,
    RoundGuess,
    State,
    Unread,
)
from bettercare.plan.spine import (
    Answer,
    Answers,
    AnswerValue,
    Area,
    Benefit,
    Budget,
    BudgetKind,
    ConditionAnswer,
    ConditionStatus,
    Contingency,
    Contribution,
    Cover,
    Dates,
    Line,
    Metric,
    MetricPoint,
    Milestone,
    Narrative,
    Organisation,
    OrganisationKind,
    Plan,
    PointRole,
    Pounds,
    Recurrence,
    RelatedDocument,
    Risk,
    Scheme,
    Signature,
    StatedTotal,
)

__all__ = [
    "ROWS_LOST",
    "SCHEMA", "Answer", "AnswerValue", "Answers", "Area", "Benefit", "Budget", "BudgetKind", "Candidate", "CheckResult",
    "Claim", "ConditionAnswer", "ConditionStatus", "Contingency", "Contribution", "Cover", "Dates", "DocumentRecord", "Doubt",
    "FinancialYear", "Finding", "How", "Line", "Metric", "MetricPoint", "Milestone", "Month", "Narrative", "NotAReading",
    "NotChecked", "Organisation", "OrganisationKind", "Period", "Place", "Plan", "PointRole", "Pounds", "Quarter", "Reading",
    "Recurrence", "RelatedDocument", "Risk", "RoundGuess", "Scheme", "Severity", "Signature", "State", "StatedTotal",
    "Unread", "canonical_bytes", "covers_from_json", "draft_bytes", "draft_from_json", "draft_kept",
    "plan_from_json", "plan_hash", "reading_from_json",
    "replace_at", "to_json", "value_at", "walk",
]  # fmt: skip
