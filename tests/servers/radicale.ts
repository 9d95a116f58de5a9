import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from './port.ts'
import { startServer, type RunningServer } from './process.ts'

export interface RadicaleOptions {
  /** Who may sign in; without, everybody is let in under any name and password. */
  users?: Record<string, string>
}

/** A Radicale with nothing in it; every user has their own calendars under `/<user>/`. */
export async function startRadicale({ users }: RadicaleOptions = {}): Promise<RunningServer> {
  const port = await freePort()
  return startServer({
    program: 'radicale',
    port,
    async prepare(folder) {
      const passwords = join(folder, 'users')
      const config = join(folder, 'config')
      await mkdir(join(folder, 'collections'))
      const lines = Object.entries(users ?? {}).map(([name, password]) => `${name}:${password}\n`)
      await writeFile(passwords, lines.join(''))
      await writeFile(
        config,
        [
          '[server]',
          `hosts = 127.0.0.1:${port}`,
          'max_connections = 20',
          '[auth]',
          ...(users
            ? ['type = htpasswd', `htpasswd_filename = ${passwords}`, 'htpasswd_encryption = plain', 'delay = 0']
            : ['type = none']),
          '[storage]',
          `filesystem_folder = ${join(folder, 'collections')}`,
          '[logging]',
          'level = warning',
          '',
        ].join('\n'),
      )
      return ['--config', config]
    },
  })
}
