/**
 * `components.securitySchemes` of the OpenAPI document. A route that says
 * `security: [{ apiToken: [] }]` needs it there, or the document cannot be made.
 */
export const securitySchemes = {
  apiToken: {
    type: 'http',
    scheme: 'bearer',
    description:
      'A token made by `token create`, sent as `Authorization: Bearer nk_…`. Its role and department decide what it may read.',
  },
} as const;
