/**
 * Where the images come from whose containers Tekton and GitLab Runner put beside those of a user. They set no security context
 * unless they are told to: Tekton by its feature flag `set-security-context`, GitLab by `helper_container_security_context` and
 * `init_permissions_container_security_context`.
 */
export const INJECTED_IMAGES = [
  // Tekton: entrypoint, workingdirinit, nop and sidecarlogresults, and the shell that places scripts.
  'ghcr.io/tektoncd/pipeline/',
  'gcr.io/tekton-releases/github.com/tektoncd/pipeline/cmd/',
  'cgr.dev/chainguard/busybox@',
  // GitLab Runner: init-permissions and helper, under a tag or a digest.
  'registry.gitlab.com/gitlab-org/gitlab-runner/',
  'gitlab/gitlab-runner-helper',
  'docker.io/gitlab/gitlab-runner-helper',
] as const;
