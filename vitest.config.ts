import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/fast-check.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    // No module keeps anything that another file's tests could meet, and a process for each file
    // would spend a fifth of the time on loading the same modules.
    isolate: false,
    // One more than the two cores this is made for: processes that are killed and start again are
    // mostly waited for.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
