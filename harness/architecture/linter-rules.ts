import { basename } from 'node:path';
import { ROOMS, type Room } from './rooms.ts';

/** What the linter says where an import goes the wrong way. */
const MESSAGE = 'This room may not import that: see harness/architecture/rooms.ts.';

/** Packages that one room owns. */
const OWNED = ROOMS.flatMap(({ owns = [] }) => owns);

/** The overrides of the linter's configuration that keep the directions of imports. */
export function importRules() {
  return [
    forbidden(['harness/**'], ['**/benchmarks/**']),
    forbidden(['harness/**', '!**/*.test.ts', '!harness/testing/**'], ['**/testing/**', '**/benchmarks/**']),
    ...ROOMS.map((room) => forbidden([`harness/${room.path}/**`, '!**/*.test.ts'], patternsOf(room))),
  ];
}

/** The last part of a room's path, by which others name it. */
export function roomName({ path }: Pick<Room, 'path'>): string {
  return basename(path);
}

/** The rooms that a room may import. */
export function importedBy(room: Room): string[] {
  const above = ROOMS.slice(0, ROOMS.indexOf(room)).map(roomName);
  return room.imports === 'all' ? above : [...room.imports];
}

function patternsOf(room: Room): string[] {
  const allowed = new Set([roomName(room), ...importedBy(room)]);
  const others = ROOMS.map(roomName).filter((name) => !allowed.has(name));
  const { owns = [], node = [] } = room;
  return [
    ...['testing', 'architecture', 'benchmarks', ...others].map((name) => `**/${name}/**`),
    ...OWNED.filter((name) => !owns.includes(name)),
    ...(room.pure ? ['node:*', ...node.map((name) => `!${name}`)] : []),
  ];
}

function forbidden(includes: readonly string[], group: readonly string[]) {
  const options = { patterns: [{ group, message: MESSAGE }] };
  return { includes, linter: { rules: { style: { noRestrictedImports: { level: 'error', options } } } } };
}
