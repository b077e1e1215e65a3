# shellcheck shell=bash
# choose_builder ARGUMENT...: sets `builder` to an image (empty: the arguments name one themselves), prints which and why.
# The order: what the user named; a Kaniko image that the daemon has; a pull of the current one; Buildah, made here.

# Kept up to date by the fork that goes on with Kaniko; Google's repository is archived.
current_kaniko=ghcr.io/osscontainertools/kaniko:latest

# Where Kaniko images come from, most current first.
kaniko_repositories=('osscontainertools/kaniko' 'martizih/kaniko' 'kaniko-project/executor' 'chainguard/kaniko' 'kaniko-caps-test/executor')

choose_builder() {
  local argument repository tags reason
  builder=
  for argument in "$@"; do
    if [[ $argument =~ ^--(builder|executor-binary)(=|$) ]]; then
      say 'Builder: the one named on the command line.'
      return
    fi
  done
  if [[ -n ${KANIKO_CAPS_BUILDER:-} ]]; then
    builder=$KANIKO_CAPS_BUILDER
    say "Builder: $builder, named by KANIKO_CAPS_BUILDER."
    return
  fi
  tags=$(image_tags .)
  for repository in "${kaniko_repositories[@]}"; do
    builder=$(grep --extended-regexp "(^|/)$repository:" <<<"$tags" | tail -n 1 || true)
    if [[ -n $builder ]]; then
      say "Builder: $builder, a Kaniko image that the daemon has."
      return
    fi
  done
  if reason=$(pull_image "$current_kaniko"); then
    builder=$current_kaniko
    say "Builder: $builder, the current Kaniko image, pulled."
    return
  fi
  say "The current Kaniko image, $current_kaniko, cannot be pulled: $reason"
  choose_buildah
}

choose_buildah() {
  builder=kaniko-caps/buildah:1
  # shellcheck disable=SC2154 # set by ensure-images.sh
  has_image "$builder" || "$image_scripts/buildah"
  say "Builder: $builder, made from Debian's packages. It is a stand-in and not Kaniko: what it needs says nothing about Kaniko."
  say 'To try Kaniko itself: --builder IMAGE, or --executor-binary PATH for an executor that you built.'
}
