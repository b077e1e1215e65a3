import type { IPod } from 'kubernetes-models/v1/Pod';
import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';

type Spec = NonNullable<IPod['spec']>;
type Container = Spec['containers'][number];
type SecurityContext = NonNullable<Container['securityContext']>;

/** A security context as `config.toml` has it. */
interface RunnerContext {
  readonly run_as_user?: number;
  readonly run_as_group?: number;
  readonly privileged?: boolean;
  readonly allow_privilege_escalation?: boolean;
  readonly capabilities?: { readonly add?: string[]; readonly drop?: string[] };
}

interface KubernetesSettings {
  readonly image: string;
  readonly privileged?: boolean;
  readonly automount_service_account_token?: boolean;
  readonly build_container_security_context?: RunnerContext;
  readonly helper_container_security_context?: RunnerContext;
  readonly init_permissions_container_security_context?: RunnerContext;
  readonly pod_spec?: readonly { readonly patch_type: string; readonly patch: string }[];
}

/** The image of the containers that the runner puts beside the one of a job. */
const HELPER = 'registry.gitlab.com/gitlab-org/gitlab-runner/gitlab-runner-helper:x86_64-v19.4.0';

/**
 * The pod that the Kubernetes executor makes for a job, as GitLab Runner 19.4 does it (executors/kubernetes/kubernetes.go:
 * preparePodConfig, buildPermissionsInitContainer, buildUiGidCollector; common/config.go: GetContainerSecurityContext).
 */
export function gitlabPod(config: string, job: string, { disablesUmask = false } = {}): IPod {
  const { runners } = parseToml(config) as unknown as { runners: Runner[] };
  const runner = runners.find(({ executor }) => executor === 'kubernetes');
  if (runner?.kubernetes === undefined) throw new Error('no runner for Kubernetes is configured');
  const [{ image }] = Object.values(parseYaml(job)) as [{ image: { name: string } }];
  const settings = runner.kubernetes;
  const build = contextOf(settings, settings.build_container_security_context);
  const spec: Spec = {
    restartPolicy: 'Never',
    ...(settings.automount_service_account_token === undefined
      ? {}
      : { automountServiceAccountToken: settings.automount_service_account_token }),
    initContainers: [
      ...(disablesUmask ? [{ name: 'init-build-uid-gid-collector', image: image.name, securityContext: build }] : []),
      {
        name: 'init-permissions',
        image: HELPER,
        securityContext: contextOf(settings, settings.init_permissions_container_security_context),
      },
    ],
    containers: [
      { name: 'build', image: image.name, securityContext: build },
      {
        name: 'helper',
        image: HELPER,
        securityContext: contextOf(settings, settings.helper_container_security_context),
      },
    ],
  };
  const patches =
    runner.feature_flags?.FF_USE_ADVANCED_POD_SPEC_CONFIGURATION === true ? (settings.pod_spec ?? []) : [];
  const metadata = { name: 'runner-1-project-1-concurrent-0', namespace: 'builds' };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: patches.reduce(patched, spec) };
}

interface Runner {
  readonly executor: string;
  readonly feature_flags?: { readonly FF_USE_ADVANCED_POD_SPEC_CONFIGURATION?: boolean };
  readonly kubernetes?: KubernetesSettings;
}

/** The runner drops NET_RAW by itself; a list of the context replaces its own. */
function contextOf(settings: KubernetesSettings, context: RunnerContext = {}): SecurityContext {
  const { run_as_user, run_as_group, capabilities } = context;
  const privileged = context.privileged ?? settings.privileged;
  const allowed = context.allow_privilege_escalation;
  return {
    capabilities: { drop: ['NET_RAW'], ...capabilities },
    ...(privileged === undefined ? {} : { privileged }),
    ...(allowed === undefined ? {} : { allowPrivilegeEscalation: allowed }),
    ...(run_as_user === undefined ? {} : { runAsUser: run_as_user }),
    ...(run_as_group === undefined ? {} : { runAsGroup: run_as_group }),
  };
}

/** A strategic merge patch (apimachinery, strategicpatch): containers are merged by their name, other lists are replaced. */
function patched(spec: Spec, { patch_type, patch }: { readonly patch_type: string; readonly patch: string }): Spec {
  if (patch_type !== 'strategic') throw new Error(`a patch of another kind: ${patch_type}`);
  return merged(spec, parseYaml(patch)) as Spec;
}

function merged(before: unknown, patch: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(patch)) {
    const names = before.map(({ name }) => name);
    const changed = before.map((one) => merged(one, patch.find(({ name }) => name === one.name) ?? {}));
    return [...changed, ...patch.filter(({ name }) => !names.includes(name))];
  }
  if (!isRecord(before) || !isRecord(patch)) return patch;
  const changed = Object.entries(patch).map(([key, value]) => [key, merged(before[key], value)] as const);
  return { ...before, ...Object.fromEntries(changed) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
