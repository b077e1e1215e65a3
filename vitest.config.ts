import { defineConfig } from 'vitest/config';
import { pageScriptForVite } from './scripts/build/page-script.mjs';

export default defineConfig({
  plugins: [pageScriptForVite()],
  test: {
    // What was found out about files by one version of the code must not spare the next one to look.
    env: { XDG_CACHE_HOME: '/dev/null' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{benchmarks,harness}/**/*.test.ts'],
          exclude: ['**/*.{docker,podman,kaniko,kubernetes,policies,browser,short,soak}.test.ts'],
          // To load all modules anew for each file takes as long as all tests together.
          isolate: false,
          setupFiles: 'harness/testing/programs/leave-no-trace.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['harness/**/*.browser.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'short',
          include: ['benchmarks/**/*.short.test.ts'],
          globalSetup: 'harness/testing/programs/build-program.ts',
          testTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'docker',
          include: ['{benchmarks,harness}/**/*.docker.test.ts'],
          globalSetup: 'harness/testing/programs/build-program.ts',
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'podman',
          include: ['harness/**/*.podman.test.ts'],
          globalSetup: 'harness/testing/programs/build-program.ts',
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'kaniko',
          include: ['harness/**/*.kaniko.test.ts'],
          globalSetup: 'harness/testing/programs/build-program.ts',
          testTimeout: 300_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'kubernetes',
          include: ['harness/**/*.kubernetes.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'policies',
          include: ['harness/**/*.policies.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'soak',
          include: ['{benchmarks,harness}/**/*.soak.test.ts'],
          globalSetup: 'harness/testing/programs/build-program.ts',
          testTimeout: 3_600_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
