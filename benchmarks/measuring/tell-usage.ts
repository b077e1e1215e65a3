// Loaded into a program before its own modules: at its end it writes its peak resident memory, in KiB, and the processor time that it
// took, in microseconds, into the file USAGE_FILE.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  writeFileSync(process.env['USAGE_FILE'] ?? '', `${maxRSS} ${userCPUTime + systemCPUTime}`);
});
