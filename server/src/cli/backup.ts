import type { Command } from 'commander'
import { resolve } from 'node:path'
import { readConfig } from '../config/config.ts'
import { restoreBackup } from '../operations/backup/restore-backup.ts'
import { writeBackup } from '../operations/backup/write-backup.ts'
import { processOutput } from './output.ts'
import { type GlobalOptions, reporting } from './session.ts'

/** These work on the storage folder itself, on the hub's own machine. */
export function backupCommands(program: Command): void {
  program
    .command('backup <file>')
    .description('write everything the hub keeps (STORAGE_PATH) into one archive; the hub may run meanwhile')
    .action((file: string, _options: unknown, command: Command) =>
      locally(command, async (print) => {
        const { files, foldedPosition, stateHash } = await writeBackup(storagePath(), file, new Date())
        print({ file: resolve(file), files: files.length, foldedPosition, stateHash }, () =>
          [
            `${resolve(file)} holds ${files.length} files, as of entry ${foldedPosition} (state ${stateHash.slice(0, 12)}).`,
            'Keep it as you would keep a password: the keys of the hub are in it.',
          ].join('\n'),
        )
      }),
    )

  program
    .command('restore <file>')
    .description('put back what a backup holds (STORAGE_PATH); the hub must not run, and what was there is kept')
    .action((file: string, _options: unknown, command: Command) =>
      locally(command, async (print) => {
        const { manifest, before } = await restoreBackup(storagePath(), file, new Date())
        const { createdAt, foldedPosition, stateHash } = manifest
        print({ createdAt, foldedPosition, stateHash, before }, () =>
          [
            `Put back as of ${createdAt}, entry ${foldedPosition} (state ${stateHash.slice(0, 12)}).`,
            before === null ? 'There was nothing before.' : `What was there before lies in ${before}.`,
          ].join('\n'),
        )
      }),
    )
}

function storagePath(): string {
  return resolve(readConfig(process.env).storagePath)
}

type Print = <Data>(data: Data, text: (data: Data) => string) => void

async function locally(command: Command, work: (print: Print) => Promise<void>): Promise<void> {
  const json = command.optsWithGlobals<GlobalOptions>().json === true
  await reporting(json, () =>
    work((data, text) => processOutput.data(json ? JSON.stringify(data, null, 2) : text(data))),
  )
}
