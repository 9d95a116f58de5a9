import type { AgentChanges } from '@chroniton/shared/contract/command'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { AgentView } from '@chroniton/shared/contract/views'
import { InvalidArgumentError, type Command } from 'commander'
import { find } from './find.ts'
import { table } from './output.ts'
import { withHub } from './session.ts'
import { decimal } from './source-fields.ts'
import { when } from './times.ts'

export function agentCommands(program: Command): void {
  const agents = program.command('agents').description('the agents that read and write calendars')

  agents
    .command('list', { isDefault: true })
    .description('every agent, and how it is doing')
    .action(
      withHub(async ({ calls, print }) => {
        print(await calls.admin.agents.query(), agentTable)
      }),
    )

  agents
    .command('token <name>')
    .description('make a join token, with which one agent can enrol once; an agent of this name gets a new credential')
    .option('--expires <minutes>', 'how long the token is good for', minutes, 60)
    .action(
      withHub(async ({ calls, print, out }, name: string, { expires }: { expires: number }) => {
        const known = (await calls.admin.agents.query()).some((agent) => agent.name === name)
        const token = await calls.admin.createJoinToken.mutate({ agentName: name, expiresInMinutes: expires })
        if (known) out.message(`"${name}" is enrolled already: using this token replaces its credential`)
        print(token, () => token.token)
        out.message(`good once, until ${when(token.expiresAt)}: chroniton-agent enroll <hub-url> <token>`)
      }),
    )

  agents
    .command('rotate <agent>')
    .description('ask an agent to replace its credential, which it does by itself; the present one counts until then')
    .action(
      withHub(async ({ calls, out }, wanted: string) => {
        const { id, name, online } = find('agent', wanted, await calls.admin.agents.query(), (agent) => agent.name)
        await calls.access.renewAgent.mutate(id)
        const soon = online ? 'it does so within a minute' : 'it does so when it is next there'
        out.message(`asked ${name} to replace its credential: ${soon}`)
      }),
    )

  agents
    .command('revoke <agent>')
    .description('end an agent’s credential and its connection at once; its calendars stay, and it may enrol anew')
    .action(
      withHub(async ({ calls, out }, wanted: string) => {
        const { id, name } = find('agent', wanted, await calls.admin.agents.query(), (agent) => agent.name)
        await calls.access.revokeAgent.mutate(id)
        out.message(`revoked the credential of ${name}`)
      }),
    )

  agents
    .command('configure <agent>')
    .description('change how often an agent looks at its calendars, and which of its sources are on')
    .option('--interval <minutes>', 'for the sources that its own configuration gives no interval', decimal)
    .option('--on <sources...>', 'switch sources on, by id or name')
    .option('--off <sources...>', 'switch sources off; nothing is deleted')
    .action(
      withHub(async ({ calls, decide }, wanted: string, options: AgentOptions) => {
        const agent = find('agent', wanted, await calls.admin.agents.query(), ({ name }) => name)
        const changes = changesOf(agent, options)
        if (Object.keys(changes).length === 0) throw new CodedError('invalid-input', 'say what is to change')
        await decide({ kind: 'agent-configure', agentId: agent.id, changes }, `asked ${agent.name} to change`)
      }),
    )

  agents
    .command('forget <agent>')
    .description('forget what an agent has told and ask it for everything anew; nothing is deleted in any calendar')
    .action(
      withHub(async ({ calls, decide }, wanted: string) => {
        const agent = find('agent', wanted, await calls.admin.agents.query(), ({ name }) => name)
        await decide({ kind: 'agent-forget', agentId: agent.id }, `forgot what ${agent.name} had told`)
      }),
    )

  agents
    .command('remove <agent>')
    .description('forget an agent and end its credential; events elsewhere stay')
    .action(
      withHub(async ({ calls, decide }, wanted: string) => {
        const agent = find('agent', wanted, await calls.admin.agents.query(), ({ name }) => name)
        await decide({ kind: 'agent-remove', agentId: agent.id }, `removed the agent ${agent.name}`)
      }),
    )
}

interface AgentOptions {
  interval?: number
  on?: string[]
  off?: string[]
}

function changesOf({ status }: AgentView, { interval, on = [], off = [] }: AgentOptions): AgentChanges {
  const known = (status?.sources ?? []).map(({ sourceId, name }) => ({ id: sourceId, name }))
  const switched = (names: string[], enabled: boolean) =>
    names.map((wanted) => [find('source', wanted, known, ({ name }) => name).id, { enabled }] as const)
  const sources = Object.fromEntries([...switched(on, true), ...switched(off, false)])
  return {
    ...(interval === undefined ? {} : { syncIntervalMinutes: interval }),
    ...(Object.keys(sources).length === 0 ? {} : { sources }),
  }
}

export function agentTable(agents: AgentView[]): string {
  return table(agents, [
    ['id', ({ id }) => id],
    ['name', ({ name }) => name],
    ['state', (agent) => agent.trouble ?? (agent.online ? 'online' : 'offline')],
    ['last seen', ({ lastSeenAt }) => when(lastSeenAt)],
    ['host', ({ hostname }) => hostname],
    ['version', ({ version }) => version],
    ['calendars', ({ calendars }) => calendars],
    ['every', ({ status }) => (status ? `${status.syncIntervalMinutes} min` : null)],
    ['credential', ({ credential }) => credential && credentialText(credential)],
    ['queued', ({ pendingCommands }) => pendingCommands],
    ['problem', ({ status }) => status?.sources.find(({ problem }) => problem !== null)?.problem?.code],
  ])
}

function credentialText({ since, renewalAskedAt }: NonNullable<AgentView['credential']>): string {
  return renewalAskedAt === null ? `of ${since.slice(0, 10)}` : 'to be replaced'
}

export function minutes(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number of minutes')
  return value
}
