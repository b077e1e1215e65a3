import { expect, it } from 'vitest';
import { ERRORS } from '../errors.ts';

const HEAD = `# Errors

Every error has a code. The program prints the message and the way out, and exits with the code in the table.

| exit code | meaning |
|---|---|
| 1 | a policy would break a build (or: a check found a difference) |
| 2 | wrong usage or input: change the command or the file that the message names |
| 3 | no verdict could be reached here: repair the engine, the network or the disk, and run it again |

| code | exit code | what happened |
|---|---|---|
`;

it('docs/errors.md lists every error', async () => {
  const rows = Object.entries(ERRORS).map(
    ([code, { exitCode, meaning }]) => `| \`${code}\` | ${exitCode} | ${meaning} |\n`,
  );
  await expect(HEAD + rows.join('')).toMatchFileSnapshot('../../docs/errors.md');
});
