import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { ItemWrite, NativeId, PullStep, Source } from '../../agent/src/providers/provider.ts'
import type { MemoryAccount } from '../../agent/src/providers/testing/memory-account.ts'
import { openMemory, type Weather } from '../../agent/src/providers/testing/memory-source.ts'
import type { SimulatedAccount } from './account.ts'
import { overwriting } from './overwriting.ts'
import { sleep, type Machine } from '../../agent/src/ports.ts'
import type { Chance } from './chance.ts'

export interface SourceParts {
  owner: SimulatedAccount
  machine: Machine
  chance: Chance
  now: () => number
  /** Everybody who is invited is written to. */
  onMail: (event: CalendarEvent) => void
  onOverwrite: (owner: SimulatedAccount, calendar: NativeId, uid: string, since: number) => void
}

/** A provider as it is reached over a network of its own, with all that such providers do on bad days. */
export function openSimulated({ owner, machine, chance, now, onMail, onOverwrite }: SourceParts): Source {
  const { account, replica } = owner
  const conditions = () => owner.conditions
  const pause = (signal: AbortSignal) => sleep(machine.timers, chance.between(...conditions().delayMs), signal)
  const weather: Weather = {
    async before(_operation, _calendar, signal) {
      const { fails, hangs } = conditions()
      if (chance.happens(hangs)) await new Promise(() => {})
      await pause(signal)
      if (chance.happens(fails)) throw someFailure(chance)
    },
    async after(_operation, _calendar, signal) {
      await pause(signal)
      if (chance.happens(conditions().losesAnswers)) throw new CodedError('source-unreachable', 'the answer was lost')
    },
  }
  const source = openMemory(account, weather)
  const onLoss = (calendar: NativeId, uid: string, since: number) => onOverwrite(owner, calendar, uid, since)
  const writer = owner.ignoresPreconditions
    ? overwriting({ account, source, weather, now, onOverwrite: onLoss })
    : source
  const remember = () => {
    if (conditions().lagMs > 0) replica.remember(now())
  }
  return {
    ...source,
    write(calendar, write, signal) {
      if (mails(account, calendar, write)) onMail(write.event)
      remember()
      return writer.write(calendar, write, signal)
    },
    delete(calendar, itemId, expectedVersion, signal) {
      remember()
      return writer.delete(calendar, itemId, expectedVersion, signal)
    },
    async *changes(calendar, cursor, known, signal) {
      const steps: PullStep[] = []
      const shown = replica.shown(calendar, now(), conditions().lagMs)
      const listing = shown === account ? source : openMemory(shown, weather)
      for await (const step of listing.changes(calendar, cursor, known, signal)) steps.push(step)
      const end = steps.pop()!
      for (const step of conditions().shuffles > 0 ? disordered(steps, chance, conditions().shuffles) : steps) {
        if (chance.happens(0.1)) await pause(signal)
        if (chance.happens(conditions().breaksOff)) throw new CodedError('source-cut-short', 'the listing broke off')
        yield step
      }
      yield end
    },
  }
}

/** A server writes to the people of an event when it is given the event as its owner's, and the owner has not put it there. */
function mails(account: MemoryAccount, calendar: NativeId, { itemId, role, event }: ItemWrite): boolean {
  if (role !== 'original' || Object.keys(event.participants ?? {}).length === 0) return false
  if (itemId === null) return true
  const present = account.item(calendar, itemId)
  return present?.kind === 'item' && present.mark !== null
}

function someFailure(chance: Chance): CodedError {
  const code = chance.pick(['source-fault', 'source-fault', 'source-unreachable', 'source-rate-limited'] as const)
  const asked =
    code === 'source-rate-limited' && chance.happens(0.5) ? { retryAfterSeconds: chance.between(1, 90) } : {}
  return new CodedError(code, 'a bad day', asked)
}

function disordered(steps: PullStep[], chance: Chance, share: number): PullStep[] {
  return chance.shuffle([...steps, ...steps.filter(() => chance.happens(share))])
}
