# shellcheck shell=bash
# ensure_docker: makes sure that a Docker daemon answers. Only the API's answer counts: a `docker` client on PATH is no daemon.
# Without one, root on Debian or Ubuntu gets one installed and started; anybody else is told what to do.

ensure_docker() {
  ensure_curl
  if docker_answers; then return; fi
  local endpoint way_out
  endpoint=$(docker_endpoint)
  way_out='Start a Docker daemon, or set DOCKER_HOST to one that you may use (unix:// or tcp://).'
  if [[ $endpoint != unix:///var/run/docker.sock ]]; then fail "No Docker daemon answers at $endpoint." "$way_out"; fi
  if [[ $(id -u) != 0 ]]; then
    fail "No Docker daemon answers at $endpoint, and only root can start one." "$way_out Or run this script as root on Debian or Ubuntu."
  fi
  if ! command -v dockerd >/dev/null; then
    say "No Docker daemon answers at $endpoint: installing docker.io with apt-get."
    local packages=(docker.io iptables iproute2 ca-certificates)
    if [[ -d /sys/kernel/security/apparmor ]]; then packages+=(apparmor); fi
    install_packages "${packages[@]}"
  fi
  if docker_answers; then return; fi # the package starts it where systemd runs
  start_docker
}

ensure_curl() {
  if command -v curl >/dev/null; then return; fi
  say 'curl is not on PATH: installing it with apt-get.'
  install_packages curl
}

start_docker() {
  if [[ -d /run/systemd/system ]] && systemctl cat docker.service >/dev/null 2>&1; then
    say 'Starting the Docker service (systemctl start docker).'
    systemctl start docker
    wait_for_docker 60 && return
    fail 'The Docker service does not answer.' 'See: journalctl --unit docker'
  fi
  local options=()
  if may_keep_images_in_memory; then
    options+=(--data-root /dev/shm/kaniko-caps-docker)
    say 'There is memory to spare: this daemon keeps its images in /dev/shm, which makes trials faster. A restart loses them.'
  fi
  start_dockerd "${options[@]}" && return
  # The first start shows what this machine lacks; a way round it is taken only when dockerd's last words ask for it.
  if daemon_said 'cgroup.* mounted'; then
    say 'The control groups are not mounted: mounting them with the package cgroupfs-mount.'
    install_packages cgroupfs-mount
    cgroupfs-mount || fail 'The control groups cannot be mounted.' "dockerd needs them; its log is $dockerd_log."
    start_dockerd "${options[@]}" && return
  fi
  if daemon_said 'iptables|nftables|nat chain'; then
    say 'dockerd cannot set up iptables: trying without it. Containers get no route to the internet.'
    options+=(--iptables=false --ip-masq=false)
    start_dockerd "${options[@]}" && return
  fi
  if daemon_said 'graphdriver|storage|overlay|driver not supported'; then
    say 'dockerd cannot use its preferred storage driver: trying vfs, which works everywhere and is slow.'
    start_dockerd "${options[@]}" --storage-driver vfs && return
  fi
  fail "dockerd could not be started: $(tail -n 1 "$dockerd_log")" "Its log is $dockerd_log."
}

# daemon_said PATTERN: whether the reason that dockerd gave for ending matches.
daemon_said() {
  grep --ignore-case --extended-regexp --quiet "failed to start daemon.*($1)" "$dockerd_log"
}

# Only a new daemon: an existing one's images and settings are its owner's.
may_keep_images_in_memory() {
  local available_kib shm_kib
  available_kib=$(awk '/^MemAvailable:/ {print $2}' /proc/meminfo)
  shm_kib=$(df --output=avail /dev/shm 2>/dev/null | tail -n 1)
  [[ ! -e /etc/docker/daemon.json && ! -d /var/lib/docker/image ]] &&
    ((available_kib > 8 * 1024 * 1024 && ${shm_kib:-0} > 4 * 1024 * 1024))
}

dockerd_log=/var/log/kaniko-caps-dockerd.log

start_dockerd() {
  say "Starting dockerd${*:+ with $*}; its log is $dockerd_log."
  remove_stale_pid_file
  setsid nohup dockerd "$@" >"$dockerd_log" 2>&1 </dev/null &
  local daemon=$!
  if wait_for_docker 60 "$daemon"; then
    say "Docker runs (process $daemon) and keeps running after this script. To stop it: kill $daemon"
    return
  fi
  kill "$daemon" 2>/dev/null || true
  wait "$daemon" || true
  return 1
}

# A machine that was copied while a daemon ran can have its pid file, and dockerd does not start beside it.
remove_stale_pid_file() {
  local file=/var/run/docker.pid process
  process=$(cat "$file" 2>/dev/null || true)
  if [[ -n $process && $(cat "/proc/$process/comm" 2>/dev/null) != dockerd ]]; then rm -f "$file"; fi
}

# wait_for_docker SECONDS [PROCESS]: waits until the daemon answers, its process ends or the time is over.
wait_for_docker() {
  local deadline=$((SECONDS + $1))
  until docker_answers; do
    if ((SECONDS >= deadline)) || [[ -n ${2:-} && ! -d /proc/$2 ]]; then return 1; fi
    sleep 0.2
  done
}
