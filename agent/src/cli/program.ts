import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { AGENT_VERSION } from '../version.ts'
import { doctorCommand } from './doctor-command.ts'
import { enrollCommand, type EnrollOptions } from './enroll-command.ts'
import { pullCommand } from './pull-command.ts'
import { rotateCredentialCommand } from './rotate-command.ts'
import { runCommand, type RunOptions } from './run-command.ts'
import { encryptCommand, rotateCommand } from './secrets-command.ts'
import { statusCommand } from './status-command.ts'

const CONFIG = 'agent.json'
const OLDER_CONFIG = 'outlook_config.json'

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
    .action((hubUrl: string, token: string, options: EnrollOptions) => enrollCommand(hubUrl, token, options))

  withLog(withConfig(program.command('run')), 'info')
    .description('run until stopped')
    .option('--once', 'list, report and carry out what is waiting, then stop', false)
    .action((options: RunOptions) => runCommand(options))

  withConfig(program.command('status'))
    .description('what the agent knows and what is waiting; works while it runs')
    .action((options: { config: string }) => statusCommand(options))

  withLog(withConfig(program.command('pull')), 'warn')
    .description('read every calendar once and show what is found; reports nothing')
    .action((options: { config: string; logLevel: string }) => pullCommand(options))

  withConfig(program.command('doctor'))
    .description('say for each source what works, what does not, and what to do')
    .action((options: { config: string }) => doctorCommand(options))

  withConfig(program.command('rotate'))
    .description('replace the agent’s credential at the hub by a new one; works while the agent runs')
    .action((options: { config: string }) => rotateCredentialCommand(options))

  const secrets = program.command('secrets').description('the secrets in the agent’s files')
  withConfig(secrets.command('encrypt'))
    .description('encrypt the secrets that stand there in plain text, each in its place')
    .action((options: { config: string }) => encryptCommand(options))
  withConfig(secrets.command('rotate'))
    .description('encrypt everything with a new key')
    .action((options: { config: string }) => rotateCommand(options))

  return program
}
