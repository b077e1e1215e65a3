#!/bin/sh
# Builds the image on a machine with Docker.
set -eu
tag=${TAG:-latest}

docker run --rm --privileged \
  -v "$PWD":/workspace \
  -v "$HOME/.docker/config.json":/kaniko/.docker/config.json:ro \
  gcr.io/kaniko-project/executor:v1.24.0 \
  --context dir:///workspace/app --destination "registry.example.com/shop/app:$tag"
echo "built $tag"
