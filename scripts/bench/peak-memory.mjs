// Preloaded into the program: writes its peak resident memory, in KiB, into the file PEAK_MEMORY_FILE at its end.
import { writeFileSync } from 'node:fs';

process.on('exit', () => writeFileSync(process.env.PEAK_MEMORY_FILE, String(process.resourceUsage().maxRSS)));
