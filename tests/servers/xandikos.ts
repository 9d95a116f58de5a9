import { freePort } from './port.ts'
import { startServer, type RunningServer } from './process.ts'

/** A Xandikos with one principal, `/user/`, and no sign-in: it has none of its own. */
export async function startXandikos(): Promise<RunningServer> {
  const port = await freePort()
  return startServer({
    program: 'xandikos',
    port,
    prepare: async (folder) => [
      '-d',
      `${folder}/data`,
      '--autocreate',
      '--defaults',
      '-l',
      '127.0.0.1',
      '-p',
      String(port),
    ],
    environment: { GIT_AUTHOR_NAME: 'test', GIT_AUTHOR_EMAIL: 'test@example.org' },
  })
}
