"""What the rows that lists and search read have to say, worked out from the tables that decide it.

Each is one statement over a set of cases: narrowed to one it keeps that case's rows, widened to all it fills or
checks the whole table. There is no second way to work them out.
"""

from casework.models import Alias, CaseFile, CaseFlag, Matter, Person, SearchName, Standing, Suspect

STANDING_COLUMNS = (
    "suspect_id",
    "case_file_id",
    "force_id",
    "cps_area_id",
    "first_submitted_at",
    "opened_at",
    "police_unit_id",
    "cps_unit_id",
    "handled_by_id",
    "officer_id",
    "casework_type",
    "flags",
    "status",
    "status_at",
    "custody_basis",
)
"""The columns of a standing that casework knows; when it is due and with whom is charging's."""

OF_CASE = ("force_id", "cps_area_id", "first_submitted_at", "police_unit_id", "cps_unit_id", "handled_by_id")
"""The columns of a matter that casework knows: what the policy asks of its case."""

_TABLES = {
    "alias": Alias._meta.db_table,
    "case_file": CaseFile._meta.db_table,
    "matter": Matter._meta.db_table,
    "flag": CaseFlag._meta.db_table,
    "name": SearchName._meta.db_table,
    "person": Person._meta.db_table,
    "standing": Standing._meta.db_table,
    "suspect": Suspect._meta.db_table,
}

NAMES = """
SELECT c.id AS case_file_id,
       casework_name_words(n.family_name, n.given_names) || casework_scope(c.force_id, c.cps_area_id) AS words
  FROM (SELECT case_file_id, family_name, given_names FROM {suspect}
         UNION ALL
        SELECT s.case_file_id, a.family_name, a.given_names FROM {alias} a JOIN {suspect} s ON s.id = a.suspect_id
         UNION ALL
        SELECT case_file_id, family_name, given_names FROM {person} WHERE withdrawn_at IS NULL) n
  JOIN {case_file} c ON c.id = n.case_file_id
""".format(**_TABLES)

STANDINGS = """
SELECT s.id AS suspect_id, c.id AS case_file_id, c.force_id, c.cps_area_id, c.first_submitted_at, c.opened_at,
       c.police_unit_id, c.cps_unit_id, c.handled_by_id, c.officer_id, c.casework_type,
       ARRAY(SELECT f.code FROM {flag} f WHERE f.case_file_id = c.id AND f.cleared_at IS NULL ORDER BY f.code) AS flags,
       s.status, s.status_at, s.custody_basis
  FROM {suspect} s JOIN {case_file} c ON c.id = s.case_file_id
""".format(**_TABLES)

FORGET_NAMES = "DELETE FROM {name} WHERE case_file_id = ANY(%(cases)s)".format(**_TABLES)
KEEP_NAMES = "INSERT INTO {name} (case_file_id, words) ".format(**_TABLES) + NAMES + " WHERE c.id = ANY(%(cases)s)"

_OURS = [column for column in STANDING_COLUMNS if column != "suspect_id"]
KEEP_STANDINGS = f"""
INSERT INTO {_TABLES["standing"]} ({", ".join(STANDING_COLUMNS)}, stream)
SELECT said.*, '' FROM ({STANDINGS} WHERE c.id = ANY(%(cases)s)) said
    ON CONFLICT (suspect_id) DO UPDATE SET {", ".join(f"{name} = EXCLUDED.{name}" for name in _OURS)}
 WHERE ({", ".join(f"{_TABLES['standing']}.{name}" for name in _OURS)})
       IS DISTINCT FROM ({", ".join(f"EXCLUDED.{name}" for name in _OURS)})
"""
KEEP_MATTERS = f"""
UPDATE {_TABLES["matter"]} m SET {", ".join(f"{name} = c.{name}" for name in OF_CASE)}
  FROM {_TABLES["case_file"]} c
 WHERE c.id = m.case_file_id AND c.id = ANY(%(cases)s)
   AND ({", ".join(f"m.{name}" for name in OF_CASE)}) IS DISTINCT FROM ({", ".join(f"c.{name}" for name in OF_CASE)})
"""
