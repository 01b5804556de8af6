import { defineConfig } from 'vitest/config';

const shared = {
  setupFiles: ['test/support/fast-check.ts'],
  pool: 'forks' as const,
  testTimeout: 30_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    // One more than the two cores this is made for: processes that are killed and start again are
    // mostly waited for.
    maxWorkers: 3,
    projects: [
      {
        extends: true,
        test: {
          name: 'real parts',
          ...shared,
          include: ['test/**/*.test.ts'],
          exclude: ['test/unit/**'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Mostly pure functions: a process for each file would cost more than running it.
        extends: true,
        test: {
          name: 'unit',
          ...shared,
          include: ['test/unit/**/*.test.ts'],
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
    ],
  },
});
