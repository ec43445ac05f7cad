#!/bin/sh
# Run once by the PostgreSQL image on an empty volume. The site is no superuser: it cannot switch off the triggers that guard the history.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$EJOURNAL_PASSWORD" -U "$POSTGRES_USER" -d postgres <<'SQL'
CREATE ROLE ejournal LOGIN PASSWORD :'password';
CREATE DATABASE ejournal OWNER ejournal;
SQL
