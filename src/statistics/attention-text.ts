import type { Language } from '../course/course.ts';
import type { Attention } from './digest.ts';

/** What needs a look, as a sentence, and what could be done about it. */
export function attentionText(language: Language, one: Attention): string {
  const sv = language === 'sv';
  const number = new Intl.NumberFormat(language);
  switch (one.kind) {
    case 'paused':
      return sv ? 'Utskicket är pausat.' : 'The campaign is paused.';
    case 'ends': {
      const day = Temporal.PlainDate.from(one.until).toLocaleString(sv ? 'sv-SE' : 'en-GB', {
        day: 'numeric',
        month: 'long',
      });
      return sv ? `Utskicket slutar den ${day}.` : `The campaign ends on ${day}.`;
    }
    case 'failed': {
      const count = number.format(one.count);
      return sv
        ? `${count} har inte fått något mejl, eftersom adressen avvisas. Be HR se över adresserna.`
        : `${count} have had no mail, because their address is refused. Ask HR to look at the addresses.`;
    }
    case 'still':
      return sv
        ? 'Ingen ny har börjat eller blivit klar den här veckan.'
        : 'Nobody new has started or completed this week.';
    case 'behind': {
      const [started, invited] = [number.format(one.started), number.format(one.invited)];
      return sv
        ? `${one.name}: ${started} av ${invited} har börjat.`
        : `${one.name}: ${started} of ${invited} have started.`;
    }
  }
}
