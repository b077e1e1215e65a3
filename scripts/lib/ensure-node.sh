# shellcheck shell=bash
# ensure_node: ends the script unless a Node.js that can run the program is on PATH.

ensure_node() {
  local way_out='Install Node.js 20.19 or newer (https://nodejs.org/en/download), then run this script again.'
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    fail 'Node.js with npm is not on PATH.' "$way_out"
  fi
  if ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'; then
    fail "Node.js $(node --version) is too old." "$way_out"
  fi
}
