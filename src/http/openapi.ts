import swagger from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from './app.ts';
import type { Access } from './auth.ts';

/** The description of every route, made from the schemas that check requests and answers. */
export async function describeApi(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Handoff',
        version: '1',
        description: 'The release procedure of datasets, for programs. See docs/operate/rest.md.',
        license: { name: 'Apache-2.0' },
      },
      components: {
        securitySchemes: {
          key: {
            type: 'http',
            scheme: 'bearer',
            description: 'Made by npm run handoff -- key create',
          },
        },
      },
    },
    transform(document) {
      const { schema, url } = jsonSchemaTransform(document);
      return { schema: { ...schema, security: securityOf(document.route.config?.access) }, url };
    },
    transformObject: jsonSchemaTransformObject,
  });
  app.get(
    '/api/openapi.json',
    {
      config: { access: 'open' },
      schema: {
        tags: ['operation'],
        summary: 'This description',
        response: { 200: z.looseObject({ openapi: z.string() }) },
      },
    },
    async () => description(app),
  );
}

/** The guard reads the same `access`: what is described is what is enforced. */
function securityOf(access: Access = 'open') {
  if (access === 'open') return [];
  return typeof access === 'object' ? [{ key: [access.scope] }, {}] : [{ key: [access] }];
}

/** Without the second spelling of each schema, as input, that no route takes. */
function description(app: App) {
  const { components, ...rest } = described.parse(app.swagger());
  const schemas = Object.entries(components.schemas).filter(([name]) => !name.endsWith('Input'));
  return { ...rest, components: { ...components, schemas: Object.fromEntries(schemas) } };
}

const described = z.looseObject({
  openapi: z.string(),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});
