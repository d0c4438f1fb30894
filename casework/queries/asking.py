"""What a question can be about: the things of a case that the reader may know of, each by a key for addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from casework.models import CaseFile, FileStandardEdition, Material, Suspect, UnusedItem

WHOLE_CASE = "case"


@dataclass(frozen=True, kw_only=True)
class About:
    """What a question is about: at most one of these, the whole case where there is none."""

    suspect: Suspect | None = None
    requirement: str = ""
    material: Material | None = None
    unused_item: UnusedItem | None = None

    @property
    def kind(self) -> str:
        """What sort of thing it is, as the timeline says it."""
        sorts = {
            "a_suspect": self.suspect,
            "the_file_standard": self.requirement,
            "material": self.material,
            "unused_material": self.unused_item,
        }
        return next((sort for sort, thing in sorts.items() if thing), "the_case")


@dataclass(frozen=True)
class Things:
    """All that a reader can ask about in a case; keys are such as suspect-3, material-12, mg6c-4, requirement-mg5."""

    suspects: Mapping[str, Suspect]
    requirements: Mapping[str, str]
    material: Mapping[str, Material]
    unused: Mapping[str, UnusedItem]

    def choices(self) -> list[tuple[str, str] | tuple[str, list[tuple[str, str]]]]:
        """Every key with what people call it, in groups."""
        unused = {key: f"{item}: {item.description[:60]}" for key, item in self.unused.items()}
        groups: list[tuple[str, Mapping[str, object]]] = [
            ("Suspects", self.suspects),
            ("File standard", self.requirements),
            ("Material", {key: item.title for key, item in self.material.items()}),
            ("Unused material", unused),
        ]
        found: list[tuple[str, str] | tuple[str, list[tuple[str, str]]]] = [(WHOLE_CASE, "The whole case")]
        found += [(name, [(key, str(thing)) for key, thing in things.items()]) for name, things in groups if things]
        return found

    def __contains__(self, key: object) -> bool:
        parts: tuple[Mapping[str, object], ...] = (self.suspects, self.requirements, self.material, self.unused)
        return key == WHOLE_CASE or any(key in part for part in parts)

    def about(self, key: str) -> About:
        """What a key stands for; the whole case where it stands for nothing here."""
        requirement = key.partition("-")[2] if key in self.requirements else ""
        return About(
            suspect=self.suspects.get(key),
            requirement=requirement,
            material=self.material.get(key),
            unused_item=self.unused.get(key),
        )


def item_key(item: UnusedItem) -> str:
    """What names an unused item outside: its schedule and its number there, so that no gap in keys tells anything."""
    return f"{item.schedule.lower()}-{item.number}"


def things_of(case_file: CaseFile, user: User, *, on: date) -> Things:
    """Read what a reader can ask about, in five queries."""
    editions = FileStandardEdition.objects.in_force(on)[:1]
    rows = [row for edition in editions for row in edition.rows.order_by("position").values_list("code", "title")]
    material = Material.objects.visible_to(user).filter(case_file=case_file, withdrawn_at__isnull=True)
    unused = UnusedItem.objects.visible_to(user).filter(case_file=case_file, withdrawn_at__isnull=True)
    return Things(
        suspects={f"suspect-{row.pk}": row for row in case_file.suspects.order_by("number")},
        requirements={f"requirement-{code}": title for code, title in rows},
        material={f"material-{row.pk}": row for row in material.order_by("kind", "title", "id")},
        unused={item_key(row): row for row in unused},
    )
