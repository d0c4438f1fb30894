"""Fields that name things of this case, or of the reference lists, in a fixed number of queries."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet
from rest_framework import serializers

from casework.models import Material, OffenceCode

LARGEST_KEY = 2**63 - 1
MOST_NAMED = 100


class InCaseField(serializers.IntegerField):
    """The key of something in the case that `case_file` in the context names; becomes the thing itself."""

    default_error_messages = {"not_here": "There is no {noun} {pk} in this case."}

    def __init__(self, model: type[Model], **options: Any) -> None:
        super().__init__(max_value=LARGEST_KEY, min_value=1, **options)
        self.model = model

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Check the number as a number first, then find what it names."""
        key = super().run_validation(data)
        if key is None:
            return None
        found = self.rows().filter(case_file=self.context["case_file"].pk, pk=key).first()
        if found is None:
            self.fail("not_here", noun=self.model._meta.verbose_name, pk=key)
        return found

    def rows(self) -> QuerySet[Any]:
        """What may be named, of all cases."""
        return self.model._default_manager.all()

    def to_representation(self, value: Any) -> int:
        """Return the key."""
        return int(value.pk)


class KnownMaterialField(InCaseField):
    """The key of material on the file that `user` in the context may know of."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Material, **options)

    def rows(self) -> QuerySet[Any]:
        """Leave out what was withdrawn and what the user may not know of, as if it were not there."""
        return Material.objects.visible_to(self.context["user"]).filter(withdrawn_at__isnull=True)


class KnownMaterialListField(serializers.ListField):
    """Keys of several pieces of material on the file that `user` in the context may know of, found in one query."""

    child = serializers.IntegerField(min_value=1, max_value=LARGEST_KEY)

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MOST_NAMED, **options)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Find every key, or say which are not here."""
        keys = super().run_validation(data)
        known = Material.objects.visible_to(self.context["user"]).filter(withdrawn_at__isnull=True)
        rows = known.filter(case_file=self.context["case_file"]).in_bulk(keys)
        _refuse_missing(key for key in keys if key not in rows)
        return list(rows.values())


class OffenceCodesField(serializers.ListField):
    """Offence codes in use today, found in one query; a code may stand once."""

    child = serializers.CharField(max_length=10)

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MOST_NAMED, **options)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Find every code, or say which are unknown."""
        codes = [code.upper() for code in super().run_validation(data)]
        if len(set(codes)) < len(codes):
            raise serializers.ValidationError("A code stands here more than once.")
        rows = {row.code: row for row in OffenceCode.objects.on(self.context["today"]).filter(code__in=codes)}
        _refuse_missing(code for code in codes if code not in rows)
        return [rows[code] for code in codes]


def _refuse_missing(missing: Iterable[object]) -> None:
    words = ", ".join(map(str, missing))
    if words:
        raise serializers.ValidationError(f"Not found: {words}.")
