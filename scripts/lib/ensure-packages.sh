# shellcheck shell=bash
# ensure_packages: runs `npm ci` unless the installed packages are at least as new as the lock file.
# ensure_program: builds dist/main.js unless it is newer than every source it is made from.

ensure_packages() {
  # npm writes this file last, so a broken installation does not count as one.
  local mark=node_modules/.package-lock.json
  if [[ -f $mark && ! package-lock.json -nt $mark ]]; then return; fi
  say 'Installing the npm packages (npm ci).'
  # No package needs a script of its own to be installed, and none is to run on this machine.
  npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error >&2
  touch "$mark"
}

ensure_program() {
  if [[ -f dist/main.js && -z $(find harness scripts/build package.json package-lock.json -newer dist/main.js -print -quit) ]]; then return; fi
  say 'Building the program (npm run build).'
  npm run --silent build >&2
}
