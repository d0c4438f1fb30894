"""The public page of definitions: what each figure means, for anybody."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from metrics.catalogue import BY_ID, CATALOGUE


@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    """Show every definition, stage by stage; nobody needs to sign in."""
    ordered = sorted(CATALOGUE, key=lambda metric: [each.stage for each in CATALOGUE].index(metric.stage))
    stages = [
        {
            "name": stage,
            "metrics": [
                {"metric": metric, "counterweights": [BY_ID[name] for name in metric.counterweights]}
                for metric in metrics
            ],
        }
        for stage, metrics in groupby(ordered, key=lambda metric: metric.stage)
    ]
    return render(request, "metrics/definitions.html", {"stages": stages})
