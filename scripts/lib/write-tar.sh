# shellcheck shell=bash
# write_tar DIRECTORY [UID:GID:PATH...]: prints a tar of a directory that depends on nothing but names, modes and contents.
# Everything belongs to root, whoever made the files, except the named files and empty directories (./home).

write_tar() {
  local directory=$1 file owned
  shift
  file=$(mktemp)
  local options=(--file="$file" --directory="$directory" --format=pax --sort=name --mtime=@0 --numeric-owner --anchored)
  options+=(--pax-option='exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime')
  tar --create "${options[@]}" --owner=0 --group=0 "${@/#*:/--exclude=}" .
  for owned in "$@"; do
    IFS=: read -r owner group path <<<"$owned"
    tar --append "${options[@]}" --owner=":$owner" --group=":$group" --no-recursion "$path"
  done
  cat "$file"
  rm "$file"
}
