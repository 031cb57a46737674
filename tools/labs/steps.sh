# What the labs' scripts have in common. Each has said what it starts, in $name, and where its state is, in $lab.

# What is written for programs goes to stdout, what is said to people to stderr.
say() { printf '%s lab: %s\n' "$name" "$*" >&2; }

# failed LOG WORDS...: says so, with the last lines of a log.
failed() {
  say "${*:2}"
  tail -3 "$1" >&2
  return 1
}

# need PACKAGE...: installs packages of Debian; ends with 77 where that can't be.
need() {
  [ $# -eq 0 ] && return
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || { say "needs $*, and can't install them here"; exit 77; }
  say "installing $*"
  local apt=(apt-get -qq -o DPkg::Lock::Timeout=300)
  export DEBIAN_FRONTEND=noninteractive
  # One at a time: apt waits for others that install, but not for those that update.
  (flock 8 && "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "$@") >"$lab/apt.log" 2>&1 8>/tmp/footman-labs-apt.lock ||
    { failed "$lab/apt.log" "$* could not be installed" || exit 77; }
}

# runs PID_FILE WORDS: whether the process of a pid file is this lab's, which these words of its command tell: numbers are used again.
runs() {
  local pid
  pid=$(cat "$1" 2>/dev/null) && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -- "$2"
}

# until_done SECONDS COMMAND...: waits for a command to succeed.
until_done() {
  local deadline=$((SECONDS + $1))
  until "${@:2}" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$deadline" ] || { say "'${*:2}' didn't succeed in time"; return 1; }
    sleep 0.1
  done
}

# until_serving PID LOG COMMAND...: waits for a command to succeed, a minute at most, and not when the server has ended.
until_serving() {
  local deadline=$((SECONDS + 60))
  until "${@:3}" >/dev/null 2>&1; do
    kill -0 "$1" 2>/dev/null && [ "$SECONDS" -lt "$deadline" ] || { failed "$2" 'the server did not start'; return 1; }
    sleep 0.1
  done
}
