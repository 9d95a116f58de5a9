import { normalise } from '@chroniton/shared/calendar/normalise'
import { EventId } from '@chroniton/shared/contract/ids'
import { expect, it } from 'vitest'
import { meeting } from '../testing/agent-world.ts'
import { restrict, type Restrictions } from './restricted-source.ts'
import { MemoryAccount } from './testing/memory-account.ts'
import { openMemory } from './testing/memory-source.ts'

const { signal } = new AbortController()

function restricted(restrictions: Partial<Restrictions>) {
  const account = new MemoryAccount()
  const ids = ['Work', 'Private', 'Holidays'].map((name) => account.addCalendar({ name }))
  const source = restrict(openMemory(account), {
    calendars: { include: [], exclude: [] },
    allowEventUpdates: true,
    allowMetadataUpdates: true,
    ...restrictions,
  })
  return { account, ids, source }
}

const namesOf = async ({ source }: ReturnType<typeof restricted>) =>
  (await source.calendars(signal)).map(({ metadata }) => metadata.name)

it('shows the calendars that are chosen, by name or by id', async () => {
  expect(await namesOf(restricted({}))).toEqual(['Work', 'Private', 'Holidays'])
  expect(await namesOf(restricted({ calendars: { include: ['Work', 'calendar-3'], exclude: [] } }))).toEqual([
    'Work',
    'Holidays',
  ])
  expect(await namesOf(restricted({ calendars: { include: [], exclude: ['Private'] } }))).toEqual(['Work', 'Holidays'])
})

it('makes no calendar that it would not show', async () => {
  const { account, source } = restricted({ calendars: { include: ['Work'], exclude: [] } })
  const made = source.createCalendar({ name: 'New', color: null, description: null }, 'key', signal)
  await expect(made).rejects.toMatchObject({ code: 'not-supported' })
  expect(account.calendars()).toHaveLength(3)
})

it('writes no event where that is not allowed, and says so beforehand', async () => {
  const { account, ids, source } = restricted({ allowEventUpdates: false })
  const [calendar] = await source.calendars(signal)
  expect(calendar!.abilities).toMatchObject({ writeEvents: false, changeName: true })
  const { itemId, version } = account.put(ids[0]!, meeting('Kept'))
  const event = normalise(meeting('New'))
  const common = { eventId: EventId.parse('event-1'), role: 'mirror' as const, patch: {}, event }
  const write = source.write(ids[0]!, { ...common, itemId: null, expectedVersion: null }, signal)
  await expect(write).rejects.toMatchObject({ code: 'calendar-read-only' })
  await expect(source.delete(ids[0]!, itemId, version, signal)).rejects.toMatchObject({ code: 'calendar-read-only' })
  expect(account.items(ids[0]!)).toHaveLength(1)
})

it('changes no calendar where that is not allowed, and says so beforehand', async () => {
  const { account, ids, source } = restricted({ allowMetadataUpdates: false })
  const [calendar] = await source.calendars(signal)
  expect(calendar!.abilities).toEqual({
    writeEvents: true,
    changeName: false,
    changeColor: false,
    changeDescription: false,
    deleteCalendar: false,
  })
  const refused = { code: 'not-supported' }
  await expect(source.changeCalendar(ids[0]!, { name: 'New' }, signal)).rejects.toMatchObject(refused)
  await expect(source.deleteCalendar(ids[0]!, signal)).rejects.toMatchObject(refused)
  await expect(
    source.createCalendar({ name: 'New', color: null, description: null }, 'key', signal),
  ).rejects.toMatchObject(refused)
  expect(account.calendars().map(({ metadata }) => metadata.name)).toEqual(['Work', 'Private', 'Holidays'])
})

it('says of calendars that are only written that nothing flows from them', async () => {
  const [calendar] = await restricted({ isWriteOnly: true }).source.calendars(signal)
  expect(calendar!.abilities).toMatchObject({ writeEvents: true, readEvents: false })
  const [other] = await restricted({}).source.calendars(signal)
  expect(other!.abilities.readEvents).toBeUndefined()
})
