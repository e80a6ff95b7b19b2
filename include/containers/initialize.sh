#!/bin/sh
# The one-shot service `init`: both databases, connections, pools, Variables, the first user. Creates only what is
# absent, so it runs at every start and at every upgrade.
set -eu

if [ "${SCOREBOOK_ENV:-production}" != local ]; then
    case "${AIRFLOW__CORE__AUTH_MANAGER:-}" in
        "" | *SimpleAuthManager*)
            echo "SimpleAuthManager lets in whoever reads its file: set SCOREBOOK_AUTH_MANAGER to FAB's class" \
                "(the default), or SCOREBOOK_ENV=local on a developer's machine." >&2
            exit 1
            ;;
    esac
fi

# Not in the service's environment, where `docker inspect` would show it.
SCOREBOOK_WAREHOUSE_URL=$(cat /run/secrets/warehouse_url)
SCOREBOOK_LOCAL_WAREHOUSE=$SCOREBOOK_WAREHOUSE_URL
export SCOREBOOK_WAREHOUSE_URL SCOREBOOK_LOCAL_WAREHOUSE

python -m include.warehouse.migrate upgrade
python -m scorebook.bootstrap --migrate
case "$AIRFLOW__CORE__AUTH_MANAGER" in
    *FabAuthManager*)
        python -m scorebook.first_user /run/secrets/admin_password
        ;;
    *SimpleAuthManager*)
        # Airflow invents a password for a user who has none here, and nobody would see it.
        passwords=$AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE
        [ -s "$passwords" ] || echo '{"admin": "admin", "viewer": "viewer"}' > "$passwords"
        ;;
esac
