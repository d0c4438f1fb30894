"""The digest that chains the ledger, and the app role's loss of the right to change what is written."""

from django.db import migrations

DIGEST = """
CREATE FUNCTION casework_event_digest(e casework_caseevent, previous bytea) RETURNS bytea
LANGUAGE sql STABLE AS $$
    SELECT sha256(previous || convert_to(concat_ws('|',
        e.id, e.case_id, e.seq, e.urn, e.type, e.schema_version,
        to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
        to_char(e.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
        e.source_system, COALESCE(e.source_ref, ''), e.actor_org, e.actor_role, COALESCE(e.by_id, 0),
        array_to_string(e.suspect_ids, ','), e.holder, e.force, e.police_unit, e.cps_area, e.cps_unit,
        e.hierarchy_version, e.casework_type, e.youth,
        COALESCE(e.corrects_id::text, ''), e.voided, e.void_reason, e.details::text), 'UTF8'))
$$;
"""

# The service's own role may add to the ledger and read it, nothing else. The role exists wherever the
# owner and the service are kept apart; a database with a single role has the triggers alone.
REVOKE = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tandem_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON casework_caseevent FROM tandem_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    """Add the digest function and take rights away."""

    dependencies = [("casework", "0001_initial")]

    operations = [
        migrations.RunSQL(DIGEST, "DROP FUNCTION casework_event_digest(casework_caseevent, bytea)"),
        migrations.RunSQL(REVOKE, migrations.RunSQL.noop),
    ]
