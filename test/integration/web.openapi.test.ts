import swagger from '@fastify/swagger';
import Fastify from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { securitySchemes } from '../../src/access/security-schemes.ts';
import { realClock } from '../../src/platform/clock.ts';
import { createDatabase, createPool } from '../../src/platform/database.ts';
import { registerCompletionRoutes } from '../../src/statistics/completion.routes.ts';
import { registerOpenApiPages } from '../../src/web/openapi.pages.ts';

const app = Fastify();
// Never connected: describing the API asks no database.
const pool = createPool('postgres://127.0.0.1:1/none', 1, () => undefined);

beforeAll(async () => {
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Nanokurs <API>', version: '1' },
      components: { securitySchemes },
    },
    transform: jsonSchemaTransform,
  });
  registerCompletionRoutes(app, { db: createDatabase(pool), clock: realClock });
  registerOpenApiPages(app, { openapi: () => app.swagger(), trial: false });
  await app.ready();
});

afterAll(async () => {
  await app.close();
  await pool.end();
});

test('the document is OpenAPI 3.1, made from the schemas the routes are checked by', () => {
  const document = JSON.parse(JSON.stringify(app.swagger()));
  expect(document.openapi).toMatch(/^3\.1/);
  expect(Object.keys(document.paths)).toEqual(['/api/v1/campaigns/{id}/completion']);
  const { get } = document.paths['/api/v1/campaigns/{id}/completion'];
  expect(get.security).toEqual([{ apiToken: [] }]);
  const { properties } = get.responses['200'].content['application/json'].schema;
  expect(Object.keys(properties)).toEqual([
    'campaign',
    'as',
    'asOf',
    'k',
    'hiddenPercent',
    'departments',
    'total',
  ]);
});

test('the page shows the operation, its parameter and its answer, escaped', async () => {
  const { statusCode, headers, body } = await app.inject('/api/docs');
  expect(statusCode).toBe(200);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(body).toContain('<code>GET /api/v1/campaigns/{id}/completion</code>');
  expect(body).toMatch(/<th scope="row"[^>]*><code>id<\/code><\/th>/);
  expect(body).toContain('departments: list of {');
  expect(body).not.toContain('<API>');
  expect(body).not.toContain('<script');
});

test('rule 13: the page exists in Swedish and in English', async () => {
  expect((await app.inject('/api/docs?lang=sv')).body).toContain('>API-dokumentation<');
  expect((await app.inject('/api/docs?lang=en')).body).toContain('>API documentation<');
  expect((await app.inject('/api/docs?lang=xx')).body).toContain('>API-dokumentation<');
});
