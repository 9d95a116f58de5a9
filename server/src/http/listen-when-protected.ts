import type { Logger } from '../observe/logger.ts'
import type { People } from '../people/people.ts'

export interface ProtectionParts {
  people: Pick<People, 'onChange' | 'ownerHasPassword'>
  /** Listens where the operator wants it, besides where it does. */
  widen: () => Promise<void>
  logger: Pick<Logger, 'info' | 'error'>
}

/** The hub that listens on this machine alone, for want of a password, goes on the network when an owner has one. */
export function listenWhenProtected({ people, widen, logger }: ProtectionParts): void {
  let isDone = false
  const look = async () => {
    if (isDone || !people.ownerHasPassword()) return
    isDone = true
    await widen()
    logger.info('an owner has a password: the hub listens on the network now')
  }
  // Once the transaction has ended that the change is part of.
  people.onChange(() =>
    queueMicrotask(() => {
      look().catch((error: unknown) => logger.error({ error }, 'the hub cannot listen where API_HOST says'))
    }),
  )
}
