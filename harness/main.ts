#!/usr/bin/env node
import { runProgram, tellFailure } from './cli/program.ts';

// Whoever reads the output may stop early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// Node's own exit code for these is 1, which says that a check found a difference.
process.on('uncaughtException', (thrown) => {
  process.exit(tellFailure(thrown));
});

process.exitCode = await runProgram(process.argv);
