import { tracked } from '@trpc/server'
import { z } from 'zod'
import { AgentHello, AgentStatus, CommandsCursor, EnrollRequest } from '../agent.ts'
import type { Session } from '../hub.ts'
import { CodedError } from '../errors.ts'
import { ReportBatch } from '../report.ts'
import { PROTOCOL_VERSION } from '../version.ts'
import { asAgent, open, t } from './procedures.ts'

function addressOf(session: Session): string | null {
  return (session.kind === 'anonymous' ? session.address : session.connection.address) ?? null
}

function mustSpeak(version: number): void {
  if (version !== PROTOCOL_VERSION) {
    throw new CodedError('protocol-mismatch', `the agent speaks version ${version}, the hub ${PROTOCOL_VERSION}`)
  }
}

export const agentRouter = t.router({
  enroll: open.input(EnrollRequest).mutation(({ ctx, input }) => {
    mustSpeak(input.protocolVersion)
    return ctx.hub.agent.enroll(input, addressOf(ctx.session))
  }),
  /**
   * Whether the hub takes this agent, by its credential and version. It greets nobody: a process that is connected as
   * this agent stays so.
   */
  check: asAgent.input(z.object({ protocolVersion: z.int() })).query(({ input }) => mustSpeak(input.protocolVersion)),
  hello: asAgent.input(AgentHello).mutation(({ ctx, input }) => ctx.hub.agent.hello(ctx.session, input)),
  report: asAgent.input(ReportBatch).mutation(({ ctx, input }) => ctx.hub.agent.report(ctx.session, input)),
  status: asAgent.input(AgentStatus).mutation(({ ctx, input }) => ctx.hub.agent.status(ctx.session, input)),
  renewCredential: asAgent.mutation(({ ctx }) => ctx.hub.agent.renewCredential(ctx.session)),
  confirmCredential: asAgent.mutation(({ ctx }) => ctx.hub.agent.confirmCredential(ctx.session)),
  commands: asAgent.input(CommandsCursor).subscription(async function* ({ ctx, input, signal }) {
    const until = signal ?? new AbortController().signal
    for await (const envelope of ctx.hub.agent.commands(ctx.session, input.lastEventId ?? null, until)) {
      yield tracked(String(envelope.position), envelope)
    }
  }),
})
