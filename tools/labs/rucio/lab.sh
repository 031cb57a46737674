#!/usr/bin/env bash
# A Rucio server on loopback over TLS, its tables in a PostgreSQL database, for tests only.
#
#   lab.sh up      fetches Rucio where it isn't (Python's venv is installed on Debian as root), makes tables, accounts, scopes and
#                  RSEs, starts it if it doesn't run; prints its address and credentials as JSON
#   lab.sh install only fetches it; lab.sh prepare makes all without starting it: "command" is what does
#   lab.sh kill    ends it at once, as a crash would; up starts it again
#   lab.sh expire  has all tokens end now
#   lab.sh purge   ends it and removes its directory; the database stays
#
# up, install and prepare exit with 77 where Rucio can't be had. Settings:
#   RUCIO_DATABASE  URL of the database, postgresql://... (needed)
#   RUCIO_LAB       directory of its state (/tmp/footman-rucio)     RUCIO_PORT  (18443)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
lab=${RUCIO_LAB:-/tmp/footman-rucio}
port=${RUCIO_PORT:-18443}
venv=${XDG_CACHE_HOME:-$HOME/.cache}/footman/rucio-$(sha256sum "$here/requirements.txt" | cut -c1-12)
export RUCIO_CONFIG=$lab/rucio.cfg RUCIO_LAB=$lab
# Optional certificates of clients (--cert-reqs 1), as a site's Apache asks for them.
server=("$venv/bin/gunicorn" -w 2 --threads 4 -b "127.0.0.1:$port" --timeout 120 --graceful-timeout 5 --no-control-socket
  --certfile "$lab/server.crt" --keyfile "$lab/server.key" --ca-certs "$lab/ca.pem" --cert-reqs 1
  -e "RUCIO_CONFIG=$RUCIO_CONFIG" --chdir "$here" wsgi:application)
name=rucio
. "$here/../steps.sh"

install() {
  [ -f "$venv/complete" ] && return
  mkdir -p "$(dirname "$venv")"
  # Others who want it wait until it's there.
  exec 9>"$venv.lock"
  flock 9
  [ -f "$venv/complete" ] && { exec 9>&-; return; }
  local missing=()
  python3 -c 'import venv, ensurepip' 2>/dev/null || missing+=(python3-venv)
  command -v openssl >/dev/null || missing+=(openssl)
  command -v ssh-keygen >/dev/null || missing+=(openssh-client)
  need "${missing[@]}"
  say 'fetching Rucio from PyPI'
  rm -rf "$venv"
  { python3 -m venv "$venv" && "$venv/bin/pip" install -q --disable-pip-version-check -r "$here/requirements.txt"; } >"$lab/pip.log" 2>&1 ||
    { failed "$lab/pip.log" 'Rucio could not be fetched' || exit 77; }
  touch "$venv/complete"
  exec 9>&-
}

# An authority, what it has signed for the server and for a client, and a key for SSH.
make_keys() {
  [ -s "$lab/ssh_key" ] && return
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=rucio-lab -keyout "$lab/ca.key" -out "$lab/ca.pem" 2>/dev/null
  local name
  for name in server client; do
    openssl req -newkey rsa:2048 -nodes -subj "/CN=$name" -keyout "$lab/$name.key" -out "$lab/$name.csr" 2>/dev/null
    openssl x509 -req -in "$lab/$name.csr" -CA "$lab/ca.pem" -CAkey "$lab/ca.key" -CAcreateserial -days 3650 \
      -extfile <(printf 'subjectAltName=IP:127.0.0.1,DNS:localhost') -out "$lab/$name.crt" 2>/dev/null
  done
  ssh-keygen -q -t rsa -b 2048 -m PEM -N '' -C ingest -f "$lab/ssh_key"
}

configure() {
  local database=postgresql+psycopg://${RUCIO_DATABASE#*://}
  cat >"$lab/rucio.cfg" <<CONF
[common]
logdir = $lab
loglevel = WARNING
[database]
default = $database
pool_size = 5
max_overflow = 5
[bootstrap]
userpass_identity = ddmlab
userpass_pwd = secret
userpass_email = root@example.org
[alembic]
cfg = $lab/alembic.ini
[cache]
# Nothing listens there: caching is off.
url = 127.0.0.1:1
[policy]
permission = generic
schema = generic
[webui]
urls = https://localhost
CONF
  cat >"$lab/alembic.ini" <<CONF
[alembic]
script_location = $(echo "$venv"/lib/python3*/site-packages)/rucio/db/sqla/migrate_repo
sqlalchemy.url = $database
[loggers]
keys = root
[handlers]
keys =
[formatters]
keys =
[logger_root]
level = WARN
handlers =
CONF
}

fill() {
  [ -f "$lab/filled" ] && return
  "$venv/bin/python" "$here/bootstrap.py" >"$lab/bootstrap.log" 2>&1 || failed "$lab/bootstrap.log" 'no tables'
  touch "$lab/filled"
}

is_up() { runs "$lab/pid" "$lab/pid"; }

start() {
  is_up && return
  setsid nohup "${server[@]}" -p "$lab/pid" >>"$lab/gunicorn.log" 2>&1 </dev/null &
  until_serving $! "$lab/gunicorn.log" \
    curl -sf --noproxy '*' --cacert "$lab/ca.pem" -o /dev/null "https://127.0.0.1:$port/ping"
}

prepare() {
  : "${RUCIO_DATABASE:?where are the tables to be?}"
  mkdir -p "$lab"
  install
  make_keys
  configure
  fill
}

up() {
  prepare
  start
  say "up at https://127.0.0.1:$port"
}

describe() {
  cat <<JSON
{ "url": "https://127.0.0.1:$port", "ca": "$lab/ca.pem", "certificate": "$lab/client.crt", "key": "$lab/client.key", "sshKey": "$lab/ssh_key",
  "command": [$(printf '"%s", ' "${server[@]:0:${#server[@]}-1}")"${server[-1]}"] }
JSON
}

# Its workers are children in a group of their own, and a killed master can't end them.
end() {
  is_up || { rm -f "$lab/pid"; return 0; }
  local pid
  pid=$(cat "$lab/pid")
  kill -KILL -- "-$pid"
  while kill -0 -- "-$pid" 2>/dev/null; do sleep 0.1; done
  rm -f "$lab/pid"
}

case ${1:-} in
  up) up && describe ;;
  install) mkdir -p "$lab" && install ;;
  prepare) prepare && describe ;;
  kill) end ;;
  expire) "$venv/bin/python" "$here/expire.py" >>"$lab/bootstrap.log" 2>&1 ;;
  purge) end && rm -rf "$lab" ;;
  *) sed -n '2,/^set/p' "$0" | sed '$d; s/^# \{0,1\}//' >&2; exit 2 ;;
esac
