// Preloaded into the program: writes its peak resident memory, in KiB, and the processor time it took, in microseconds, into the
// file PEAK_MEMORY_FILE at its end.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  writeFileSync(process.env.PEAK_MEMORY_FILE, `${maxRSS} ${userCPUTime + systemCPUTime}`);
});
