#!/usr/bin/env bash
# A Kafka broker on loopback, its own controller, for tests only.
#
#   lab.sh up      fetches Kafka where it isn't (Java and Maven are installed on Debian as root), starts it if it doesn't run;
#                  prints its addresses and credentials as JSON
#   lab.sh install only fetches it; lab.sh prepare makes all without starting it: "command" is what does
#   lab.sh kill    ends it at once, as a crash would; up starts it again with all that it had
#   lab.sh down    ends it properly
#   lab.sh freeze  stops its process where it is; lab.sh thaw lets it go on
#   lab.sh purge   ends it and removes all of its state
#
# up, install and prepare exit with 77 where Kafka can't be had. Settings, all optional:
#   KAFKA_LAB   directory of its state (/tmp/footman-kafka)     KAFKA_PORT  without TLS or login (19092); the next three are for
#               SASL_SSL (SCRAM-SHA-512 and PLAIN), SSL (a client's certificate is asked for) and the controller
#   KAFKA_FRONT_PORT  what clients are told in place of KAFKA_PORT, where something stands before it
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
lab=${KAFKA_LAB:-/tmp/footman-kafka}
port=${KAFKA_PORT:-19092}
front_port=${KAFKA_FRONT_PORT:-$port}
sasl_port=$((port + 1)) tls_port=$((port + 2)) controller_port=$((port + 3))
jars=${XDG_CACHE_HOME:-$HOME/.cache}/footman/kafka-$(sha256sum "$here/pom.xml" | cut -c1-12)
java_options=(-Xms128m -Xmx384m -XX:TieredStopAtLevel=1 -cp "$jars/*")
user=footman password=footman-s3cret
name=kafka
. "$here/../steps.sh"

install() {
  local missing=()
  command -v java >/dev/null || missing+=(default-jre-headless)
  command -v openssl >/dev/null || missing+=(openssl)
  [ -d "$jars" ] || command -v mvn >/dev/null || missing+=(maven)
  need "${missing[@]}"
  [ -d "$jars" ] && return
  say 'fetching Kafka from Maven Central'
  local part=$jars.part$$
  mvn -B -q -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$part" >"$lab/mvn.log" 2>&1 ||
    { failed "$lab/mvn.log" 'Kafka could not be fetched' || exit 77; }
  # Somebody else may have been faster.
  mv -T "$part" "$jars" 2>/dev/null || { rm -rf "$part" && [ -d "$jars" ]; }
}

# An authority, and what it has signed for the broker and for a client.
make_certificates() {
  [ -s "$lab/client.pem" ] && return
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=kafka-lab -keyout "$lab/ca.key" -out "$lab/ca.pem" 2>/dev/null
  local name
  for name in broker client; do
    openssl req -newkey rsa:2048 -nodes -subj "/CN=$name" -keyout "$lab/$name.key" -out "$lab/$name.csr" 2>/dev/null
    openssl x509 -req -in "$lab/$name.csr" -CA "$lab/ca.pem" -CAkey "$lab/ca.key" -CAcreateserial -days 3650 \
      -extfile <(printf 'subjectAltName=IP:127.0.0.1,DNS:localhost') -out "$lab/$name.crt" 2>/dev/null
    cat "$lab/$name.key" "$lab/$name.crt" >"$lab/$name.pem"
  done
}

configure() {
  local scram=org.apache.kafka.common.security.scram.ScramLoginModule
  local plain=org.apache.kafka.common.security.plain.PlainLoginModule
  cat >"$lab/server.properties" <<CONF
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller_port
listeners=PLAINTEXT://127.0.0.1:$port,SASL_SSL://127.0.0.1:$sasl_port,SSL://127.0.0.1:$tls_port,CONTROLLER://127.0.0.1:$controller_port
advertised.listeners=PLAINTEXT://127.0.0.1:$front_port,SASL_SSL://127.0.0.1:$sasl_port,SSL://127.0.0.1:$tls_port
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,SSL:SSL,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
ssl.keystore.type=PEM
ssl.keystore.location=$lab/broker.pem
ssl.truststore.type=PEM
ssl.truststore.location=$lab/ca.pem
listener.name.ssl.ssl.client.auth=required
sasl.enabled.mechanisms=SCRAM-SHA-512,PLAIN
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=$scram required;
listener.name.sasl_ssl.plain.sasl.jaas.config=$plain required user_$user="$password";
log.dirs=$lab/data
num.partitions=3
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
# Expired messages and segments are to be gone within a test.
log.retention.check.interval.ms=500
file.delete.delay.ms=100
CONF
}

format() {
  [ -f "$lab/data/meta.properties" ] && return
  local id
  id=$(head -c16 /dev/urandom | base64 | tr '+/' '-_' | cut -c1-22)
  # In one word, as one of 64 begins with a dash.
  java "${java_options[@]}" kafka.tools.StorageTool format "--cluster-id=$id" -c "$lab/server.properties" \
    --add-scram "SCRAM-SHA-512=[name=$user,password=$password]" >"$lab/format.log" 2>&1 ||
    { tail -3 "$lab/format.log" >&2; return 1; }
}

is_up() { runs "$lab/pid" "$lab/server.properties"; }
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

start() {
  is_up && return
  setsid nohup java "${java_options[@]}" kafka.Kafka "$lab/server.properties" >>"$lab/kafka.log" 2>&1 </dev/null &
  echo $! >"$lab/pid"
  local each
  for each in "$port" "$sasl_port" "$tls_port"; do
    until_serving "$(cat "$lab/pid")" "$lab/kafka.log" listens "$each"
  done
}

prepare() {
  mkdir -p "$lab"
  install
  make_certificates
  configure
  format
}

up() {
  prepare
  start
  say "up at 127.0.0.1:$port"
}

describe() {
  cat <<JSON
{ "plaintext": "127.0.0.1:$front_port", "saslSsl": "127.0.0.1:$sasl_port", "ssl": "127.0.0.1:$tls_port",
  "username": "$user", "password": "$password",
  "ca": "$lab/ca.pem", "certificate": "$lab/client.crt", "key": "$lab/client.key",
  "command": [$(printf '"%s", ' java "${java_options[@]}" kafka.Kafka) "$lab/server.properties"] }
JSON
}

# end SIGNAL
end() {
  is_up || { rm -f "$lab/pid"; return 0; }
  local pid deadline=$((SECONDS + 20))
  pid=$(cat "$lab/pid")
  kill -CONT "$pid"
  kill "-$1" "$pid"
  while kill -0 "$pid" 2>/dev/null; do
    [ "$SECONDS" -lt "$deadline" ] || kill -9 "$pid"
    sleep 0.1
  done
  rm -f "$lab/pid"
}

case ${1:-} in
  up) up && describe ;;
  install) mkdir -p "$lab" && install ;;
  prepare) prepare && describe ;;
  kill) end KILL ;;
  down) end TERM ;;
  freeze) is_up && kill -STOP "$(cat "$lab/pid")" ;;
  thaw) is_up && kill -CONT "$(cat "$lab/pid")" ;;
  purge) end KILL && rm -rf "$lab" ;;
  *) sed -n '2,/^set/p' "$0" | sed '$d; s/^# \{0,1\}//' >&2; exit 2 ;;
esac
