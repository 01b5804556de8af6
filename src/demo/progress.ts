import type { WriteStream } from 'node:tty';

export type Progress = {
  say(line: string): void;
  step(now: Date, counts: { received: number; answered: number }): void;
  end(): void;
};

const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm', dateStyle: 'full' });
const number = new Intl.NumberFormat('sv-SE');

/** One line that is written over on a terminal, one line a week elsewhere. */
export function createProgress(out: NodeJS.WriteStream | WriteStream): Progress {
  let shown = '';
  let days = 0;
  let open = false;
  return {
    say(line) {
      out.write(`${open ? '\n' : ''}${line}\n`);
      open = false;
    },
    step(now, counts) {
      const today = day.format(now);
      if (today === shown) return;
      shown = today;
      days++;
      const line = `${today}: ${number.format(counts.received)} mejl / mails, ${number.format(counts.answered)} svar / answers`;
      if (out.isTTY) out.write(`\r\u001b[K${line}`);
      else if (days % 7 === 1) out.write(`${line}\n`);
      open = Boolean(out.isTTY);
    },
    end() {
      if (open) out.write('\n');
      open = false;
    },
  };
}
