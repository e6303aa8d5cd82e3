#!/bin/sh
# Generates the passwords and keys that docker-compose.yml mounts, in secrets/. Existing files stay.
# Only its owner can enter the folder; the files are readable by any user id of the containers that mount them.
set -eu
cd "$(dirname "$0")/.."
umask 077
mkdir -p secrets

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# write NAME TEXT
write() {
  if [ -e "secrets/$1" ]; then return; fi
  printf '%s\n' "$2" >"secrets/$1.new"
  chmod 444 "secrets/$1.new"
  mv "secrets/$1.new" "secrets/$1"
  echo "made secrets/$1"
}

# password NAME: makes it, once.
password() { write "$1" "$(random)"; }

password admin_password
password temporal_password
password grafana_password
password lake_access_key_id
password lake_secret_access_key
write admin_database_url "postgres://adtech:$(cat secrets/admin_password)@postgres:5432/adtech"
for user in migrate worker api; do
  write "${user}_database_url" "postgres://$user:$(random)@postgres:5432/adtech"
done
write lake_credentials "[default]
aws_access_key_id = $(cat secrets/lake_access_key_id)
aws_secret_access_key = $(cat secrets/lake_secret_access_key)"
