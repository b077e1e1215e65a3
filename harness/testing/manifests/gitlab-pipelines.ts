/** The job of GitLab's documentation ("Build and push Docker images with kaniko"). */
export const GITLAB_KANIKO_JOB = `build:
  stage: build
  image:
    name: gcr.io/kaniko-project/executor:v1.23.2-debug
    entrypoint: [""]
  script:
    - /kaniko/executor
      --context "\${CI_PROJECT_DIR}"
      --dockerfile "\${CI_PROJECT_DIR}/Dockerfile"
      --destination "\${CI_REGISTRY_IMAGE}:\${CI_COMMIT_TAG}"
  rules:
    - if: $CI_COMMIT_TAG
`;

/** A pipeline with templates, anchors, references and variables of all kinds. */
export const GITLAB_TEMPLATES = `stages: [build]

variables:
  KANIKO_IMAGE: gcr.io/kaniko-project/executor
  KANIKO_TAG:
    value: v1.24.0-debug
    description: The executor
  SERVICE_DIR: $CI_PROJECT_DIR/services/$SERVICE

default:
  before_script:
    - echo "the default"

.credentials: &credentials
  - mkdir -p /kaniko/.docker
  - echo "$DOCKER_AUTH" > /kaniko/.docker/config.json

.kaniko:
  image:
    name: $KANIKO_IMAGE:$KANIKO_TAG
    entrypoint: [""]
  variables:
    SERVICE: nobody
    MODE: redo

.flags:
  script:
    - FLAGS="--snapshot-mode=$MODE --cache"

api:
  extends: .kaniko
  stage: build
  variables:
    SERVICE: api
  before_script:
    - *credentials
  script:
    - !reference [.flags, script]
    # the build itself
    - |
      cd "$SERVICE_DIR"
      /kaniko/executor --context . --dockerfile docker/Dockerfile $FLAGS \\
        --build-arg VERSION=$CI_COMMIT_SHORT_SHA \\
        --destination "$CI_REGISTRY_IMAGE/api:$CI_COMMIT_TAG"

test:
  stage: build
  image: alpine
  script: make test
`;

/** A runner for each executor that starts containers, and one that starts none. */
export const GITLAB_RUNNERS = `concurrent = 4

[[runners]]
  name = "machines"
  executor = "docker"
  environment = ["MODE=full"]
  [runners.docker]
    image = "alpine"
    privileged = false
    cap_add = ["CAP_SYS_ADMIN"]
    cap_drop = ["NET_RAW"]
    security_opt = ["no-new-privileges:true"]

[[runners]]
  name = "cluster"
  executor = "kubernetes"
  [runners.kubernetes]
    cap_add = ["SYS_PTRACE"]
    [runners.kubernetes.build_container_security_context]
      allow_privilege_escalation = false
      [runners.kubernetes.build_container_security_context.capabilities]
        add = ["CHOWN", "FOWNER"]
        drop = ["ALL"]

[[runners]]
  name = "shell"
  executor = "shell"
`;
