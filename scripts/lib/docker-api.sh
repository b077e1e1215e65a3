# shellcheck shell=bash
# The Docker API through curl: a machine with a daemon need not have a `docker` client, and a client need not have a daemon.

# Prints where the daemon is looked for, in the docker client's own order.
docker_endpoint() {
  if [[ -n ${DOCKER_HOST:-} ]]; then
    printf '%s' "$DOCKER_HOST"
  elif command -v docker >/dev/null && docker context inspect --format '{{.Endpoints.docker.Host}}' 2>/dev/null | grep .; then
    return
  else
    printf 'unix:///var/run/docker.sock'
  fi
}

# docker_api METHOD PATH [CURL OPTION...]: prints the answer's body; fails when there is no answer or it is an error.
docker_api() {
  local method=$1 path=$2 endpoint options=()
  shift 2
  endpoint=$(docker_endpoint)
  case $endpoint in
    unix://*) options+=(--unix-socket "${endpoint#unix://}" "http://docker$path") ;;
    tcp://*)
      if [[ ${DOCKER_TLS_VERIFY:-} == 1 ]]; then
        local certificates=${DOCKER_CERT_PATH:-$HOME/.docker}
        options+=(--cacert "$certificates/ca.pem" --cert "$certificates/cert.pem" --key "$certificates/key.pem")
        options+=("https://${endpoint#tcp://}$path")
      else
        options+=("http://${endpoint#tcp://}$path")
      fi
      ;;
    *) return 1 ;;
  esac
  curl --silent --show-error --fail-with-body --globoff --noproxy '*' --request "$method" "$@" "${options[@]}"
}

docker_answers() {
  docker_api GET /_ping --max-time 10 >/dev/null 2>&1
}

has_image() {
  docker_api GET "/images/$1/json" >/dev/null 2>&1
}

# image_tags PATTERN: prints the references of the daemon's images that match an extended regular expression, by version.
image_tags() {
  docker_api GET /images/json |
    node -p 'JSON.parse(fs.readFileSync(0)).flatMap((image) => image.RepoTags ?? []).join("\n")' |
    { grep --extended-regexp "$1" || true; } | sort --version-sort
}

# pull_image REFERENCE: whether the daemon could pull it; the reason of a failure is printed on standard output.
pull_image() {
  local repository=${1%:*} tag=${1##*:} answer
  answer=$(docker_api POST "/images/create?fromImage=$repository&tag=$tag" --max-time 900 2>&1) && has_image "$1" && return
  reason_in "$answer"
  return 1
}

# reason_in ANSWER: what an answer that is an error says.
reason_in() {
  tail -n 1 <<<"$1" | sed -E 's/.*"(message|error)":"(.*)"\}.*/\2/; s/\\"/"/g'
}

# import_image REFERENCE [CHANGE...] < TAR: makes an image of one layer; a change is an instruction as in a Dockerfile.
import_image() {
  local reference=$1 query change answer
  shift
  # With the tag in the name: Podman overlooks one that is given beside it.
  query="fromSrc=-&repo=$reference"
  for change in "$@"; do
    query+="&changes=$(node -p 'encodeURIComponent(process.argv[1])' "$change")"
  done
  # What goes wrong after the first bytes is told in an answer that is no error.
  if ! answer=$(docker_api POST "/images/create?$query" --header 'Content-Type: application/x-tar' --upload-file - 2>&1) ||
    [[ $answer == *'"error"'* ]]; then
    fail "Docker did not take the image $reference: $(reason_in "$answer")" 'See the log of the Docker daemon.'
  fi
}
