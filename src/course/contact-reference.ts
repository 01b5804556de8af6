import type { Language } from './course.ts';
import type { Contact } from './register.ts';

const reference = /\{\{\s*contact:([^{}]*)\}\}/g;

export type ReferenceProblem = { what: string; remedy: string };

/** A text with its references written out, the keys that it uses, and what could not be resolved. */
export type Resolved = { text: string; keys: string[]; problems: ReferenceProblem[] };

/**
 * Writes `{{contact:KEY}}` (the value), `{{contact:KEY.name}}` and `{{contact:KEY.hours}}` out in
 * a language. `markdown` keeps characters of an entry from being read as marks.
 */
export function resolveContacts(
  text: string,
  language: Language,
  contacts: ReadonlyMap<string, Contact>,
  markdown = false,
): Resolved {
  const keys = new Set<string>();
  const problems: ReferenceProblem[] = [];
  const resolved = text.replace(reference, (all, inner: string) => {
    const [key = '', part = 'value', ...more] = inner.trim().split('.');
    const contact = contacts.get(key);
    const words =
      more.length > 0 || contact === undefined ? undefined : partOf(contact, part)?.[language];
    if (words !== undefined) {
      keys.add(key);
      return markdown ? words.replace(/[\\`*_[\]<>&]/g, '\\$&') : words;
    }
    problems.push(
      contact === undefined
        ? {
            what: `the contact "${key}" is not in the register`,
            remedy: `add it to contacts.yaml, or correct the key (there are: ${[...contacts.keys()].join(', ') || 'none'})`,
          }
        : {
            what: `the contact ${key} has nothing called "${inner.trim().slice(key.length + 1)}"`,
            remedy: `write {{contact:${key}}}, or .name or .hours after the key if the register has them`,
          },
    );
    return all;
  });
  return { text: resolved, keys: [...keys], problems };
}

/** The text without its references, for rules about what an author wrote out. */
export function withoutReferences(text: string): string {
  return text.replace(reference, ' ');
}

function partOf(contact: Contact, part: string): Record<Language, string> | undefined {
  if (part === 'value') return contact.value;
  if (part === 'name') return contact.name;
  return part === 'hours' ? contact.hours : undefined;
}
