#!/bin/sh
# Roles and databases of Airflow and of the warehouse, with the passwords of the secrets. Run once, by the image
# of PostgreSQL, while the data directory is made. UTF-8 and C.UTF-8 come from POSTGRES_INITDB_ARGS.
set -eu

# A data directory is taken for a whole one at the next start, even if this script failed. So the address of
# another server, whatever its password looks like, makes nothing here and fails nothing.
is_here() {
    grep -q '@postgres[:/]' "/run/secrets/$1"
}

# From scheme://role:password@host:port/database
password_of() {
    sed -n 's#^[^:]*://[^:]*:\([^@]*\)@.*#\1#p' "/run/secrets/$1"
}

# The password arrives on standard input, not as an argument that `ps` would show.
make_database() {
    if ! is_here "$2"; then
        echo "secret $2 names another server: no database $1 here"
        return
    fi
    password=$(password_of "$2")
    if [ -z "$password" ]; then
        echo "secret $2 must be scheme://$1:password@host:port/$1" >&2
        exit 1
    fi
    psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<SQL
CREATE ROLE $1 LOGIN PASSWORD '$password';
CREATE DATABASE $1 OWNER $1;
REVOKE ALL ON DATABASE $1 FROM PUBLIC;
SQL
}

make_database airflow metadata_url
make_database warehouse warehouse_url
