import swagger from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from './app.ts';

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
    transform: jsonSchemaTransform,
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
    async () => ({ ...app.swagger(), openapi: '3.1.0' }),
  );
}
