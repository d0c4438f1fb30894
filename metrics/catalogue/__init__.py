"""Every metric, in the order in which they are shown. What is not in this tuple does not exist."""

from metrics.catalogue import (
    dis_contested_rejections,
    dis_contests_overturned,
    dis_escalations_first_step,
    dis_escalations_second_step,
    dis_escalations_third_step,
    fq_first_submission_acceptance,
    fq_first_submission_acceptance_raw,
    fq_triage_turnaround,
    pcd_charge_rate,
    pcd_days_first_receipt_to_charge,
    pcd_days_with_cps,
    pcd_days_with_police,
    pcd_open_work,
    pcd_referrals,
)
from metrics.definition import Metric

CATALOGUE: tuple[Metric, ...] = (
    pcd_referrals.METRIC,
    pcd_days_first_receipt_to_charge.METRIC,
    pcd_days_with_police.METRIC,
    pcd_days_with_cps.METRIC,
    pcd_charge_rate.METRIC,
    pcd_open_work.METRIC,
    fq_first_submission_acceptance.METRIC,
    fq_first_submission_acceptance_raw.METRIC,
    fq_triage_turnaround.METRIC,
    dis_contested_rejections.METRIC,
    dis_contests_overturned.METRIC,
    dis_escalations_first_step.METRIC,
    dis_escalations_second_step.METRIC,
    dis_escalations_third_step.METRIC,
)
BY_ID: dict[str, Metric] = {metric.id: metric for metric in CATALOGUE}
