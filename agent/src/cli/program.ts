import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { AGENT_VERSION } from '../version.ts'
import type { EnrollOptions } from './enroll-command.ts'
import type { RunOptions } from './run-command.ts'

const CONFIG = 'agent.json'
const OLDER_CONFIG = 'outlook_config.json'

/** Each command is loaded when it is called: what another one needs would stay in memory for as long as the agent runs. */
export function makeProgram(): Command {
  const program = new Command('chroniton-agent')
    .description('Reads and writes the calendars it can reach here, and keeps in touch with a Chroniton hub.')
    .version(AGENT_VERSION)
    .showHelpAfterError()
  const present = !existsSync(CONFIG) && existsSync(OLDER_CONFIG) ? OLDER_CONFIG : CONFIG
  const withConfig = (command: Command) => command.option('-c, --config <file>', 'the configuration', present)
  const withLog = (command: Command, level: string) =>
    command.option('--log-level <level>', 'debug, info, warn, error or silent', level)

  withConfig(program.command('enroll'))
    .description('join a hub with a token that "chroniton agents token" made there')
    .argument('<hub-url>', 'for example https://hub.example.com:8008')
    .argument('<token>', 'the join token')
    // A token is chance: it may begin with a dash.
    .allowUnknownOption()
    .option('--ca <file>', 'certificates (PEM) to trust when connecting to the hub')
    .action(async (hubUrl: string, token: string, options: EnrollOptions) => {
      const { enrollCommand } = await import('./enroll-command.ts')
      await enrollCommand(hubUrl, token, options)
    })

  withLog(withConfig(program.command('run')), 'info')
    .description('run until stopped')
    .option('--once', 'list, report and carry out what is waiting, then stop', false)
    .action(async (options: RunOptions) => (await import('./run-command.ts')).runCommand(options))

  withConfig(program.command('status'))
    .description('what the agent knows and what is waiting; works while it runs')
    .action(async (options: { config: string }) => (await import('./status-command.ts')).statusCommand(options))

  withLog(withConfig(program.command('pull')), 'warn')
    .description('read every calendar once and show what is found; reports nothing')
    .action(async (options: { config: string; logLevel: string }) =>
      (await import('./pull-command.ts')).pullCommand(options),
    )

  withConfig(program.command('doctor'))
    .description('say for each source what works, what does not, and what to do')
    .action(async (options: { config: string }) => (await import('./doctor-command.ts')).doctorCommand(options))

  withConfig(program.command('rotate'))
    .description('replace the agent’s credential at the hub by a new one; works while the agent runs')
    .action(async (options: { config: string }) =>
      (await import('./rotate-command.ts')).rotateCredentialCommand(options),
    )

  const secrets = program.command('secrets').description('the secrets in the agent’s files')
  withConfig(secrets.command('encrypt'))
    .description('encrypt the secrets that stand there in plain text, each in its place')
    .action(async (options: { config: string }) => (await import('./secrets-command.ts')).encryptCommand(options))
  withConfig(secrets.command('rotate'))
    .description('encrypt everything with a new key')
    .action(async (options: { config: string }) => (await import('./secrets-command.ts')).rotateCommand(options))

  return program
}
