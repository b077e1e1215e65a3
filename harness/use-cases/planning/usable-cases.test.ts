import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';
import { INVALID_DOCKERFILES, writeThirtyDockerfiles } from '../../testing/repository/thirty-dockerfiles.ts';
import { usableCases } from './usable-cases.ts';

const GIVEN = { pack: { sizeLimitBytes: 2 ** 20 }, givenArguments: {} };

describe('the cases of a repository with thirty Dockerfiles', () => {
  let scratch: Scratch;
  beforeEach(async () => {
    scratch = await openScratch();
    await writeThirtyDockerfiles(scratch.path('repository'));
    vi.spyOn(process, 'cwd').mockReturnValue(scratch.path('repository'));
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await scratch.remove();
  });

  const survey = async (overrides: Parameters<typeof usableCases>[0]['overrides'], paths: readonly string[] = []) => {
    const told: string[] = [];
    const found = await usableCases({ paths, overrides, environment: {} }, GIVEN, (text) => void told.push(text));
    return { ...found, told };
  };

  it('are those that can be used, each with the context that has what it copies', async () => {
    const { cases, invalid } = await survey({ recursive: true });
    expect(cases.length + invalid.length).toBe(30);
    expect(new Set([...cases, ...invalid].map(({ id }) => id)).size).toBe(30);
    const contexts = Object.fromEntries(cases.map(({ file, chosenContext }) => [file, chosenContext?.directory]));
    expect(contexts).toMatchObject({
      'services/s0/Dockerfile': 'services/s0',
      'cmd/c0/Dockerfile': '.',
      'images/tool0.Dockerfile': 'images',
      'podman/p0/Containerfile': 'podman/p0',
      'podman/Containerfile.dev': 'podman',
      'settings/Dockerfile': '.',
    });
    expect(cases.find(({ id }) => id === 'settings')).toMatchObject({
      title: 'Settings',
      chosenContext: { why: 'case.json sets it' },
    });
    expect(cases.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['s0', 'images.v0', 'images.tool0', 'podman.dev', 'p0']),
    );
  });

  it('are beside those that cannot be used, each with its reason and a line where one is wrong', async () => {
    const { invalid } = await survey({ recursive: true });
    expect(invalid.map(({ file }) => file)).toEqual(Object.keys(INVALID_DOCKERFILES));
    for (const { file, reason } of invalid) {
      expect(reason).toContain(INVALID_DOCKERFILES[file as keyof typeof INVALID_DOCKERFILES]);
    }
    expect(invalid.map(({ line, code }) => [line, code])).toEqual([
      [2, 'BAD_DOCKERFILE'],
      [null, 'BAD_CONTEXT'],
      [null, 'BAD_IGNORE_FILE'],
      [2, 'BAD_DOCKERFILE'],
    ]);
  });

  it('are told with each reason, and the same contexts in one line', async () => {
    const { told } = await survey({ recursive: true });
    expect(told).toMatchInlineSnapshot(`
      [
        "30 Dockerfiles found, 4 cannot be used",
        "  cannot be used: bad/argument/Dockerfile:2: FROM names no image: $BASE is empty. Give the argument a default before the first FROM, or pass --build-arg.",
        "  cannot be used: bad/context/Dockerfile: The build context bad/context/missing is not a directory",
        "  cannot be used: bad/ignore/Dockerfile: bad/ignore/.dockerignore:1: malformed pattern "[a": "[" is not closed",
        "  cannot be used: bad/syntax/Dockerfile:2: Unknown instruction: COPPY",
        "  context of cmd/c0/Dockerfile, cmd/c1/Dockerfile and 4 more: ., the repository's root: go.mod (line 2) is there, and not beside the Dockerfile",
        "  context of images/Dockerfile.v0, images/Dockerfile.v1 and 17 more: the Dockerfile's own directory",
        "  context of settings/Dockerfile: ., case.json sets it",
      ]
    `);
  });

  it('are more where an argument is given, and fewer where paths are', async () => {
    const given = await survey({ recursive: true, buildArguments: { BASE: 'scratch' } }, ['bad']);
    expect(given.cases.map(({ file }) => file)).toEqual(['bad/argument/Dockerfile']);
    expect(given.invalid).toHaveLength(3);
  });

  it('stop the command where the command line itself is wrong, or a Dockerfile was named', async () => {
    const secrets = ['id=a,src=none'];
    await expect(survey({ recursive: true, configuration: { secrets } })).rejects.toMatchObject({
      code: 'BAD_CONFIGURATION',
    });
    await expect(survey({ recursive: true, context: '.' })).rejects.toMatchObject({ code: 'OPTIONS_CONFLICT' });
    await expect(survey({ recursive: true, file: 'x' })).rejects.toMatchObject({ code: 'OPTIONS_CONFLICT' });
    await expect(survey({}, ['bad/syntax', 'services'])).rejects.toMatchObject({ code: 'BAD_DOCKERFILE' });
    await expect(survey({}, ['bad/ignore'])).rejects.toMatchObject({ code: 'BAD_IGNORE_FILE' });
  });
});
