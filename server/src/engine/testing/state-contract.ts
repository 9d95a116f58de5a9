import { DEFAULT_SETTINGS } from '@chroniton/shared/contract/route'
import { beforeEach, describe, expect, it } from 'vitest'
import type { CopyRecord, DuplicateRecord, OutstandingWrite, ProblemRecord, RequestRecord } from '../records.ts'
import type { State } from '../state.ts'
import {
  NOON,
  calendarRecord,
  changeRecord,
  conflictRecord,
  copyRecord,
  eventRecord,
  id,
  sampleCalendar,
  sampleEvent,
  sampleRoute,
} from './samples.ts'

const work = id.calendar('work')
const home = id.calendar('home')

function write(commandId: string): OutstandingWrite {
  return {
    commandId: id.command(commandId),
    kind: 'event-write',
    itemId: null,
    revision: 1,
    expectedVersion: null,
    patch: {},
  }
}

const idsOf = (rows: Iterable<{ id: string }>) => [...rows].map((row) => row.id)
const eventsOf = (rows: Iterable<CopyRecord>) => [...rows].map((row) => row.eventId)

/** What every implementation of State promises. */
export function stateContract(name: string, open: () => State): void {
  describe(`State: ${name}`, () => {
    let state: State
    beforeEach(() => void (state = open()))

    it('has the default settings until others are put', () => {
      expect(state.settings.get()).toEqual(DEFAULT_SETTINGS)
      state.settings.put({ ...DEFAULT_SETTINGS, strategy: 'manual' })
      expect(state.settings.get().strategy).toBe('manual')
    })

    it('gives back what was put, replaced and deleted, in the order of keys', () => {
      const row = (name: string) => ({ id: id.agent(name), name, removed: false, sequence: 0 })
      for (const name of ['b', 'a', 'Z', 'é', 'c']) state.agents.put(row(name))
      state.agents.put({ ...row('a'), sequence: 7 })
      state.agents.delete(id.agent('c'))
      state.agents.delete(id.agent('nobody'))
      expect(idsOf(state.agents.all())).toEqual(['Z', 'a', 'b', 'é'])
      expect(state.agents.get(id.agent('a'))).toEqual({ ...row('a'), sequence: 7 })
      expect(state.agents.get(id.agent('c'))).toBeUndefined()
    })

    it('finds calendars by source and by their command', () => {
      const at = { agentId: id.agent('laptop') }
      const seen = (name: string) => sampleCalendar(name, 'laptop')
      const commandId = id.command('rename')
      state.calendars.put(calendarRecord('work', { ...at, seen: seen('work') }))
      state.calendars.put(calendarRecord('home', { ...at, seen: seen('home') }))
      state.calendars.put(calendarRecord('far', { outstanding: { commandId, changes: { name: 'Far' } } }))
      expect(idsOf(state.calendars.ofSource(id.agent('laptop'), id.source('source-laptop')))).toEqual(['home', 'work'])
      expect(state.calendars.byCommand(commandId)?.id).toBe('far')
      const parked = {
        commandId: id.command('refused'),
        changes: {},
        code: 'calendar-refused-change',
        detail: '',
      } as const
      state.calendars.put(calendarRecord('far', { parked }))
      expect(state.calendars.byCommand(commandId)).toBeUndefined()
      expect(state.calendars.byCommand(parked.commandId)?.id).toBe('far')
    })

    it('finds routes by either end', () => {
      for (const route of [sampleRoute('work', 'all'), sampleRoute('home', 'all'), sampleRoute('all', 'tv')]) {
        state.routes.put(route)
      }
      expect(idsOf(state.routes.to(id.calendar('all')))).toEqual(['home-all', 'work-all'])
      expect(idsOf(state.routes.from(id.calendar('all')))).toEqual(['all-tv'])
      state.routes.delete(id.route('work-all'))
      expect(idsOf(state.routes.to(id.calendar('all')))).toEqual(['home-all'])
    })

    it('finds events by the UID they have now', () => {
      state.events.put(eventRecord('e2'))
      state.events.put(eventRecord('e1'))
      state.events.put(eventRecord('e3', { event: sampleEvent('other@example.com') }))
      expect(idsOf(state.events.byUid('meeting@example.com'))).toEqual(['e1', 'e2'])
      state.events.put(eventRecord('e1', { event: sampleEvent('other@example.com') }))
      expect(idsOf(state.events.byUid('meeting@example.com'))).toEqual(['e2'])
      expect(idsOf(state.events.byUid('other@example.com'))).toEqual(['e1', 'e3'])
      expect(idsOf(state.events.all())).toEqual(['e1', 'e2', 'e3'])
      state.events.delete(id.event('e3'))
      expect(state.events.get(id.event('e3'))).toBeUndefined()
    })

    it('finds copies by event, by calendar and by item', () => {
      state.copies.put(copyRecord('work', 'e2', { itemId: id.item('two.ics') }))
      state.copies.put(copyRecord('work', 'e1', { itemId: id.item('one.ics') }))
      state.copies.put(copyRecord('home', 'e1'))
      expect(state.copies.ofEvent(id.event('e1')).map((copy) => copy.calendarId)).toEqual(['home', 'work'])
      expect(eventsOf(state.copies.ofCalendar(work))).toEqual(['e1', 'e2'])
      expect(state.copies.byItem(work, id.item('two.ics'))?.eventId).toBe('e2')
      expect(state.copies.byItem(home, id.item('two.ics'))).toBeUndefined()
      state.copies.put(copyRecord('work', 'e2', { itemId: id.item('moved.ics') }))
      expect(state.copies.byItem(work, id.item('two.ics'))).toBeUndefined()
      state.copies.delete(work, id.event('e2'))
      expect(state.copies.get(work, id.event('e2'))).toBeUndefined()
      expect(state.copies.byItem(work, id.item('moved.ics'))).toBeUndefined()
    })

    it('lists more copies of a calendar than any page holds', () => {
      const names = Array.from({ length: 450 }, (_, index) => `e${String(index).padStart(4, '0')}`)
      for (const name of names) state.copies.put(copyRecord('work', name))
      expect(eventsOf(state.copies.ofCalendar(work))).toEqual(names)
    })

    it('tells which items are there, not named by a listing, still to come', () => {
      const listing = id.listing('l2')
      const there = (name: string, changes: Partial<CopyRecord> = {}) =>
        state.copies.put(copyRecord('work', name, { itemId: id.item(name), ...changes }))
      there('listed', { listingId: listing })
      there('unnamed')
      there('earlier', { listingId: id.listing('l1') })
      there('gone', { gone: { at: NOON, holdId: null } })
      state.copies.put(copyRecord('work', 'planned'))
      expect(state.copies.byItem(work, id.item('gone'))?.eventId).toBe('gone')
      expect(state.copies.count(work)).toBe(3)
      expect(eventsOf(state.copies.notListed(work, listing))).toEqual(['earlier', 'unnamed'])
      expect(eventsOf(state.copies.withoutItem(work))).toEqual(['planned'])
    })

    it('finds a copy by its outstanding, its parked and its superseded commands', () => {
      const parked = { ...write('p1'), code: 'item-refused', detail: '' } as const
      state.copies.put(copyRecord('work', 'e1', { outstanding: write('c3'), superseded: [write('c1'), write('c2')] }))
      state.copies.put(copyRecord('work', 'e2', { parked }))
      for (const name of ['c1', 'c2', 'c3']) expect(state.copies.byCommand(id.command(name))?.eventId).toBe('e1')
      expect(state.copies.byCommand(id.command('p1'))?.eventId).toBe('e2')
      expect(eventsOf(state.copies.parked(work))).toEqual(['e2'])
      state.copies.put(copyRecord('work', 'e1', { superseded: [write('c2')] }))
      expect(state.copies.byCommand(id.command('c1'))).toBeUndefined()
      expect(state.copies.byCommand(id.command('c2'))?.eventId).toBe('e1')
      expect(state.copies.byCommand(id.command('c3'))).toBeUndefined()
      state.copies.delete(work, id.event('e1'))
      expect(state.copies.byCommand(id.command('c2'))).toBeUndefined()
      state.copies.put(copyRecord('work', 'e2'))
      expect(state.copies.byCommand(id.command('p1'))).toBeUndefined()
      expect(state.copies.parked(work)).toEqual([])
    })

    it('keeps duplicates by calendar and item', () => {
      const duplicate = (itemId: string, eventId: string): DuplicateRecord => ({
        calendarId: work,
        itemId: id.item(itemId),
        eventId: id.event(eventId),
        version: id.version('1'),
        event: sampleEvent(),
        marked: false,
        modifiedAt: null,
        listingId: null,
      })
      for (const row of [duplicate('b', 'e1'), duplicate('a', 'e1'), duplicate('c', 'e2')]) state.duplicates.put(row)
      expect(state.duplicates.get(work, id.item('b'))).toEqual(duplicate('b', 'e1'))
      expect(state.duplicates.ofCopy(work, id.event('e1')).map((row) => row.itemId)).toEqual(['a', 'b'])
      expect(state.duplicates.ofCalendar(work).map((row) => row.itemId)).toEqual(['a', 'b', 'c'])
      state.duplicates.delete(work, id.item('a'))
      expect(state.duplicates.get(work, id.item('a'))).toBeUndefined()
      expect(state.duplicates.ofCalendar(home)).toEqual([])
    })

    it('finds the open conflicts of an event', () => {
      state.conflicts.put(conflictRecord('x2', 'e1'))
      state.conflicts.put(conflictRecord('x1', 'e1'))
      state.conflicts.put(conflictRecord('x3', 'e1', { state: 'decided', decidedBy: 'rule' }))
      state.conflicts.put(conflictRecord('x4', 'e2'))
      expect(idsOf(state.conflicts.openOf(id.event('e1')))).toEqual(['x1', 'x2'])
      state.conflicts.put(conflictRecord('x1', 'e1', { state: 'decided', decidedBy: 'Ada' }))
      expect(idsOf(state.conflicts.openOf(id.event('e1')))).toEqual(['x2'])
      expect(idsOf(state.conflicts.all())).toEqual(['x1', 'x2', 'x3', 'x4'])
    })

    it('finds the holds of a calendar', () => {
      const hold = (name: string, calendarId: typeof work) => ({
        id: id.hold(name),
        calendarId,
        at: NOON,
        eventIds: [id.event('e1')],
      })
      state.holds.put(hold('h2', work))
      state.holds.put(hold('h1', work))
      state.holds.put(hold('h3', home))
      expect(idsOf(state.holds.of(work))).toEqual(['h1', 'h2'])
      state.holds.delete(id.hold('h1'))
      expect(idsOf(state.holds.of(work))).toEqual(['h2'])
    })

    it('lists changes newest first, and keeps the place of one that is put again', () => {
      state.changes.put(changeRecord('b', 'e1', 1))
      state.changes.put(changeRecord('a', 'e1', 1))
      state.changes.put(changeRecord('c', 'e2', 2))
      state.changes.put({ ...changeRecord('b', 'e1', 1), undone: true })
      expect(idsOf(state.changes.ofEvent(id.event('e1')))).toEqual(['a', 'b'])
      expect(idsOf(state.changes.ofEntry(id.position(1)))).toEqual(['a', 'b'])
      expect(idsOf(state.changes.all())).toEqual(['b', 'a', 'c'])
      expect(state.changes.get(id.change('b'))?.undone).toBe(true)
    })

    it('keeps one problem per item, calendar or source', () => {
      const problem = (itemId: string | null, changes: Partial<ProblemRecord> = {}): ProblemRecord => ({
        agentId: id.agent('laptop'),
        sourceId: null,
        calendarId: work,
        itemId: itemId === null ? null : id.item(itemId),
        code: 'item-malformed',
        detail: 'first',
        since: NOON,
        ...changes,
      })
      const ofSource = problem(null, { calendarId: null, sourceId: id.source('s') })
      for (const row of [problem('b'), problem('a'), problem(null), ofSource]) state.problems.put(row)
      state.problems.put(problem('a', { detail: 'second' }))
      expect(state.problems.ofCalendar(work).map((row) => [row.itemId, row.detail])).toEqual([
        [null, 'first'],
        ['a', 'second'],
        ['b', 'first'],
      ])
      expect(state.problems.clear(id.agent('laptop'), null, work, null)).toBe(true)
      expect(state.problems.clear(id.agent('laptop'), null, work, id.item('never'))).toBe(false)
      expect(state.problems.all().map((row) => row.itemId ?? row.sourceId)).toEqual(['a', 'b', 's'])
    })

    it('keeps requests until they are answered', () => {
      const request: RequestRecord = {
        kind: 'list-again',
        commandId: id.command('c1'),
        agentId: id.agent('laptop'),
        calendarId: work,
        full: true,
      }
      state.requests.put(request)
      expect(state.requests.get(request.commandId)).toEqual(request)
      state.requests.delete(request.commandId)
      expect(state.requests.all()).toEqual([])
    })

    it('counts deletions since a moment', () => {
      const at = (time: string) => id.instant(`2026-03-01T${time}.000Z`)
      state.deletions.add(work, at('12:00:00'), 2)
      state.deletions.add(work, at('12:00:00'), 1)
      state.deletions.add(work, at('12:05:00'), 4)
      state.deletions.add(home, at('12:05:00'), 8)
      expect(state.deletions.since(work, at('12:00:00'))).toBe(7)
      expect(state.deletions.since(work, at('12:00:01'))).toBe(4)
      expect(state.deletions.all()).toEqual([
        { calendarId: home, at: at('12:05:00'), count: 8 },
        { calendarId: work, at: at('12:00:00'), count: 3 },
        { calendarId: work, at: at('12:05:00'), count: 4 },
      ])
      state.deletions.forgetBefore(at('12:05:00'))
      expect(state.deletions.since(work, at('00:00:00'))).toBe(4)
    })
  })
}
