import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { canonicalJson } from '../calendar/json.ts'
import {
  AgentHello,
  AgentStatus,
  CommandsCursor,
  EnrollRequest,
  Enrollment,
  HubHello,
  RenewedCredential,
  StatusAnswer,
} from './agent.ts'
import { Command, CommandEnvelope } from './command.ts'
import { Decision } from './decision.ts'
import { ReportBatch, ReportItems } from './report.ts'
import { appRouter } from './router.ts'
import { PROTOCOL_VERSION } from './version.ts'

/** What agents and hubs exchange. A change here is a change of the protocol: raise PROTOCOL_VERSION, add a line. */
const FINGERPRINTS: Record<number, string> = {
  1: 'c45f78b54eb521d4',
}

it('the schemas on the wire are those of PROTOCOL_VERSION', () => {
  const schemas = {
    AgentHello,
    HubHello,
    AgentStatus,
    StatusAnswer,
    EnrollRequest,
    Enrollment,
    RenewedCredential,
    CommandsCursor,
    ReportBatch,
    ReportItems,
    Command,
    CommandEnvelope,
    Decision,
  }
  const wire = {
    procedures: Object.keys(appRouter._def.procedures)
      .filter((name) => name.startsWith('agent.'))
      .toSorted(),
    schemas: Object.entries(schemas).map(([name, schema]) => [
      name,
      JSON.parse(JSON.stringify(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }))),
    ]),
  }
  const fingerprint = createHash('sha256').update(canonicalJson(wire)).digest('hex').slice(0, 16)
  expect(FINGERPRINTS[PROTOCOL_VERSION]).toBe(fingerprint)
})
