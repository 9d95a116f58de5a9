import type { GateSettings } from '../gate.ts'

const HOUR_MS = 60 * 60 * 1000

export const GATE_SETTINGS: GateSettings = {
  isOpen: false,
  tokenSecret: null,
  sessions: { idleMs: HOUR_MS, longestMs: 24 * HOUR_MS },
  audit: { enabled: true, level: 'info', includePayloads: false },
  allowedOrigins: [],
  openIdConnect: null,
}
