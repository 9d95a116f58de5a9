import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const START_LIMIT_MS = 30_000
const STOP_LIMIT_MS = 5_000

export interface RunningServer {
  /** With a slash at its end. */
  url: string
  /** Its data, removed when it stops. */
  folder: string
  stop(): Promise<void>
}

export interface ServerProgram {
  program: string
  port: number
  /** Lays out the folder and says how the program is called. */
  prepare(folder: string): Promise<string[]>
  environment?: Record<string, string>
}

/** Starts a server on the loopback with a folder of its own, and waits until its port answers. */
export async function startServer({ program, port, prepare, environment = {} }: ServerProgram): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), `chroniton-${program}-`))
  let output = ''
  const child = spawn(program, await prepare(folder), {
    cwd: folder,
    env: { ...process.env, HOME: folder, LC_ALL: 'C.UTF-8', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-4_000)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      output += error.message
      resolve()
    })
    child.once('exit', () => resolve())
  })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)

  async function stop(): Promise<void> {
    child.kill('SIGTERM')
    const limit = setTimeout(kill, STOP_LIMIT_MS)
    await ended
    clearTimeout(limit)
    process.off('exit', kill)
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }

  const giveUp = Date.now() + START_LIMIT_MS
  while (!(await answers(port))) {
    if (child.exitCode !== null || child.pid === undefined || Date.now() > giveUp) {
      await stop()
      throw new Error(`${program} did not start:\n${output}`)
    }
    await pause(25)
  }
  return { url: `http://127.0.0.1:${port}/`, folder, stop }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
