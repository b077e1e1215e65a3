# shellcheck shell=bash
# Images that trials and tests need: the daemon's, else a pull, else made on the spot from Debian's packages.

image_scripts=$(dirname "${BASH_SOURCE[0]}")/../images

# ensure_auxiliary_image: a registry and a shell for the sandbox of a run.
ensure_auxiliary_image() {
  has_image kaniko-caps/auxiliary:1 || ensure_image registry:2 auxiliary
}

# ensure_base_images PATH...: the bases of the named Dockerfiles that can be made here. Any other is left to the program.
ensure_base_images() {
  if names_base busybox:stable "$@"; then ensure_image busybox:stable busybox; fi
  if names_base debian:bookworm-slim "$@"; then ensure_image debian:bookworm-slim debian; fi
  local own
  for own in file-capabilities packages; do
    if names_base "kaniko-caps-base/$own:1" "$@"; then ensure_made_image "kaniko-caps-base/$own:1" "$own"; fi
  done
}

# ensure_image REFERENCE SCRIPT
ensure_image() {
  local reason
  if has_image "$1"; then return; fi
  if reason=$(pull_image "$1"); then
    say "Pulled $1."
  else
    say "$1 cannot be pulled: $reason"
    "$image_scripts/$2"
  fi
}

# ensure_made_image REFERENCE SCRIPT: an image that exists nowhere else; a pull could only bring a stranger's.
ensure_made_image() {
  has_image "$1" || "$image_scripts/$2"
}

# Executors to test with: Google's last one, and the current one of the fork that goes on.
test_executors=(gcr.io/kaniko-project/executor:v1.24.0 ghcr.io/osscontainertools/kaniko:v1.28.3)

# ensure_test_executors: tags executors as the tests look for them, unless there are some or the user names others.
ensure_test_executors() {
  local executor name
  if [[ -n ${KANIKO_CAPS_TEST_EXECUTORS:-$(image_tags ^kaniko-caps-test/executor:)} ]]; then return; fi
  for executor in "${test_executors[@]}"; do
    name=${executor#*/}
    if has_image "$executor" || pull_image "$executor" >/dev/null; then
      docker_api POST "/images/$executor/tag?repo=kaniko-caps-test/executor&tag=$(tr '/:' '--' <<<"$name")"
    fi
  done
}

# names_base REFERENCE PATH...: whether a Dockerfile under the paths starts from an image or copies from it.
names_base() {
  local reference=$1
  shift
  [[ $# -gt 0 ]] && grep --recursive --quiet --word-regexp --fixed-strings --include='*Dockerfile*' "$reference" "$@"
}
