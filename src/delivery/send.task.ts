import type { Sender } from './sender.service.ts';

/**
 * The `send` job is a wake-up, not a mail: the deliveries themselves are the queue. It never
 * throws, so the queue's own retries cannot interfere with leases and backoff.
 */
export function sendTask(sender: Sender) {
  return () => sender.run();
}
