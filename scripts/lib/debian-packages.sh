# shellcheck shell=bash
# Files out of Debian's (or Ubuntu's) packages, without installing them and without root.

# unpack_packages DIRECTORY PACKAGE...: downloads packages and unpacks them into a directory; their scripts do not run.
unpack_packages() {
  local directory=$1 downloads
  shift
  require_debian "$*"
  downloads=$(mktemp -d)
  if ! (cd "$downloads" && apt-get download -qq "$@" >/dev/null 2>&1); then
    refresh_package_lists
    (cd "$downloads" && apt-get download -qq "$@" >/dev/null) || fail "apt-get could not download $*." 'Look at the sources of apt.'
  fi
  local package
  for package in "$downloads"/*.deb; do dpkg-deb --extract "$package" "$directory"; done
  rm -rf "$downloads"
}

# package_version PACKAGE: the version that apt downloads.
package_version() {
  apt-cache show --no-all-versions "$1" | sed -n 's/^Version: //p'
}

# install_packages PACKAGE...: installs packages on this machine; needs root.
install_packages() {
  require_debian "$*"
  if [[ $(id -u) != 0 ]]; then fail "Installing $* needs root." "Install $* yourself, then run this script again."; fi
  local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends "$@") said
  "${install[@]}" >/dev/null 2>&1 && return
  refresh_package_lists
  said=$("${install[@]}" 2>&1) || fail "apt-get could not install $*: $(tail -n 3 <<<"$said")" 'Look at the sources of apt.'
}

refresh_package_lists() {
  if [[ $(id -u) == 0 ]]; then apt-get update -qq >&2; fi
}

require_debian() {
  if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
    fail "This is not Debian or Ubuntu, so $* cannot be had from their packages." 'Pull or load the image by hand, then run this script again.'
  fi
}
