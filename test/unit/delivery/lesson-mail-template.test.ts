import { describe, expect, test } from 'vitest';
import { contactLink } from '../../../src/delivery/contact-link.ts';
import {
  fillPhrase,
  keepRegions,
  region,
  renderTemplate,
  wrapLines,
} from '../../../src/delivery/text-template.ts';

describe('text template', () => {
  test('repeats lists, looks outwards for names, and leaves no empty lines', () => {
    const template = 'Hej {{name}}\n{{#list}}\n- {{item}} {{name}}\n{{/list}}\nslut';
    const data = { name: 'Åsa', list: [{ item: '1' }, { item: '2', name: '{{item}}' }] };
    expect(renderTemplate(template, data)).toBe('Hej Åsa\n- 1 Åsa\n- 2 {{item}}\nslut');
  });

  test('a misspelled name never reaches people', () => {
    expect(() => renderTemplate('{{nmae}}', { name: '' })).toThrow(RangeError);
    expect(() => renderTemplate('{{toString}}', {})).toThrow(RangeError);
    expect(() => renderTemplate('{{#name}}x{{/name}}', { name: '' })).toThrow(RangeError);
    expect(() => fillPhrase('Hej {nmae}', { name: '' })).toThrow(RangeError);
  });

  test('regions are kept or removed by name', () => {
    const text = `a${region('x')('b')}c${region('y')('d')}`;
    expect(keepRegions(text, [])).toBe('ac');
    expect(keepRegions(text, ['y'])).toBe('acd');
  });

  test('lines break at blanks; a long word stays whole', () => {
    expect(wrapLines('ett två tre\nfyrafemsex sju', 7)).toBe('ett två\ntre\nfyrafemsex sju');
  });
});

describe('contact link', () => {
  test('an address, a number and a page become links, anything else escaped text', () => {
    expect(contactLink('a@b.test')).toBe('<a href="mailto:a@b.test">a@b.test</a>');
    expect(contactLink('+46 8-123 45')).toBe('<a href="tel:+46812345">+46 8-123 45</a>');
    expect(contactLink('https://b.test/?a&b')).toContain('href="https://b.test/?a&amp;b"');
    expect(contactLink('Lisa <HR>, 0123')).toBe('Lisa &lt;HR&gt;, 0123');
    expect(contactLink('javascript:alert(1)')).toBe('javascript:alert(1)');
  });
});
