import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { importedBy } from './linter-rules.ts';
import { ROOMS, type Room } from './rooms.ts';

const PAGE = 'docs/architecture.md';

function row(room: Room): string {
  const imports = room.imports === 'all' ? 'all above' : importedBy(room).join(', ') || 'nothing';
  return `| \`${room.path}\` | ${room.holds} | ${room.pure ? 'pure' : ''} | ${imports} |`;
}

it('docs/architecture.md lists the rooms', async () => {
  const table = ['| room | holds | | may import |', '|---|---|---|---|', ...ROOMS.map(row)].join('\n');
  const page = readFileSync(PAGE, 'utf8').replace(
    /<!-- rooms -->.*<!-- \/rooms -->/s,
    `<!-- rooms -->\n${table}\n<!-- /rooms -->`,
  );
  await expect(page).toMatchFileSnapshot(`../../${PAGE}`);
});
