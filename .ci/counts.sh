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
