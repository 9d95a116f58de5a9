import type { Command } from 'commander'
import { faultsBetween } from '../config/config.ts'
import { readSettings } from '../config/settings.ts'
import { processOutput, table } from './output.ts'
import type { GlobalOptions } from './session.ts'

/** What the hub would make of this environment. */
export function configCommands(program: Command): void {
  const config = program.command('config').description('the settings of a hub started in this environment')

  config
    .command('check')
    .description('what is set, from where, and everything that is wrong with it; exit code 1 when something is')
    .action((_options: unknown, command: Command) => {
      const { settings, values, faults } = readSettings(process.env)
      const all = [...faults, ...faultsBetween(values)]
      if (all.length > 0) process.exitCode = 1
      if (command.optsWithGlobals<GlobalOptions>().json === true) {
        return processOutput.data(JSON.stringify({ settings, faults: all }, null, 2))
      }
      processOutput.data(
        table(settings, [
          ['variable', ({ name }) => name],
          ['value', ({ shown }) => (shown === '' ? '(empty)' : shown)],
          ['from', ({ from }) => from],
        ]),
      )
      for (const fault of all) processOutput.message(`wrong: ${fault}`)
      if (all.length === 0) processOutput.message('All of it is understood.')
    })
}
