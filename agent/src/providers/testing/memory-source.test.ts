import type { NativeId } from '../provider.ts'
import { describeSource } from './contract.ts'
import type { OutsideClient, Traits, World } from './contract-world.ts'
import { MemoryAccount, type Habits } from './memory-account.ts'
import { openMemory } from './memory-source.ts'

const TRAITS: Traits = {
  writeEvents: true,
  changeName: true,
  changeColor: true,
  changeDescription: true,
  createCalendar: true,
  deleteCalendar: true,
  keepsText: false,
}

function world(habits: Partial<Habits>): () => Promise<World> {
  return async () => {
    const account = new MemoryAccount(habits)
    const calendar: NativeId = account.addCalendar({ name: 'Work' })
    const outside: OutsideClient = {
      create: async (calendar, event) => account.put(calendar, event).itemId,
      edit: async (calendar, itemId, event) => void account.put(calendar, event, { itemId }),
      remove: async (calendar, itemId) => account.remove(calendar, itemId),
      removeCalendar: async (calendar) => account.removeCalendar(calendar),
      changeCalendar: async (calendar, changes) => void account.changeCalendar(calendar, changes),
    }
    return {
      source: openMemory(account),
      calendar,
      outside,
      reopen: async () => openMemory(account),
      close: async () => {},
    }
  }
}

describeSource('memory', TRAITS, world({}))
describeSource('memory without a change list', TRAITS, world({ knowsChanges: false, tellsHeld: false }))
