/** Values by name: a text, a list that repeats a section, or a function that wraps its content. */
export type TemplateData = {
  readonly [name: string]: string | readonly TemplateData[] | ((content: string) => string);
};

/**
 * The smallest part of Mustache: `{{name}}` and `{{#section}}…{{/section}}`. A section tag on a
 * line of its own leaves no empty line. Nothing is escaped: the values come encoded for where
 * they stand. Names are looked up in the innermost section first.
 * @throws RangeError for a name that has no value, so that a misspelled one never reaches people.
 */
export function renderTemplate(template: string, ...scopes: readonly TemplateData[]): string {
  const tag = /\{\{#(\w+)\}\}(\n?)([\s\S]*?)\{\{\/\1\}\}\2|\{\{(\w+)\}\}/g;
  return template.replace(tag, (_, section: string, _end: string, inner: string, name: string) => {
    const value = lookUp(section ?? name, scopes);
    if (section === undefined) {
      if (typeof value === 'string') return value;
    } else if (typeof value === 'function') return value(renderTemplate(inner, ...scopes));
    else if (typeof value !== 'string')
      return value.map((one) => renderTemplate(inner, one, ...scopes)).join('');
    throw new RangeError(`The template uses ${section ?? name} as something it is not.`);
  });
}

function lookUp(name: string, scopes: readonly TemplateData[]): TemplateData[string] {
  const value = scopes.find((scope) => Object.hasOwn(scope, name))?.[name];
  if (value === undefined) throw new RangeError(`The template has no value for ${name}.`);
  return value;
}

/** Marks content that only some of the mails have; `keepRegions` decides. Regions do not nest. */
export function region(name: string): (content: string) => string {
  return (content) => `\uE002${name}\uE003${content}\uE004`;
}

/** Removes all regions but the named ones, and the marks of those. */
export function keepRegions(text: string, names: readonly string[]): string {
  return text.replace(/\uE002(\w+)\uE003([^\uE004]*)\uE004/g, (_, name: string, content: string) =>
    names.includes(name) ? content : '',
  );
}

/** What stands inside the one region of that name. @throws RangeError where there is none. */
export function regionContent(text: string, name: string): string {
  const content = new RegExp(`\uE002${name}\uE003([^\uE004]*)\uE004`).exec(text)?.[1];
  if (content === undefined) throw new RangeError(`There is no region ${name}.`);
  return content;
}

/** Replaces `{name}` in a sentence. @throws RangeError for a name without a value. */
export function fillPhrase(phrase: string, values: Readonly<Record<string, string>>): string {
  return phrase.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new RangeError(`The phrase has no value for ${name}.`);
    return value;
  });
}

/** Text written by others without the private-use characters that slots and regions are marked with. */
export function withoutMarks(text: string): string {
  return text.replace(/[\uE000-\uE00F]/g, '');
}

/** Breaks lines longer than `width` columns at blanks; lines with slots or long words stay as they are. */
export function wrapLines(text: string, width: number): string {
  const wrap = (line: string): string => {
    if (line.length <= width || line.includes('\uE000')) return line;
    const at = line.lastIndexOf(' ', width);
    return at <= 0 ? line : `${line.slice(0, at)}\n${wrap(line.slice(at + 1))}`;
  };
  return text.split('\n').map(wrap).join('\n');
}
