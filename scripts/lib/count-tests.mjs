// Adds up what a run of scripts/test left in a directory and prints `N passed, N failed, N skipped`; exit code 1 on a failure.
//   *.json     reports of vitest      *.failed   checks that failed
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const [directory = ''] = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };

for (const file of readdirSync(directory)) {
  if (extname(file) === '.failed') total.failed += 1;
  if (extname(file) === '.json') add(JSON.parse(readFileSync(join(directory, file), 'utf8')));
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** @param {import('vitest/reporters').JsonTestResults} report */
function add(report) {
  total.passed += report.numPassedTests;
  total.skipped += report.numPendingTests + report.numTodoTests;
  // A run can fail without a failed test: a file that does not load, an error outside of every test.
  total.failed += report.success ? 0 : Math.max(1, report.numFailedTests);
}
