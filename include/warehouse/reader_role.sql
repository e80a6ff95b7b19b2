-- Lets the group role scorebook_reader read every table and view of Scorebook, and nothing else. Run after each
-- upgrade; what is granted already is not granted again, so that a second run changes nothing. The role belongs
-- to the whole server: another database's upgrade may make it at the same time. Objects of other owners in the
-- same schemas are left alone.
DO $$
DECLARE
    schemas CONSTANT text[] := ARRAY['espn', 'nba', 'ops', 'raw_data'];
    object record;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'scorebook_reader') THEN
        BEGIN
            CREATE ROLE scorebook_reader NOLOGIN;
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN
                NULL;
            WHEN insufficient_privilege THEN
                RAISE WARNING 'The group role scorebook_reader does not exist, and % may not create roles: nothing '
                    'was granted to readers. An administrator of the server runs: CREATE ROLE scorebook_reader '
                    'NOLOGIN. The next python -m include.warehouse.migrate then grants it the tables.', current_user;
                RETURN;
        END;
    END IF;

    FOR object IN
        SELECT quote_ident(nspname) AS name, pg_has_role(nspowner, 'USAGE') AS is_ours
        FROM pg_namespace
        WHERE nspname = ANY (schemas) AND NOT has_schema_privilege('scorebook_reader', oid, 'USAGE')
    LOOP
        IF object.is_ours THEN
            EXECUTE format('GRANT USAGE ON SCHEMA %s TO scorebook_reader', object.name);
        ELSE
            RAISE WARNING 'The schema % belongs to another role: its owner runs GRANT USAGE ON SCHEMA % TO '
                'scorebook_reader, so that readers can use it.', object.name, object.name;
        END IF;
    END LOOP;

    FOR object IN
        SELECT pg_class.oid::regclass AS name
        FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE nspname = ANY (schemas) AND relkind IN ('r', 'p', 'v', 'm')
            AND pg_has_role(relowner, 'USAGE')
            AND NOT has_table_privilege('scorebook_reader', pg_class.oid, 'SELECT')
    LOOP
        EXECUTE format('GRANT SELECT ON %s TO scorebook_reader', object.name);
    END LOOP;

    FOR object IN
        SELECT pg_proc.oid::regprocedure AS name
        FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace
        WHERE nspname = 'espn' AND pg_has_role(proowner, 'USAGE')
            AND NOT has_function_privilege('scorebook_reader', pg_proc.oid, 'EXECUTE')
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO scorebook_reader', object.name);
    END LOOP;
END
$$
