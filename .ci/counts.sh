# What the suites of .ci/run came to: passed, failed and skipped over all of them.

# counts_of <log> <exit code>: the counts of one suite, from the line that it ends with. A suite that fails without a count
# has failed once, and so has one that says that nothing failed and ends with another code than 0.
counts_of() {
  awk -v status="$2" '
    /^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$/ { passed = $1; failed = $3; skipped = $5 + 0 }
    END {
      if (status != 0 && failed == 0) failed = 1
      print passed + 0, failed + 0, skipped + 0
    }' "$1"
}

# total: one line from the counts of the suites on stdin.
total() {
  awk '
    { passed += $1; failed += $2; skipped += $3 }
    END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped }'
}

# failures_of <log>: the errors of a suite's failed tests, at most 100 lines, or the end of a log without such a list.
failures_of() {
  awk '
    /^======+$/ || /^ +[0-9]+ failing$/ { listed = 1 }
    /^Ran [0-9]+ tests? in / || /^[0-9]+ passed, [0-9]+ failed/ { listed = 0 }
    listed && ++count <= 100
    { last[NR % 15] = $0 }
    END { if (!count) for (i = NR - 14; i <= NR; i++) if (i > 0) print last[i % 15] }' "$1"
}
