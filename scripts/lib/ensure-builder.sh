# shellcheck shell=bash
# ensure_builder ARGUMENT...: makes sure that there is a builder to run. The program chooses it and says why; where it finds
# none, Buildah is made from Debian's packages. Sets `stand_in` if what will run is not Kaniko and nobody asked for it by name.

ensure_builder() {
  local told
  stand_in=
  if names_builder "$@"; then return; fi
  # It ends with an error also for what is missing besides; the program tells the user of that.
  told=$(node dist/main.js doctor 2>/dev/null) || true
  case $(sed -nE 's/^builder +([a-z]+) .*/\1/p' <<<"$told") in
    kaniko) ;;
    buildah) stand_in=buildah ;;
    *)
      # shellcheck disable=SC2034 # used by those who source this file
      stand_in=buildah
      say 'There is no Kaniko image, and none can be pulled: making Buildah, a stand-in.'
      # shellcheck disable=SC2154 # set by ensure-images.sh
      "$image_scripts/buildah"
      ;;
  esac
}

# names_builder ARGUMENT...: whether the user says what to run, or goes on with a run that remembers it.
names_builder() {
  local argument
  for argument in "$@"; do
    if [[ $argument =~ ^--(builder|executor-binary|resume)(=|$) ]]; then return; fi
  done
  [[ -n ${KANIKO_CAPS_BUILDER:-} ]]
}
