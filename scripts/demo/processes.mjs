import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { once } from 'node:events'

const running = []

/** Starts a program that ends with the demo. What it says on stderr is kept for the case that it fails. */
export function start(name, command, args, options = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], ...options })
  let said = ''
  child.stderr.on('data', (text) => (said = (said + text).slice(-4000)))
  child.on('exit', (code) => {
    if (code !== null && code !== 0 && !child.ending) {
      console.error(`\n${name} ended with code ${code}:\n${said}`)
      void endAll().then(() => process.exit(1))
    }
  })
  running.push(child)
  return child
}

export async function endAll() {
  await Promise.all(
    running.splice(0).map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.ending = true
      child.kill('SIGTERM')
      await once(child, 'exit')
    }),
  )
}

/** Runs a program to its end and gives what it printed. */
export async function run(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  const out = []
  const errors = []
  child.stdout.on('data', (part) => out.push(part))
  child.stderr.on('data', (part) => errors.push(part))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${Buffer.concat(errors).toString()}`)
  return Buffer.concat(out).toString()
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

/** Asks again until there is an answer; null and undefined are none. */
export async function until(what, ask, seconds = 60) {
  let failure
  for (let left = seconds * 10; left > 0; left--) {
    try {
      const answer = await ask()
      if (answer !== null && answer !== undefined) return answer
      failure = undefined
    } catch (error) {
      // A file may be replaced, or a server start, while it is asked.
      failure = error
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const why = failure === undefined ? '' : `: ${failure.message}`
  throw new Error(`${what} did not happen within ${seconds} seconds${why}`)
}
