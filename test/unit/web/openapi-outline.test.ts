import { expect, test } from 'vitest';
import { outlineOpenApi, writeShape } from '../../../src/web/openapi-outline.ts';

test('an operation is listed with parameters, body and responses', () => {
  const outline = outlineOpenApi({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: {
      '/x/{id}': {
        parameters: [],
        post: {
          summary: 'Does x',
          security: [{ apiToken: [] }],
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
          requestBody: { content: { 'application/json': { schema: { type: 'string' } } } },
          responses: { 204: { description: 'Done' } },
        },
      },
    },
  });
  expect(outline.operations).toEqual([
    {
      method: 'POST',
      path: '/x/{id}',
      summary: 'Does x',
      description: '',
      deprecated: false,
      security: ['apiToken'],
      parameters: [{ name: 'id', in: 'path', required: true, description: '', shape: 'integer' }],
      body: [{ type: 'application/json', shape: 'string' }],
      responses: [{ status: '204', description: 'Done', content: [] }],
    },
  ]);
});

test('a shape shows what is required, nested objects, lists and choices', () => {
  const shape = writeShape(
    {
      type: 'object',
      required: ['a'],
      properties: {
        a: { type: 'array', items: { enum: ['x', 'y'] } },
        b: { anyOf: [{ type: 'integer' }, { type: 'null' }], description: 'How many.' },
        c: { $ref: '#/components/schemas/Node' },
      },
    },
    { Node: { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' } } } },
  );
  expect(shape).toBe(
    [
      '{',
      '  a: list of "x" | "y"',
      '  // How many.',
      '  b?: integer | null',
      '  c?: {',
      '    next?: Node',
      '  }',
      '}',
    ].join('\n'),
  );
});

test('what is no OpenAPI document is refused', () => {
  expect(() => outlineOpenApi({ swagger: '2.0' })).toThrow();
});
