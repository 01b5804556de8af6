import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits for something that other processes bring about. The bound only ends a hopeless wait;
 * no test's result depends on how long it took.
 */
export async function until(
  condition: () => Promise<boolean> | boolean,
  boundMilliseconds = 20_000,
): Promise<void> {
  const end = performance.now() + boundMilliseconds;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('What was waited for did not happen.');
    await pause(10);
  }
}
