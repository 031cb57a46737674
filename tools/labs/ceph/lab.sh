#!/usr/bin/env bash
# A Ceph cluster of one node with an S3 gateway, on loopback and in memory, for tests only.
#
#   lab.sh up      installs Ceph where it isn't (Debian, root), starts what doesn't run; prints the endpoint and three users' keys as JSON
#   lab.sh down    ends what this lab started, and nothing else
#   lab.sh purge   the same, and removes all of its state
#   lab.sh counts  what the gateway has sent to topics so far, as JSON
#
# up exits with 77 where Ceph can't be installed. Settings, all optional:
#   CEPH_LAB  directory of its state (/tmp/footman-ceph)      RGW_PORT  the gateway (7480)
#   MON_PORT  the monitor (13300)                             OSD_PORTS  lowest and highest of the store ("16800 16900")
set -euo pipefail
lab=${CEPH_LAB:-/tmp/footman-ceph}
rgw_port=${RGW_PORT:-7480} mon_port=${MON_PORT:-13300}
read -r osd_low osd_high <<<"${OSD_PORTS:-16800 16900}"
conf=$lab/ceph.conf
name=ceph
. "$(dirname "$0")/../steps.sh"

install() {
  local missing=() package
  for package in ceph-mon ceph-osd radosgw ceph-common curl; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  need "${missing[@]}"
}

configure() {
  [ -s "$lab/fsid" ] || cat /proc/sys/kernel/random/uuid >"$lab/fsid"
  [ -s "$lab/osd.uuid" ] || cat /proc/sys/kernel/random/uuid >"$lab/osd.uuid"
  cat >"$conf" <<CONF
[global]
fsid = $(cat "$lab/fsid")
mon host = [v2:127.0.0.1:$mon_port/0]
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
ms bind port min = $osd_low
ms bind port max = $osd_high
auth cluster required = none
auth service required = none
auth client required = none
run dir = $lab/run
admin socket = $lab/run/\$name.asok
pid file = $lab/run/\$name.pid
log file = $lab/log/\$name.log
crash dir = $lab/log
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
[mon]
mon data = $lab/mon
# Disks of test machines may be nearly full.
mon data avail crit = 1
mon data avail warn = 2
paxos propose interval = 0.05
auth allow insecure global id reclaim = false
[osd]
osd data = $lab/osd
osd objectstore = memstore
memstore device bytes = 4294967296
osd class load list = *
osd class default list = *
osd max object name len = 2048
[client]
log file = $lab/log/\$name.\$pid.log
admin socket =
[client.rgw]
# Its own default, 'secure', has no chance without auth: it would hang for five minutes and end.
ms mon client mode = crc
log file = $lab/log/client.rgw.log
admin socket = $lab/run/client.rgw.asok
rgw data = $lab/rgw
# Without tcp_nodelay every small GET takes 40 ms on loopback.
rgw frontends = beast endpoint=127.0.0.1:$rgw_port tcp_nodelay=1
rgw enable apis = s3, admin, notifications
rgw thread pool size = 64
CONF
}

ceph() { timeout 30 /usr/bin/ceph -c "$conf" --connect-timeout 20 "$@"; }

is_up() { runs "$lab/run/$1.pid" "-c $conf "; }

start_monitor() {
  is_up mon.a && return
  if [ ! -d "$lab/mon/store.db" ]; then
    monmaptool --create --clobber --fsid "$(cat "$lab/fsid")" --addv a "[v2:127.0.0.1:$mon_port/0]" "$lab/monmap" >/dev/null
    ceph-mon -c "$conf" -i a --mkfs --monmap "$lab/monmap" >/dev/null
  fi
  ceph-mon -c "$conf" -i a >/dev/null
  until_done 30 ceph mon stat
}

start_store() {
  is_up osd.0 && return
  if [ ! -s "$lab/osd/fsid" ]; then
    ceph osd new "$(cat "$lab/osd.uuid")" >/dev/null
    ceph-osd -c "$conf" -i 0 --mkfs --osd-uuid "$(cat "$lab/osd.uuid")" >/dev/null 2>&1
  fi
  ceph-osd -c "$conf" -i 0 >/dev/null 2>&1
  until_done 30 sh -c "timeout 10 /usr/bin/ceph -c '$conf' osd stat 2>/dev/null | grep -q '1 up'"
}

start_gateway() {
  is_up client.rgw && return
  radosgw -c "$conf" -n client.rgw >/dev/null 2>&1
  until_done 60 curl -fsS -o /dev/null --max-time 2 "http://127.0.0.1:$rgw_port/" || { tail -3 "$lab/log/client.rgw.log" >&2; return 1; }
}

make_user() {
  [ -e "$lab/user.$1" ] && return
  timeout 60 radosgw-admin -c "$conf" --log-file=/dev/null user create --uid="$1" --display-name="$1" \
    --access-key="$2" --secret="$3" >/dev/null 2>&1
  touch "$lab/user.$1"
}

up() {
  mkdir -p "$lab"/{run,log,mon,osd,rgw}
  install
  configure
  start_monitor
  start_store
  start_gateway
  make_user rubin RUBINACCESSKEY000001 rubinsecretrubinsecretrubinsecret000001
  make_user reader READERACCESSKEY00001 readersecretreadersecretreadersecret001
  make_user stranger STRANGERACCESSKEY001 strangersecretstrangersecretstranger001
  say "up at http://127.0.0.1:$rgw_port"
  cat <<JSON
{ "endpoint": "http://127.0.0.1:$rgw_port", "region": "default",
  "owner": { "accessKey": "RUBINACCESSKEY000001", "secretKey": "rubinsecretrubinsecretrubinsecret000001" },
  "reader": { "accessKey": "READERACCESSKEY00001", "secretKey": "readersecretreadersecretreadersecret001" },
  "stranger": { "accessKey": "STRANGERACCESSKEY001", "secretKey": "strangersecretstrangersecretstranger001" } }
JSON
}

down() {
  local server pid
  for server in client.rgw osd.0 mon.a; do
    if is_up "$server"; then
      pid=$(cat "$lab/run/$server.pid")
      kill "$pid"
      until_done 5 sh -c "! kill -0 $pid" || kill -9 "$pid"
      say "ended $server"
    fi
    rm -f "$lab/run/$server.pid"
  done
}

case ${1:-} in
  up) up ;;
  down) down ;;
  purge) down && rm -rf "$lab" ;;
  counts) ceph daemon "$lab/run/client.rgw.asok" perf dump rgw ;;
  *) sed -n '2,/^set/p' "$0" | sed '$d; s/^# \{0,1\}//' >&2; exit 2 ;;
esac
