import { Command } from 'commander'
import { agentCommands } from './agents.ts'
import { auditCommands } from './audit.ts'
import { backupCommands } from './backup.ts'
import { calendarCommands } from './calendars.ts'
import { configCommands } from './config.ts'
import { conflictCommands } from './conflicts.ts'
import { eventCommands } from './events.ts'
import { historyCommands } from './history.ts'
import { holdCommands } from './holds.ts'
import { keyCommands } from './keys.ts'
import { operationsCommands } from './operations.ts'
import { peopleCommands } from './people.ts'
import { queueCommands } from './queue.ts'
import { routeCommands } from './routes.ts'
import { settingCommands } from './settings.ts'
import { secretCommands, sourceCommands } from './sources.ts'
import { statusCommands } from './status.ts'

/** The command line `chroniton`. */
export function makeProgram(version: string): Command {
  const program = new Command('chroniton')
    .description('Looks after a Chroniton hub: its agents, calendars, events and what waits for a decision.')
    .version(version)
    .option('--hub <url>', 'the hub (CHRONITON_HUB; an admin link is understood too)')
    .option('--key <key>', 'the admin key (CHRONITON_KEY; else the one in the storage folder)')
    .option('--json', 'print data as JSON')
    .showHelpAfterError('(--help shows what can be said)')
  statusCommands(program)
  agentCommands(program)
  sourceCommands(program)
  calendarCommands(program)
  routeCommands(program)
  eventCommands(program)
  conflictCommands(program)
  holdCommands(program)
  queueCommands(program)
  historyCommands(program)
  settingCommands(program)
  secretCommands(program)
  peopleCommands(program)
  keyCommands(program)
  auditCommands(program)
  operationsCommands(program)
  backupCommands(program)
  configCommands(program)
  return program
}
