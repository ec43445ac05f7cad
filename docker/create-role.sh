#!/bin/sh
# Run once by the PostgreSQL image on an empty volume. `ejournal` owns the tables and makes them (the service `prepare`);
# the site and its worker are `ejournal_web`: they cannot switch off the triggers that guard the history.
set -eu
psql -v ON_ERROR_STOP=1 -v owner="$EJOURNAL_OWNER_PASSWORD" -v site="$EJOURNAL_PASSWORD" -U "$POSTGRES_USER" -d postgres <<'SQL'
CREATE ROLE ejournal LOGIN PASSWORD :'owner';
CREATE ROLE ejournal_web LOGIN PASSWORD :'site';
CREATE DATABASE ejournal OWNER ejournal;
SQL
