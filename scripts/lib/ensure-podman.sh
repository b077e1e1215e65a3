# shellcheck shell=bash
# Two services of Podman for the tests: one of root, and one of a user without rights. Each has a storage of its own, with the small
# images in it. Only root on Debian or Ubuntu gets them; anybody else names services in KANIKO_CAPS_TEST_PODMAN.

podman_user=kaniko-caps-podman

# podman_directory: makes a directory for the services, which stop_podman removes. It is in memory where there is some to spare: an
# overlay cannot lie on the overlay that a container has as its disk.
podman_directory() {
  local available_kib parent=/var/tmp
  available_kib=$(awk '/^MemAvailable:/ {print $2}' /proc/meminfo)
  if [[ -d /dev/shm ]] && ((available_kib > 4 * 1024 * 1024)); then parent=/dev/shm; fi
  mktemp --directory "$parent/kaniko-caps-podman.XXXXXX"
}

# ensure_podman DIRECTORY: starts the services, and prints their addresses with blanks between them.
ensure_podman() {
  local place=$1
  if [[ $(id -u) != 0 ]]; then
    fail 'Only root can start the Podman services that tests need.' 'Name services in KANIKO_CAPS_TEST_PODMAN (unix://...), with blanks between them.'
  fi
  if ! command -v podman >/dev/null || ! command -v newuidmap >/dev/null || ! command -v slirp4netns >/dev/null; then
    say 'Installing podman with apt-get.'
    install_packages podman uidmap slirp4netns
  fi
  if ! id "$podman_user" >/dev/null 2>&1; then useradd --create-home "$podman_user"; fi
  chmod 755 "$place"
  # Podman asks for limits as high as they go, which a machine without SYS_RESOURCE refuses.
  printf '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]\n' >"$place/containers.conf"
  start_podman "$place/rootful" root
  start_podman "$place/rootless" "$podman_user"
  printf 'unix://%s unix://%s' "$place/rootful/podman.sock" "$place/rootless/podman.sock"
}

# start_podman HOME USER
start_podman() {
  local home=$1 user=$2 driver deadline=$((SECONDS + 60))
  install --directory --mode=700 --owner="$user" "$home"
  for driver in overlay vfs; do
    if (podman_as "$user" "$home" "$driver" info) >"$home.log" 2>&1; then break; fi
    rm -rf "$home/storage" "$home/run"
  done
  (podman_as "$user" "$home" "$driver" system service --time=0 "unix://$home/podman.sock" >"$home.log" 2>&1 </dev/null) &
  printf '%s\n' "$!" >"$home.pid"
  until podman_api "$home" GET /_ping >/dev/null 2>&1; do
    if ((SECONDS >= deadline)); then fail "Podman does not answer: $(tail -n 1 "$home.log")" "Its log is $home.log."; fi
    sleep 0.2
  done
  copy_images_to_podman "$home"
}

# podman_as USER HOME DRIVER ARGUMENT...
podman_as() {
  local user=$1 home=$2 driver=$3
  shift 3
  cd / && exec setpriv --reuid "$user" --regid "$(id --group "$user")" --init-groups env HOME="$home" XDG_RUNTIME_DIR="$home" \
    CONTAINERS_CONF="${home%/*}/containers.conf" \
    podman --root "$home/storage" --runroot "$home/run" --storage-driver "$driver" "$@"
}

# podman_api HOME METHOD PATH [CURL OPTION...]
podman_api() {
  local home=$1 method=$2 path=$3
  shift 3
  curl --silent --show-error --fail --globoff --unix-socket "$home/podman.sock" --request "$method" "$@" "http://podman$path"
}

# copy_images_to_podman HOME: what Docker has of the images that the tests need.
copy_images_to_podman() {
  local image names=()
  for image in busybox:stable kaniko-caps/auxiliary:1 registry:2 kaniko-caps/buildah:2; do
    if has_image "$image"; then names+=("names=$image"); fi
  done
  docker_api GET "/images/get?$(IFS='&' && printf '%s' "${names[*]}")" |
    podman_api "$1" POST /v1.41/images/load --header 'Content-Type: application/x-tar' --upload-file - >/dev/null
}

# stop_podman DIRECTORY: ends the services, and removes all that they had.
stop_podman() {
  local place=$1 file process
  # A rootless service leaves a process that keeps its user namespace.
  for file in "$place"/*.pid "$place"/*/libpod/tmp/pause.pid; do
    process=$(cat "$file" 2>/dev/null) && kill "$process" 2>/dev/null
  done
  findmnt --noheadings --list --output TARGET | grep --fixed-strings "$place/" | sort --reverse | xargs --no-run-if-empty umount --lazy
  rm -rf "$place"
}
