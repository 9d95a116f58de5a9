import { pino } from 'pino'
import type { Logger } from '../ports.ts'

/** Lines for people on a terminal, JSON elsewhere. */
export function makeLogger(level: string): Logger {
  return process.stderr.isTTY
    ? pino({ level, transport: { target: 'pino-pretty', options: { destination: 2, ignore: 'pid,hostname' } } })
    : pino({ level }, pino.destination({ fd: 2, sync: true }))
}

export const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} }
