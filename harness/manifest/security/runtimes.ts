import { type CapabilitySet, difference, setOf } from '../../capabilities/capability-set.ts';
import { DOCKER_DEFAULTS } from '../../capabilities/universe.ts';

/** The container runtimes whose default sets are known. */
export const RUNTIME_NAMES = ['docker', 'containerd', 'cri-o', 'podman'] as const;

/** The name of a container runtime. */
export type RuntimeName = (typeof RUNTIME_NAMES)[number];

/** What a runtime grants where a manifest says nothing. */
export interface Runtime {
  /** As sentences name it. */
  readonly title: string;
  readonly defaults: CapabilitySet;
  /** Whether a name may begin with `CAP_`. */
  readonly takesPrefix: boolean;
  /** Where its source says so. */
  readonly source: string;
}

/** What each runtime grants by default. Who runs it can configure another set. */
export const RUNTIMES: Readonly<Record<RuntimeName, Runtime>> = {
  docker: {
    title: 'Docker',
    defaults: DOCKER_DEFAULTS,
    takesPrefix: true,
    source: 'moby, daemon/pkg/oci/caps/defaults.go',
  },
  containerd: {
    title: 'containerd',
    // The same fourteen as Docker.
    defaults: DOCKER_DEFAULTS,
    // Its CRI plugin puts `CAP_` before every name, so that CAP_CHOWN becomes CAP_CAP_CHOWN, which runc ignores.
    takesPrefix: false,
    source: 'containerd, pkg/oci/spec.go, defaultUnixCaps',
  },
  'cri-o': {
    title: 'CRI-O',
    defaults: setOf(
      'CHOWN',
      'DAC_OVERRIDE',
      'FSETID',
      'FOWNER',
      'SETGID',
      'SETUID',
      'SETPCAP',
      'NET_BIND_SERVICE',
      'KILL',
    ),
    takesPrefix: true,
    source: 'cri-o, docs/crio.conf.5.md, default_capabilities',
  },
  podman: {
    title: 'Podman',
    defaults: difference(DOCKER_DEFAULTS, setOf('NET_RAW', 'MKNOD', 'AUDIT_WRITE')),
    takesPrefix: true,
    source: 'containers/common, pkg/config/default.go, DefaultCapabilities',
  },
};
