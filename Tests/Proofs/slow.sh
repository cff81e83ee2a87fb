#!/usr/bin/env bash
# slow.sh SECONDS: what others wait for while slowhttptest plays its four games with 1000 connections.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-20}
ulimit -n 8192
trap 'kill "$server" 2>/dev/null || true' EXIT
.build/release/hello --host 127.0.0.1 --port 3110 >/dev/null 2>&1 &
server=$!
sleep 1

url=http://127.0.0.1:3110/plaintext
common=(-c 1000 -r 400 -l "$seconds" -p 3 -u "$url")
game() {
    echo "$1"
    shift
    slowhttptest "${common[@]}" "$@" >/dev/null 2>&1 &
    local attack=$!
    sleep 3
    python3 Tests/Proofs/probe.py 3110 $((seconds - 5))
    grep VmRSS "/proc/$server/status"
    wait "$attack" || true
}
game "slow headers (slowloris)" -H -i 5 -x 24
game "slow bodies" -B -i 5 -s 8192 -x 10
game "overlapping ranges" -R -a 5 -b 3000 -t HEAD
game "slow reading" -X -w 10 -y 20 -n 5 -z 32 -k 3
