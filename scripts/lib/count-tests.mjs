// Adds up what a run of scripts/test left in a directory. Names what failed, then prints `N passed, N failed, N skipped`;
// exit code 1 on a failure. The names come last because some who read the output see no more than its end.
//   *.json     reports of vitest      *.failed   checks that failed
import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';

const [directory = ''] = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };

for (const file of readdirSync(directory)) {
  const name = basename(file, extname(file));
  if (extname(file) === '.failed') fail(`${name}: see above`);
  if (extname(file) === '.json') add(name, JSON.parse(readFileSync(join(directory, file), 'utf8')));
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 ? 0 : 1;

/**
 * @param {string} name
 * @param {import('vitest/reporters').JsonTestResults} report
 */
function add(name, report) {
  total.passed += report.numPassedTests;
  total.skipped += report.numPendingTests + report.numTodoTests;
  if (report.success) return;
  for (const file of report.testResults) {
    const failed = file.assertionResults.filter((test) => test.status === 'failed');
    for (const test of failed) fail(`${name}: ${test.fullName}\n${firstLines(test.failureMessages?.[0])}`);
    if (failed.length === 0 && file.status === 'failed')
      fail(`${name}: ${file.name} did not load\n${firstLines(file.message)}`);
  }
  if (report.testResults.every((file) => file.status !== 'failed')) fail(`${name}: see above`);
}

/** @param {string} what */
function fail(what) {
  total.failed += 1;
  console.log(`FAILED ${what}`);
}

/** @param {string | undefined} message */
function firstLines(message) {
  return (message ?? '').split('\n').slice(0, 12).join('\n');
}
