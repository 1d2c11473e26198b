# The suites of .ci/run: what each takes, which folders it tests, and what came of it.

# CI ends after 90 minutes, and a suite that is cut off tells nothing.
end=5200

# takes <suite>: its usual seconds beside another suite, on 2 cores.
takes() {
  case $1 in
    test) echo 850 ;; test:faults) echo 1000 ;; test:browser) echo 220 ;;
    test:data) echo 1000 ;; test:compose) echo 1500 ;;
  esac
}

# tests_of <suite>: the folders and files that it tests.
tests_of() {
  case $1 in
    test) echo . ;;
    test:faults) echo orchestrator jobs/sparkwright local tests/faults tests/support tests/fakes ;;
    test:browser) echo dashboard notebooks local tests/browser tests/support ;;
    test:data) echo jobs tests/data tests/support ;;
    test:compose)
      echo docker-compose.yml hadoop spark postgresql proxy orchestrator local/compose tests/compose tests/support
      ;;
  esac
}

# is_touched <suite>: whether a change of the last two days, or since CI_BASE, is of its folders.
is_touched() {
  local commits=(--since='2 days ago') folders
  [ -z "${CI_BASE:-}" ] || commits=("$CI_BASE..HEAD")
  read -ra folders < <(tests_of "$1")
  [ -n "$(git log "${commits[@]}" --format=%h --max-count=1 -- "${folders[@]}")" ]
}

# skip <suite> <why>: counts it as one test that was skipped, since what did not run has not passed.
skip() {
  echo "== $1 skipped: $2"
  echo 0 0 1 >>"$counts"
}

# fits <suite> <seconds gone> <seconds that usually are gone by now>: whether it would end in time, at today's pace.
fits() {
  local pace=$(($2 * 100 / $3))
  [ "$pace" -ge 100 ] || pace=100
  [ $(($2 + $(takes "$1") * pace / 100)) -le "$end" ]
}

# suite <suite>: runs it, unless it would not end in time and nothing that it tests was touched. A lane runs its suites one
# after another, so that $usual is what the lane takes up to here.
usual=${usual:-120}
suite() {
  local begun=$SECONDS log="$logs/${1#*:}" ended=0
  if ! fits "$1" "$SECONDS" "$usual" && ! is_touched "$1"; then
    skip "$1" "$SECONDS s are gone, and it would not end in time"
    return
  fi
  usual=$((usual + $(takes "$1")))
  echo "== $1 begins"
  # A suite's own counts are marked: the last line alone counts all of them.
  timeout --kill-after=30 $((end - SECONDS)) npm run --silent "$1" 2>&1 | tee "$log" |
    sed -uE "s/^[0-9]+ passed, [0-9]+ failed.*/== $1: &/" || ended=$?
  counts_of "$log" "$ended" >>"$counts"
  [ "$ended" = 0 ] || { echo "== failures of $1" && failures_of "$log"; } >>"$failures"
  echo "== $1 took $((SECONDS - begun)) s, $SECONDS s in all"
}
