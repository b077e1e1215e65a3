# shellcheck shell=bash
# What the scripts tell the person who runs them: plain lines on standard error, standard output stays free for results.

say() {
  printf '%s\n' "$*" >&2
}

# fail MESSAGE HINT: what happened and the way out, then the end.
fail() {
  printf '%s\n  %s\n' "$1" "$2" >&2
  exit 3
}
