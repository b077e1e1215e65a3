import type { EngineEnvironment } from '../../vocabulary/engine-environment.ts';

/** What an engine of memory alone says of itself. */
export const SCRIPTED_ENVIRONMENT: EngineEnvironment = {
  engine: 'scripted',
  endpoint: 'memory:',
  version: '28.1.1',
  apiVersion: '1.49',
  kernel: '6.8.0',
  operatingSystem: 'Debian GNU/Linux 12 (bookworm)',
  architecture: 'x86_64',
  runtime: 'runc 1.2.5',
  storageDriver: 'overlay2',
  cgroupVersion: '2',
  seccomp: 'default',
  appArmor: false,
  selinux: false,
  rootless: false,
  userNamespaceRemapping: false,
  protectedFiles: null,
  umask: null,
  cpus: 2,
  memoryBytes: 4 * 1024 ** 3,
};
