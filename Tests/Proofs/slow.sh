#!/usr/bin/env bash
# slow.sh SECONDS: measures how long other clients wait during the four attacks of slowhttptest with 1000 connections.
set -euo pipefail
cd "$(dirname "$0")/../.."
.ci/install slowhttptest python3
seconds=${1:-20}
ulimit -n 8192
trap 'kill "$server" 2>/dev/null || true' EXIT
.build/release/hello --host 127.0.0.1 --port 3110 >/dev/null 2>&1 &
server=$!
sleep 1

# game NAME PATH OPTIONS…
game() {
    echo "$1"
    local common=(-c 1000 -r 400 -l "$seconds" -p 3 -u "http://127.0.0.1:3110$2")
    shift 2
    slowhttptest "${common[@]}" "$@" >/dev/null 2>&1 &
    local attack=$!
    sleep 3
    python3 Tests/Proofs/probe.py 3110 $((seconds - 5))
    grep VmRSS "/proc/$server/status"
    wait "$attack" || true
}
game "slow headers (slowloris)" /plaintext -H -i 5 -x 24
game "slow bodies" /count -B -i 5 -s 8192 -x 10
game "overlapping ranges" /plaintext -R -a 5 -b 3000 -t HEAD
game "slow reading of 16 MB" /stream -X -w 10 -y 20 -n 5 -z 32 -k 3
