# shellcheck shell=bash
# ensure_chromium: makes sure that there is a browser for the tests of the HTML report; CHROMIUM_PATH names one.

ensure_chromium() {
  local browser
  for browser in "${CHROMIUM_PATH:-}" chromium chromium-browser google-chrome; do
    if [[ -n $browser ]] && command -v "$browser" >/dev/null; then return; fi
  done
  say 'No Chromium is on PATH: installing it with apt-get, for the tests of the HTML report.'
  install_packages chromium
}
