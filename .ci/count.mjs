// Prints `N passed, N failed` from a test report; fails unless something ran and nothing failed.
import { existsSync, readFileSync } from 'node:fs';

const [path = ''] = process.argv.slice(2);
let passed = 0;
let failed = 0;
if (existsSync(path)) {
  const report = JSON.parse(readFileSync(path, 'utf8'));
  // A file that cannot even be loaded has no tests to count, and is a failure all the same.
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  passed = report.numPassedTests;
  failed = report.numFailedTests + broken.length;
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = passed > 0 && failed === 0 ? 0 : 1;
