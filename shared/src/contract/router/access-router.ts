import { z } from 'zod'
import { ApiKeyId, AuditQuery, NewApiKey, NewPerson, Password, PersonChanges, PersonId } from '../access.ts'
import { AgentId } from '../ids.ts'
import { asPerson, asPersonWho, part, t } from './procedures.ts'

const administering = asPersonWho('administer')

export const accessRouter = t.router({
  me: asPerson.query(({ ctx }) => part(ctx.hub.access, 'people').me(ctx.session)),
  changePassword: asPerson
    .input(z.object({ current: z.string().max(1000).nullable(), next: Password }))
    .mutation(({ ctx, input }) => part(ctx.hub.access, 'people').changePassword(ctx.session, input)),
  people: administering.query(({ ctx }) => part(ctx.hub.access, 'people').people()),
  addPerson: administering
    .input(NewPerson)
    .mutation(({ ctx, input }) => part(ctx.hub.access, 'people').addPerson(ctx.session, input)),
  changePerson: administering
    .input(z.object({ personId: PersonId, changes: PersonChanges }))
    .mutation(({ ctx, input }) => part(ctx.hub.access, 'people').changePerson(ctx.session, input)),
  removePerson: administering
    .input(PersonId)
    .mutation(({ ctx, input }) => part(ctx.hub.access, 'people').removePerson(ctx.session, input)),
  endSessions: administering
    .input(PersonId)
    .mutation(({ ctx, input }) => part(ctx.hub.access, 'people').endSessions(ctx.session, input)),
  passwordLink: administering
    .input(PersonId)
    .mutation(({ ctx, input }) => part(ctx.hub.access, 'people').passwordLink(ctx.session, input)),
  apiKeys: administering.query(({ ctx }) => part(ctx.hub.access, 'people').apiKeys()),
  createApiKey: administering
    .input(NewApiKey)
    .mutation(({ ctx, input }) => part(ctx.hub.access, 'people').createApiKey(ctx.session, input)),
  revokeApiKey: administering
    .input(ApiKeyId)
    .mutation(({ ctx, input }) => part(ctx.hub.access, 'people').revokeApiKey(ctx.session, input)),
  revokeAgent: asPersonWho('configure')
    .input(AgentId)
    .mutation(({ ctx, input }) => part(ctx.hub.access, 'people').revokeAgent(ctx.session, input)),
  audit: administering.input(AuditQuery).query(({ ctx, input }) => part(ctx.hub.access, 'people').audit(input)),
})
