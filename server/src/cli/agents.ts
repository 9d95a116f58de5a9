import type { AgentView } from '@chroniton/shared/contract/views'
import { InvalidArgumentError, type Command } from 'commander'
import { find } from './find.ts'
import { table } from './output.ts'
import { withHub } from './session.ts'
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
    .command('remove <agent>')
    .description('forget an agent and end its credential; events elsewhere stay')
    .action(
      withHub(async ({ calls, decide }, wanted: string) => {
        const agent = find('agent', wanted, await calls.admin.agents.query(), ({ name }) => name)
        await decide({ kind: 'agent-remove', agentId: agent.id }, `removed the agent ${agent.name}`)
      }),
    )
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
    ['queued', ({ pendingCommands }) => pendingCommands],
    ['problem', ({ status }) => status?.sources.find(({ problem }) => problem !== null)?.problem?.code],
  ])
}

export function minutes(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number of minutes')
  return value
}
