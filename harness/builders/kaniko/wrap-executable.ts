import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { rootCertificates } from 'node:tls';
import { type Header, pack } from 'tar-stream';
import { goModulePath } from './go-module-path.ts';
import { readStaticExecutable } from './static-executable.ts';

/** How the wrapped executor's image is set up: as the official one (deploy/Dockerfile of every version since v1.6.0). */
export const EXECUTOR_IMAGE_SETTINGS = {
  entrypoint: ['/kaniko/executor'],
  environment: {
    HOME: '/root',
    USER: 'root',
    PATH: '/usr/local/bin:/kaniko',
    SSL_CERT_DIR: '/kaniko/ssl/certs',
    DOCKER_CONFIG: '/kaniko/.docker/',
  },
  workingDirectory: '/workspace',
};

/** A root filesystem around an executor. */
export interface ExecutorRootFilesystem {
  readonly tar: Readable;
  /** SHA-256 of the executor. */
  readonly sha256: string;
  /** Differs for other content of the image: a name for it. */
  readonly contentKey: string;
  /** Whether a tini came with the executor. */
  readonly hasTini: boolean;
  /** The Go module that it was built from, if it tells. */
  readonly modulePath: string | undefined;
}

/** Without `hosts: files` Go's resolver would ask name servers before the hosts file. */
const NSSWITCH = 'passwd: compat\ngroup: compat\nshadow: compat\nhosts: files dns\nnetworks: files\n';

/**
 * A root filesystem as the official image has it, around a local executor; without the credential helpers, which the
 * sandbox's registry has no use for. A static `tini` in the executor's directory comes with it, as images of osscontainertools have
 * one. `architecture` is the engine's, in Docker's or the kernel's words.
 *
 * @throws HarnessError EXECUTOR_UNREADABLE or NOT_AN_EXECUTOR if the executor cannot run in it.
 */
export async function executorRootFilesystem(
  binaryPath: string,
  architecture: string,
): Promise<ExecutorRootFilesystem> {
  const program = await readStaticExecutable(binaryPath, architecture);
  // One that cannot run there, or none: what needs it says so when it is asked for.
  const tini = await readStaticExecutable(join(dirname(binaryPath), 'tini'), architecture).catch(() => undefined);
  const sha256 = createHash('sha256').update(program).digest('hex');
  return {
    tar: rootFilesystem(program, tini),
    sha256,
    contentKey: tini === undefined ? sha256 : createHash('sha256').update(program).update(tini).digest('hex'),
    hasTini: tini !== undefined,
    modulePath: goModulePath(program),
  };
}

function rootFilesystem(program: Buffer, tini: Buffer | undefined): Readable {
  const tar = pack();
  const directory = (name: string, mode = 0o755): void => {
    tar.entry({ ...owned(name, mode), type: 'directory' });
  };
  const file = (name: string, content: string | Buffer, mode = 0o644): void => {
    tar.entry(owned(name, mode), content);
  };
  directory('etc');
  file('etc/nsswitch.conf', NSSWITCH);
  // World-writable since v1.9.0 of the official image. Root, who owns it, can write either way.
  directory('kaniko', 0o777);
  directory('kaniko/.docker');
  file('kaniko/.docker/config.json', '{}\n');
  directory('kaniko/ssl');
  directory('kaniko/ssl/certs');
  file('kaniko/ssl/certs/ca-certificates.crt', `${rootCertificates.join('\n')}\n`);
  file('kaniko/executor', program, 0o755);
  if (tini !== undefined) file('kaniko/tini', tini, 0o555);
  directory('workspace');
  tar.finalize();
  return Readable.from(tar, { objectMode: false });
}

/** Equal executors make equal tars. */
function owned(name: string, mode: number): Partial<Header> & Pick<Header, 'name'> {
  return { name, mode, uid: 0, gid: 0, mtime: new Date(0) };
}
