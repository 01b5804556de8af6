import { z } from 'zod';

const schemaSchema = z.record(z.string(), z.unknown());
type Schema = z.infer<typeof schemaSchema>;

const content = z.record(z.string(), z.looseObject({ schema: schemaSchema.optional() }));

const operationSchema = z.looseObject({
  summary: z.string().default(''),
  description: z.string().default(''),
  deprecated: z.boolean().default(false),
  security: z.array(z.record(z.string(), z.array(z.string()))).default([]),
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.string(),
        required: z.boolean().default(false),
        description: z.string().default(''),
        schema: schemaSchema.default({}),
      }),
    )
    .default([]),
  requestBody: z.looseObject({ content }).optional(),
  responses: z
    .record(
      z.string(),
      z.looseObject({ description: z.string().default(''), content: content.default({}) }),
    )
    .default({}),
});

const documentSchema = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({
    title: z.string(),
    version: z.string(),
    description: z.string().default(''),
  }),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  components: z.looseObject({ schemas: z.record(z.string(), schemaSchema).default({}) }).optional(),
});

export type Content = { type: string; shape: string };
export type Operation = {
  method: string;
  path: string;
  summary: string;
  description: string;
  deprecated: boolean;
  /** Names of the security schemes, any one of which is enough. */
  security: string[];
  parameters: { name: string; in: string; required: boolean; description: string; shape: string }[];
  body: Content[];
  responses: { status: string; description: string; content: Content[] }[];
};
export type Outline = {
  title: string;
  version: string;
  description: string;
  operations: Operation[];
};

const methods = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'trace'];

/**
 * What a reader needs of an OpenAPI 3.1 document: its operations in the document's order,
 * every schema written out as indented text with references followed.
 * @throws ZodError where it is no such document.
 */
export function outlineOpenApi(document: unknown): Outline {
  const { info, paths, components } = documentSchema.parse(document);
  const write = (schema: Schema) => writeShape(schema, components?.schemas ?? {});
  const writeContent = (of: z.infer<typeof content>): Content[] =>
    Object.entries(of).map(([type, { schema }]) => ({ type, shape: write(schema ?? {}) }));

  const operations = Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method): Operation[] => {
      if (item[method] === undefined) return [];
      const operation = operationSchema.parse(item[method]);
      return [
        {
          method: method.toUpperCase(),
          path,
          summary: operation.summary,
          description: operation.description,
          deprecated: operation.deprecated,
          security: operation.security.flatMap((scheme) => Object.keys(scheme)),
          parameters: operation.parameters.map(({ schema, ...parameter }) => ({
            name: parameter.name,
            in: parameter.in,
            required: parameter.required,
            description: parameter.description,
            shape: write(schema),
          })),
          body: writeContent(operation.requestBody?.content ?? {}),
          responses: Object.entries(operation.responses).map(([status, response]) => ({
            status,
            description: response.description,
            content: writeContent(response.content),
          })),
        },
      ];
    }),
  );
  return { title: info.title, version: info.version, description: info.description, operations };
}

/** A JSON Schema as text near to how the JSON itself is written; `?` marks what may be left out. */
export function writeShape(schema: Schema, components: Record<string, Schema>): string {
  return write(schema, '', []);

  function write(value: unknown, indent: string, inside: string[]): string {
    const parsed = schemaSchema.safeParse(value);
    if (!parsed.success) return 'any';
    const schema = parsed.data;
    if (typeof schema.$ref === 'string') {
      const name = schema.$ref.split('/').at(-1) ?? schema.$ref;
      const target = components[name];
      return target === undefined || inside.includes(name)
        ? name
        : write(target, indent, [...inside, name]);
    }
    const one = (part: unknown) => write(part, indent, inside);
    if ('const' in schema) return JSON.stringify(schema.const);
    if (Array.isArray(schema.enum))
      return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
    for (const [key, sign] of [
      ['anyOf', ' | '],
      ['oneOf', ' | '],
      ['allOf', ' & '],
    ] as const) {
      const parts = schema[key];
      if (Array.isArray(parts)) return [...new Set(parts.map(one))].join(sign);
    }
    if (schema.type === 'array') return `list of ${one(schema.items ?? {})}`;
    if (schema.type === 'object') return writeObject(schema, indent, inside);
    const types = Array.isArray(schema.type) ? schema.type.join(' | ') : schema.type;
    const format = typeof schema.format === 'string' ? ` (${schema.format})` : '';
    return `${typeof types === 'string' ? types : 'any'}${format}`;
  }

  function writeObject(schema: Schema, indent: string, inside: string[]): string {
    const required = Array.isArray(schema.required) ? schema.required : [];
    const deeper = `${indent}  `;
    const lines = Object.entries(schemaSchema.safeParse(schema.properties).data ?? {}).flatMap(
      ([name, property]) => {
        const description = schemaSchema.safeParse(property).data?.description;
        const key = `${name}${required.includes(name) ? '' : '?'}`;
        return [
          ...(typeof description === 'string' ? [`${deeper}// ${description}`] : []),
          `${deeper}${key}: ${write(property, deeper, inside)}`,
        ];
      },
    );
    const rest = schemaSchema.safeParse(schema.additionalProperties).data;
    if (rest !== undefined && Object.keys(rest).length > 0)
      lines.push(`${deeper}[any name]: ${write(rest, deeper, inside)}`);
    return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
  }
}
