import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importedBy, importRules, roomName } from './linter-rules.ts';
import { ROOMS } from './rooms.ts';

/** Folders that are no part of the program. */
const BESIDE = ['architecture', 'testing'];

describe('the rooms of the program', () => {
  it('are all the folders that there are', () => {
    const folders = readdirSync('harness', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const known = new Set([...ROOMS.map(({ path }) => path.split('/')[0]), ...BESIDE]);
    expect(folders.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
  });

  it('import only rooms above them', () => {
    for (const [index, room] of ROOMS.entries()) {
      const above = ROOMS.slice(0, index).map(roomName);
      expect(
        importedBy(room).filter((name) => !above.includes(name)),
        room.path,
      ).toEqual([]);
    }
  });

  it('have names that no other folder has, for the linter tells them by these', () => {
    const names = readdirSync('harness', { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    const rooms = ROOMS.map(roomName);
    expect(rooms.filter((name) => names.filter((other) => other === name).length !== 1)).toEqual([]);
  });

  it('are what the linter checks', async () => {
    const { overrides, ...configuration } = JSON.parse(readFileSync('biome.json', 'utf8'));
    const own = overrides.filter((one: { linter?: object }) => !JSON.stringify(one).includes('noRestrictedImports'));
    const wanted = { ...configuration, overrides: [...own, ...importRules()] };
    const format = ['format', '--stdin-file-path=biome.json'];
    const text = execFileSync('node_modules/.bin/biome', format, { input: JSON.stringify(wanted), encoding: 'utf8' });
    await expect(text).toMatchFileSnapshot('../../biome.json');
  });
});
