import type { Finding } from './finding.ts';

/** Words that a text should not have, why, and what to write. Errors are wrong; warnings are poor. */
export type WordToAvoid = {
  pattern: RegExp;
  severity: Finding['severity'];
  why: string;
  remedy: string;
};

export const wordsToAvoid: readonly WordToAvoid[] = [
  {
    pattern: /14 kap\.? ?1 ?[a-d]? ?§/i,
    severity: 'error',
    why: 'the duty to report stands in 19 kap. 1 § since 1 July 2025 (SFS 2025:400)',
    remedy: 'write 19 kap. 1 § socialtjänstlagen, or leave the paragraph out',
  },
  {
    pattern: /\bMSB\b|Myndigheten för samhällsskydd/,
    severity: 'error',
    why: 'the agency is Myndigheten för civilt försvar (MCF) since 1 January 2026',
    remedy: 'write its name of today',
  },
  {
    pattern: /AFS 2015:4/,
    severity: 'error',
    why: 'the regulation has not applied since 1 January 2025',
    remedy: 'leave it out, or name the one that applies',
  },
  {
    pattern: /NIS-lagen|\bNIS Act\b/i,
    severity: 'error',
    why: 'the law is the Cybersecurity Act (cybersäkerhetslagen 2025:1506) since 15 January 2026',
    remedy: 'write cybersäkerhetslagen / the Cybersecurity Act',
  },
  {
    pattern: /020-50 ?50 ?50/,
    severity: 'error',
    why: 'Kvinnofridslinjen has the number 116 016',
    remedy: 'write {{contact:kvinnofridslinjen}}',
  },
  {
    pattern: /bevisad effekt|bevisat effektiv|garanterat|proven effect|proven to work|guaranteed/i,
    severity: 'error',
    why: 'it promises what evidence does not carry',
    remedy: 'say what is known, or leave the promise out',
  },
  {
    pattern: /handikappade?\b|\bhandicapped\b/i,
    severity: 'error',
    why: 'the word is outdated and hurts',
    remedy: 'write personer med funktionsnedsättning / people with disabilities',
  },
  {
    pattern: /hustrumisshandel|kvinnomisshandel|\bwife[- ]beating/i,
    severity: 'warning',
    why: 'the words of today are wider',
    remedy: 'write våld i nära relation / violence in a close relationship',
  },
  {
    pattern: /lägenhetsbråk|familjebråk|domestic dispute/i,
    severity: 'warning',
    why: 'it makes violence sound like a quarrel',
    remedy: 'say what happened',
  },
  {
    pattern: /\b(klicka|tryck) här\b|\bclick here\b/i,
    severity: 'warning',
    why: 'a link must say where it leads, also read aloud by itself',
    remedy: 'write what is behind the link',
  },
  {
    pattern: /i enlighet med|av största vikt|in accordance with|of the utmost importance/i,
    severity: 'warning',
    why: 'it is office language',
    remedy: 'say it as you would to a colleague',
  },
];

/** Left by the skeleton of a new lesson, until its author has written over it. */
export const skeletonMark = /\[(BYT UT|REPLACE)\]/;
