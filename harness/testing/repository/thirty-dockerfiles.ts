import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The Dockerfiles of the repository that nobody can build from, and why. */
export const INVALID_DOCKERFILES = {
  'bad/argument/Dockerfile': 'Give the argument a default before the first FROM, or pass --build-arg.',
  'bad/context/Dockerfile': 'The build context bad/context/missing is not a directory',
  'bad/ignore/Dockerfile': 'malformed pattern "[a"',
  'bad/syntax/Dockerfile': 'bad/syntax/Dockerfile:2: Unknown instruction: COPPY',
} as const;

const DEBIAN = 'FROM debian:bookworm-slim';

/** Where a repository with thirty Dockerfiles of several kinds has what; without those that git ignores. */
function filesOfRepository(): Record<string, string> {
  const files: Record<string, string> = {
    '.git/HEAD': 'ref: refs/heads/main\n',
    '.gitignore': 'node_modules/\n/dist\n',
    'node_modules/left-pad/Dockerfile': 'FROM scratch\n',
    'dist/Dockerfile': 'FROM scratch\n',
    'go.mod': 'module example.com/x\n',
    'shared/run.sh': '#!/bin/sh\n',
    'images/tool': 'a tool\n',
    'podman/Containerfile.dev': `${DEBIAN}\nRUN true\n`,
    'settings/Dockerfile': `${DEBIAN}\nCOPY go.mod /\n`,
    'settings/case.json': '{"title":"Settings","context":"..","universe":"CHOWN,FOWNER"}',
    'bad/argument/Dockerfile': 'ARG BASE\nFROM $BASE\n',
    'bad/context/Dockerfile': 'FROM scratch\nCOPY a /\n',
    'bad/context/case.json': '{"title":"Bad","context":"missing"}',
    'bad/ignore/Dockerfile': 'FROM scratch\nCOPY a /\n',
    'bad/ignore/.dockerignore': '[a\n',
    'bad/ignore/a': '',
    'bad/syntax/Dockerfile': `${DEBIAN}\nCOPPY a /\n`,
  };
  const several = (count: number, of: (index: number) => Record<string, string>): void => {
    for (let index = 0; index < count; index += 1) Object.assign(files, of(index));
  };
  several(8, (index) => ({
    [`services/s${index}/Dockerfile`]: `${DEBIAN}\nCOPY start /start\nRUN chmod 755 /start\n`,
    [`services/s${index}/start`]: '#!/bin/sh\n',
  }));
  several(6, (index) => ({
    [`cmd/c${index}/Dockerfile`]: `${DEBIAN}\nCOPY go.mod shared/run.sh /src/\nRUN chown 1000:1000 /src/run.sh\n`,
  }));
  several(4, (index) => ({ [`images/Dockerfile.v${index}`]: `${DEBIAN}\nRUN touch /a && chown 5:5 /a\n` }));
  several(3, (index) => ({ [`images/tool${index}.Dockerfile`]: 'FROM scratch\nCOPY tool /\n' }));
  several(3, (index) => ({ [`podman/p${index}/Containerfile`]: `${DEBIAN}\nRUN true\n` }));
  return files;
}

/** Writes a repository with thirty Dockerfiles, four of which cannot be used, into an empty directory. */
export async function writeThirtyDockerfiles(root: string): Promise<void> {
  for (const [path, content] of Object.entries(filesOfRepository())) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}
