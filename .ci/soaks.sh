#!/usr/bin/env bash
# A short turn of each soak: one line each in the list below. What package.json does not have yet is left out, and said so.
set -uo pipefail

# script | arguments | members that have to be there | members that have to be 0, at any depth

# Of one process that asks nobody: on one core, beside the next ones.
long='
soak:interference | --pairs 20000 | pairs telling controls controlsFound seed | differing astray
'
soaks='
soak:crash      | --rounds 5 --store embedded | rounds acknowledged lost half auditBroken | lost half auditBroken
soak:crash      | --rounds 2 --store redis    | rounds acknowledged lost half auditBroken | lost half auditBroken
soak:redis-away | --seconds 8                 | answered putOff lookupsBackMs             | other changesTaken
soak:revocation | --rounds 4                  | withHints cut                             | acceptedAfter
soak:links      | --count 20000               | tried triedOverHttp limited controls controlsFound | hits
soak:tokens     | --count 2000                | tried controls controlsAccepted           | accepted
soak:replays    | --count 500                 | tried accepted controls controlsSeen      | wrong
soak:repeats    | --keys 5 --times 20         | trusts replayed controls controlsMade     | wrong
'
# They say how long something takes, beside nobody.
timed='
soak:flood      | --seconds 1                 | ratioP99 refused controls controlsSeen verifier | goodFailed badAccepted
soak:sign-ins   | --guesses 600 --crowd 60 --rounds 1 | hashed signIns crowdIn controls controlsSeen | guessed unclear signInsPutOff signInsFailed crowdOther lookupsFailed
soak:roll       | --rounds 1                  | failed controls                           |
'

# turns LIST: each of it, one after the other; fails where one did.
turns() {
  local failed=0 script arguments present zero begun
  while IFS='|' read -r script arguments present zero; do
    script=$(echo $script)
    [ -n "$script" ] || continue
    if ! node -e 'process.exit(require("./package.json").scripts[process.argv[1]] === undefined ? 1 : 0)' "$script"; then
      echo "$script: not there yet"
      continue
    fi
    echo "$script $(echo $arguments)"
    begun=$SECONDS
    npm run -s "$script" -- $arguments --json | node .ci/expect-json.mjs $present --zero $zero || failed=1
    echo "in $((SECONDS - begun)) s"
  done <<<"$1"
  return "$failed"
}

failed=0
told=$(mktemp)
trap 'rm -f "$told"' EXIT
turns "$long" >"$told" 2>&1 &
turns "$soaks" || failed=1
wait $! || failed=1
cat "$told"
turns "$timed" || failed=1
exit "$failed"
