import { CodedError } from '@chroniton/shared/contract/errors'
import { ItemId, ItemVersion } from '@chroniton/shared/contract/ids'
import { EventSchema } from '@chroniton/shared/contract/event'
import { normalise } from '@chroniton/shared/calendar/normalise'
import { expect } from 'vitest'
import type { FailedItem, KnownItems, NativeId, ProviderItem, PullStep, Source } from '../provider.ts'

export interface Pulled {
  items: ProviderItem[]
  failed: FailedItem[]
  same: ItemId[]
  /** Named by the provider, or absent from a complete run. */
  gone: ItemId[]
  complete: boolean
}

export const NEVER_ABORTED = new AbortController().signal

/** What the agent's journal keeps of one calendar, in memory; checks the form of every step on the way. */
export class TestJournal {
  readonly versions = new Map<ItemId, ItemVersion>()
  cursor: string | null = null
  readonly known: KnownItems = { version: (itemId) => this.versions.get(itemId) }

  async pull(source: Source, calendar: NativeId, signal: AbortSignal = NEVER_ABORTED): Promise<Pulled> {
    const steps: PullStep[] = []
    for await (const step of source.changes(calendar, this.cursor, this.known, signal)) steps.push(step)
    const end = steps.at(-1)
    if (end?.kind !== 'end') throw new Error('the run did not end with its "end" step')
    expect(steps.filter((step) => step.kind === 'end')).toHaveLength(1)

    const pulled: Pulled = { items: [], failed: [], same: [], gone: [], complete: end.complete }
    const named = new Set<ItemId>()
    for (const step of steps) {
      if (step.kind === 'progress' || step.kind === 'end') continue
      expect(ItemId.safeParse(step.itemId).success, `item id ${step.itemId}`).toBe(true)
      named.add(step.itemId)
      if (step.kind === 'item') {
        checkItem(step)
        pulled.items.push(step)
        this.versions.set(step.itemId, step.version)
      } else if (step.kind === 'failed') {
        expect(step.detail).not.toBe('')
        pulled.failed.push(step)
        this.versions.set(step.itemId, step.version)
      } else if (step.kind === 'same') {
        expect(this.versions.has(step.itemId), 'the same as nothing known').toBe(true)
        pulled.same.push(step.itemId)
      } else {
        pulled.gone.push(step.itemId)
        this.versions.delete(step.itemId)
      }
    }
    if (end.complete) {
      for (const itemId of this.versions.keys()) {
        if (named.has(itemId)) continue
        pulled.gone.push(itemId)
        this.versions.delete(itemId)
      }
    }
    this.cursor = end.cursor
    return pulled
  }

  /** What the agent does after its own write: the item's pull is then an echo. */
  wrote(item: ProviderItem): void {
    this.versions.set(item.itemId, item.version)
  }
}

export function checkItem(item: ProviderItem): void {
  expect(ItemVersion.safeParse(item.version).success, `version ${item.version}`).toBe(true)
  const parsed = EventSchema.safeParse(item.event)
  expect(parsed.error?.issues, `the event of ${item.itemId}`).toBeUndefined()
  expect(normalise(item.event), 'events are handed over normalised').toEqual(item.event)
  expect(JSON.parse(JSON.stringify(item.event)), 'events are plain JSON').toEqual(item.event)
  if (item.modifiedAt !== null) expect(new Date(item.modifiedAt).toISOString()).toMatch(/Z$/)
}

/** The code a call fails with; every failure of a provider has one. */
export async function codeOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return error.code
  }
  return 'no error'
}

export async function pullAll(source: Source, calendar: NativeId): Promise<Pulled> {
  return new TestJournal().pull(source, calendar)
}

/** The one item a calendar shows. */
export async function onlyItem(source: Source, calendar: NativeId): Promise<ProviderItem> {
  const { items, failed } = await pullAll(source, calendar)
  expect(failed).toEqual([])
  expect(items).toHaveLength(1)
  return items[0]!
}
