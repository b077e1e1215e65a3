# shellcheck shell=bash
# Images that trials need: the daemon's, else a pull, else made on the spot from Debian's packages.

image_scripts=$(dirname "${BASH_SOURCE[0]}")/../images

# ensure_auxiliary_image: a registry and a shell for the sandbox of a run.
ensure_auxiliary_image() {
  has_image kaniko-caps/auxiliary:1 || ensure_image registry:2 auxiliary
}

# ensure_base_images PATH...: the bases of the named Dockerfiles that can be made here. Any other is left to the program.
ensure_base_images() {
  if names_base busybox:stable "$@"; then ensure_image busybox:stable busybox; fi
  if names_base debian:bookworm-slim "$@"; then ensure_image debian:bookworm-slim debian; fi
  # This one exists nowhere else, so a pull could only bring a stranger's.
  local own=kaniko-caps-base/file-capabilities:1
  if names_base "$own" "$@" && ! has_image "$own"; then "$image_scripts/file-capabilities"; fi
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

# names_base REFERENCE PATH...: whether a Dockerfile under the paths starts from an image or copies from it.
names_base() {
  local reference=$1
  shift
  [[ $# -gt 0 ]] && grep --recursive --quiet --word-regexp --fixed-strings --include='*Dockerfile*' "$reference" "$@"
}
