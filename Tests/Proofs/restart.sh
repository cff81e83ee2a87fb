#!/usr/bin/env bash
# restart.sh [TIMES] [FIELD]: restarts `beer-demo` under wrk with 64 connections. The next server takes over the port before
# the previous one is told to stop. With "Connection: close" as FIELD, each request has a connection of its own. At the
# end, wrk prints how many requests failed.
set -euo pipefail
cd "$(dirname "$0")/../.."
times=${1:-5}
field=${2:-Connection: keep-alive}
start() {
    .build/release/beer-demo serve --host 127.0.0.1 --port 3112 --store memory --take-over >/dev/null 2>&1 &
    server=$!
}
output=$(mktemp)
start
trap 'kill "$server" 2>/dev/null || true' EXIT
sleep 1
wrk -t 2 -c 64 -H "$field" -d "$((times * 2 + 2))s" http://127.0.0.1:3112/healthz >"$output" &
load=$!
for _ in $(seq "$times"); do
    sleep 2
    old=$server
    start
    sleep 0.3
    kill -TERM "$old"
    wait "$old"
    echo "restarted, the old one ended with $?"
done
wait "$load"
cat "$output"
