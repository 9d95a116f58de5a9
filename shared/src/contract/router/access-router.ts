import { z } from 'zod'
import { ApiKeyId, AuditRequest, NewApiKey, NewPerson, Password, PersonChanges, PersonId } from '../access.ts'
import { AgentId } from '../ids.ts'
import { asPerson, asPersonWho, t } from './procedures.ts'

const administering = asPersonWho('administer')

export const accessRouter = t.router({
  me: asPerson.query(({ ctx }) => ctx.hub.access.me(ctx.session)),
  changePassword: asPerson
    .input(z.object({ current: z.string().max(1000).nullable(), next: Password }))
    .mutation(({ ctx, input }) => ctx.hub.access.changePassword(ctx.session, input)),
  people: administering.query(({ ctx }) => ctx.hub.access.people()),
  addPerson: administering.input(NewPerson).mutation(({ ctx, input }) => ctx.hub.access.addPerson(ctx.session, input)),
  changePerson: administering
    .input(z.object({ personId: PersonId, changes: PersonChanges }))
    .mutation(({ ctx, input }) => ctx.hub.access.changePerson(ctx.session, input)),
  removePerson: administering
    .input(PersonId)
    .mutation(({ ctx, input }) => ctx.hub.access.removePerson(ctx.session, input)),
  endSessions: administering
    .input(PersonId)
    .mutation(({ ctx, input }) => ctx.hub.access.endSessions(ctx.session, input)),
  passwordLink: administering
    .input(PersonId)
    .mutation(({ ctx, input }) => ctx.hub.access.passwordLink(ctx.session, input)),
  apiKeys: administering.query(({ ctx }) => ctx.hub.access.apiKeys()),
  createApiKey: administering
    .input(NewApiKey)
    .mutation(({ ctx, input }) => ctx.hub.access.createApiKey(ctx.session, input)),
  revokeApiKey: administering
    .input(ApiKeyId)
    .mutation(({ ctx, input }) => ctx.hub.access.revokeApiKey(ctx.session, input)),
  revokeAgent: asPersonWho('configure')
    .input(AgentId)
    .mutation(({ ctx, input }) => ctx.hub.access.revokeAgent(ctx.session, input)),
  renewAgent: asPersonWho('configure')
    .input(AgentId)
    .mutation(({ ctx, input }) => ctx.hub.access.renewAgent(ctx.session, input)),
  audit: administering.input(AuditRequest).query(({ ctx, input }) => ctx.hub.access.audit(ctx.session, input)),
})
