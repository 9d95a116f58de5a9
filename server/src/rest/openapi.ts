import { z } from 'zod'
import { type Access, type Endpoint, Failure } from './endpoint.ts'

type Json = Record<string, unknown>

/** What can be said about the interface from the very schemas that requests are held to. */
export function openApiDocument(endpoints: readonly Endpoint[], version: string): Json {
  const schemas: Json = {}
  const paths: Record<string, Json> = {}
  for (const endpoint of endpoints) {
    ;(paths[endpoint.path] ??= {})[endpoint.method] = operationOf(endpoint, schemas)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Chroniton',
      version,
      description:
        'What older agents and scripts speak. Every path also answers under /api. Every answer is JSON; an error says what is wrong in `detail`.',
    },
    servers: [{ url: '/' }, { url: '/api' }],
    tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key, or an agent’s own credential.' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        agentSecret: { type: 'apiKey', in: 'header', name: 'X-Agent-Secret' },
      },
    },
  }
}

function operationOf(endpoint: Endpoint, schemas: Json): Json {
  const failure = { content: { 'application/json': { schema: schemaOf(Failure, schemas, 'output') } } }
  const body = endpoint.body ?? endpoint.rawBody
  const isMissing = endpoint.missing !== null
  return {
    tags: [endpoint.tag],
    summary: endpoint.summary,
    operationId: operationId(endpoint),
    ...(isMissing ? { description: `Not there yet: ${endpoint.missing}.`, 'x-not-implemented': true } : {}),
    security: securityOf(endpoint.access),
    ...(endpoint.access === 'anybody' ? {} : { 'x-permission': endpoint.access }),
    parameters: [...parametersOf('path', endpoint.params, schemas), ...parametersOf('query', endpoint.query, schemas)],
    ...(body === null
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(body, schemas, 'input') } },
          },
        }),
    responses: {
      ...(isMissing
        ? {}
        : {
            [endpoint.status]: {
              description: 'It was done.',
              content: { 'application/json': { schema: schemaOf(endpoint.reply, schemas, 'output') } },
            },
          }),
      ...(isMissing ? { 501: { description: 'Not there yet.', ...failure } } : {}),
      ...(endpoint.statusFor === null ? {} : { 503: { description: 'It cannot be done now.', ...failure } }),
      default: { description: 'It was not done.', ...failure },
    },
  }
}

function operationId({ method, path }: Endpoint): string {
  const words = path.split('/').filter((word) => word !== '')
  return [method, ...words.map((word) => word.replaceAll(/[{}]/g, '').replaceAll(/[^A-Za-z0-9]+/g, '_'))].join('_')
}

function securityOf(access: Access): Json[] {
  switch (access) {
    case 'anybody':
      return []
    case 'agent':
    case 'registration':
      // The operator may let an agent in without any.
      return [{ key: [] }, { apiKey: [] }, { agentSecret: [] }, {}]
    case 'agent-or-read':
      return [{ key: [] }, { apiKey: [] }, { agentSecret: [] }]
    case 'read':
    case 'operate':
    case 'configure':
    case 'administer':
      return [{ key: [] }, { apiKey: [] }]
    default:
      return access satisfies never
  }
}

function parametersOf(place: 'path' | 'query', object: z.ZodObject, schemas: Json): Json[] {
  return Object.entries(object.shape as Record<string, z.ZodType>).map(([name, schema]) => {
    const { description, ...shape } = schemaOf(schema, schemas, 'input')
    return {
      name,
      in: place,
      required: place === 'path' || !schema.safeParse(undefined).success,
      ...(description === undefined ? {} : { description }),
      schema: shape,
    }
  })
}

/** A schema that has an id stands once, under `components`. */
function schemaOf(schema: z.ZodType, schemas: Json, io: 'input' | 'output'): Json {
  const {
    $schema: _dialect,
    $defs,
    ...shape
  } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    reused: 'inline',
    cycles: 'ref',
  }) as Json
  for (const [name, definition] of Object.entries(($defs ?? {}) as Json)) schemas[name] = inComponents(definition)
  const id = schema.meta()?.id
  if (typeof id !== 'string') return inComponents(shape) as Json
  schemas[id] = inComponents(shape)
  return { $ref: `#/components/schemas/${id}` }
}

function inComponents(shape: unknown): unknown {
  const text = JSON.stringify(shape).replaceAll('"#/$defs/', '"#/components/schemas/')
  return JSON.parse(text, (key, value: unknown) => (key === 'id' && typeof value === 'string' ? undefined : value))
}
