import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Brings `dist/` up to date, once before all tests that run the program. Vitest calls it by this name. */
export function setup(): void {
  execFileSync(process.execPath, ['scripts/build/program.mjs'], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
}
