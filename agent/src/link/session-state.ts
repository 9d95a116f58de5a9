import type { CodedError } from '@chroniton/shared/contract/errors'

/** The life of the agent's session with the hub. */
export type SessionState =
  /** Not connected; dials again at `retryAt`. `failure` is null before the first attempt. */
  | { name: 'offline'; retryAt: number; failure: CodedError | null }
  | { name: 'connecting' }
  /** Connected; has said hello and waits for the hub's. */
  | { name: 'greeting' }
  | { name: 'online'; since: number }
  /** The hub will have nothing to do with this agent until somebody changes something; asks again, rarely. */
  | { name: 'rejected'; retryAt: number; failure: CodedError }
  | { name: 'stopped' }

export type SessionEvent = 'dial' | 'connected' | 'greeted' | 'failed' | 'refused' | 'stop'

/** Every state's answer to every event; an event that means nothing in a state leaves it as it is. */
export const NEXT: Record<SessionState['name'], Record<SessionEvent, SessionState['name']>> = {
  offline: {
    dial: 'connecting',
    connected: 'offline',
    greeted: 'offline',
    failed: 'offline',
    refused: 'offline',
    stop: 'stopped',
  },
  connecting: {
    dial: 'connecting',
    connected: 'greeting',
    greeted: 'connecting',
    failed: 'offline',
    refused: 'rejected',
    stop: 'stopped',
  },
  greeting: {
    dial: 'greeting',
    connected: 'greeting',
    greeted: 'online',
    failed: 'offline',
    refused: 'rejected',
    stop: 'stopped',
  },
  online: {
    dial: 'online',
    connected: 'online',
    greeted: 'online',
    failed: 'offline',
    refused: 'rejected',
    stop: 'stopped',
  },
  rejected: {
    dial: 'connecting',
    connected: 'rejected',
    greeted: 'rejected',
    failed: 'rejected',
    refused: 'rejected',
    stop: 'stopped',
  },
  stopped: {
    dial: 'stopped',
    connected: 'stopped',
    greeted: 'stopped',
    failed: 'stopped',
    refused: 'stopped',
    stop: 'stopped',
  },
}
