import { z } from 'zod'
import { endpoint, type Endpoint } from '../endpoint.ts'
import type { RestParts } from '../parts.ts'

const Health = z.object({
  status: z.string(),
  version: z.string(),
  parts: z.record(z.string(), z.string()).meta({ description: 'What is checked, each with ok or what is wrong.' }),
})

export function healthEndpoints({ health }: RestParts): Endpoint[] {
  return ['GET /health', 'GET /sync/health'].map((route) =>
    endpoint('Health', route, {
      summary: 'Whether the hub can do its work; 503 when it cannot',
      access: 'anybody',
      reply: Health,
      statusFor: ({ status }) => (status === 'failing' ? 503 : 200),
      handle: () => health(),
    }),
  )
}
