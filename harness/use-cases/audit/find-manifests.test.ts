import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';
import { findManifests } from './find-manifests.ts';

let scratch: Scratch;
beforeEach(async () => {
  scratch = await openScratch();
});
afterEach(() => scratch.remove());

it('A link that leads out of the repository is no manifest of it, and is told', async () => {
  await mkdir(scratch.path('repository/.git'), { recursive: true });
  for (const name of ['outside.yaml', 'repository/pod.yaml', 'repository/pipeline.groovy', 'repository/notes.txt']) {
    await writeFile(scratch.path(name), 'kind: Pod\n');
  }
  await symlink(scratch.path('outside.yaml'), scratch.path('repository/linked.yaml'));
  await symlink('pod.yaml', scratch.path('repository/same.yaml'));
  const { manifests, notes } = await findManifests([scratch.path('repository')]);
  const names = manifests.map(({ file }) => file.split('/').at(-1));
  expect(names).toEqual(['pipeline.groovy', 'pod.yaml', 'same.yaml']);
  expect(notes).toEqual([expect.stringContaining('linked.yaml leads out of the repository')]);
  // Who names a link wants what it leads to.
  expect((await findManifests([scratch.path('repository/linked.yaml')])).manifests).toHaveLength(1);
});
