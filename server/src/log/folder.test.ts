import type { Entry, EntryBody } from '@chroniton/shared/contract/entry'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { AgentId, Instant, Position } from '@chroniton/shared/contract/ids'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { State } from '../engine/state.ts'
import { type Database, openDatabase } from '../store/database.ts'
import { digest } from '../store/digest.ts'
import { SqliteOutbox } from '../store/sqlite-outbox.ts'
import { SqliteState } from '../store/sqlite-state.ts'
import { scratchFolder } from '../store/testing/scratch.ts'
import { type EmbeddedLog, openEmbeddedLog } from './embedded.ts'
import { type Folded, Folder } from './folder.ts'
import { replay } from './replay.ts'
import { trimLog } from './retention.ts'
import { SqliteChangeLog } from './sqlite-change-log.ts'
import { decision, report, seen } from './testing/bodies.ts'
import { TestStamps } from './testing/stamps.ts'
import { toyFold } from './testing/toy-engine.ts'
import { TestTurns } from './testing/turns.ts'
import { systemTurns, type Turns } from './turns.ts'

const DESTINATION = 'destination' as AgentId
const NONE = 0 as Position
const PAGE = { rows: 100, characters: 1_000_000 }

const batch = (agent: string, sequence: number, ...titles: string[]) =>
  report(agent, sequence, { items: titles.map((title) => seen(`${agent}/home`, title)) })

/** However slow the machine, a turn has time for everything. */
const turns: Turns = { ...systemTurns, elapsed: () => 0 }
const embedded = (database: Database, stamps = new TestStamps()) =>
  openEmbeddedLog({ database, fold: toyFold, stamps, turns })

/** Resolves with the entry's position when it is folded. */
async function folded({ log, folder }: EmbeddedLog, body: EntryBody): Promise<Position> {
  const position = await log.append(body)
  await folder.reached(position)
  return position
}

const titles = (state: State) => [...state.events.all()].map((record) => record.event.title)

describe('the folder', () => {
  it('folds each entry, and queues what it causes, after it was confirmed', async () => {
    const database = openDatabase(':memory:')
    const { log, folder, state, outbox } = await embedded(database)
    const position = await log.append(batch('a', 1, 'one', 'two'))
    expect(folder.foldedPosition).toBe(0)
    await folder.reached(position)
    expect(folder.foldedPosition).toBe(position)
    expect(titles(state)).toEqual(['one', 'two'])
    const waiting = outbox.waiting(DESTINATION, NONE, PAGE)
    expect(waiting.map((envelope) => JSON.parse(envelope.json).event.title)).toEqual(['one', 'two'])
    database.close()
  })

  it('leaves an entry out whose fold throws, with all it did, says so, and folds its neighbours', async () => {
    const database = openDatabase(':memory:')
    const unfoldable: Position[] = []
    const { log, folder, state, outbox } = await openEmbeddedLog({
      database,
      fold: toyFold,
      stamps: new TestStamps(),
      onUnfoldable: (entry) => unfoldable.push(entry.position),
    })
    const positions = await Promise.all([
      log.append(batch('a', 1, 'one')),
      log.append(batch('b', 1, 'before', 'poison')),
      log.append(batch('c', 1, 'three')),
    ])
    const notes = await Promise.allSettled(positions.map((position) => folder.notesOf(position)))
    expect(notes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(notes[1]).toMatchObject({ reason: { code: 'internal', cause: { message: 'poison' } } })
    expect(unfoldable).toEqual([positions[1]])
    expect(titles(state)).toEqual(['one', 'three'])
    expect(outbox.waiting(DESTINATION, NONE, PAGE)).toHaveLength(2)
    expect(folder.foldedPosition).toBe(await log.head())
    expect(await replay(log, toyFold)).toBe(digest(database))
    database.close()
  })

  it('waits for a disk that fails, says so meanwhile, and then folds everything', async () => {
    const database = openDatabase(':memory:')
    const turns = new TestTurns()
    let isFull = true
    const fold = (state: State, entry: Entry) => {
      const outcome = toyFold(state, entry)
      if (isFull) throw new CodedError('storage-failed', 'the disk is full')
      return outcome
    }
    const { log, folder, state } = await openEmbeddedLog({ database, fold, turns })
    const settle = async () => {
      for (let turn = 0; turn < 5; turn++) {
        turns.turn()
        await new Promise(setImmediate)
      }
    }
    const appended = log.append(batch('a', 1, 'one'))
    turns.turn()
    const waiting = folder.notesOf(await appended)
    const refused = expect(waiting).rejects.toMatchObject({ code: 'storage-failed' })
    await settle()
    await refused
    expect(folder.failure).toMatchObject({ code: 'storage-failed' })
    await expect(folder.reached(await appended)).rejects.toMatchObject({ code: 'storage-failed' })
    expect(titles(state)).toEqual([])

    isFull = false
    turns.passTime()
    await settle()
    expect(folder.failure).toBeNull()
    expect(await folder.notesOf(await appended)).toEqual([])
    expect(titles(state)).toEqual(['one'])
    database.close()
  })

  it('folds nothing more once it is stopped, and keeps nobody waiting', async () => {
    const database = openDatabase(':memory:')
    const { log, folder, state } = await embedded(database)
    const position = await log.append(batch('a', 1, 'one'))
    const waiting = expect(folder.reached(position)).rejects.toMatchObject({ code: 'storage-failed' })
    folder.stop()
    await waiting
    await new Promise(setImmediate)
    await new Promise(setImmediate)
    expect(titles(state)).toEqual([])
    database.close()
  })

  it('folds after a start what the log holds beyond the folded position, once', async () => {
    const path = join(scratchFolder(), 'hub.sqlite')
    const first = openDatabase(path)
    const stamps = new TestStamps()
    const before = await embedded(first, stamps)
    const position = await folded(before, batch('a', 1, 'one'))
    before.folder.stop()
    const unfolded = new SqliteChangeLog({ database: first, stamps })
    for (let n = 2; n < 60; n++) await unfolded.append(batch('a', n, `event ${n}`))
    expect(first.meta.position('folded_position')).toBe(position)
    first.close()

    const second = openDatabase(path)
    const again = await embedded(second)
    expect(again.folder.foldedPosition).toBe(await again.log.head())
    expect([...again.state.events.all()]).toHaveLength(59)
    expect(await replay(again.log, toyFold)).toBe(digest(second))
    second.close()
  })

  it('lets others have their turn while it catches up', async () => {
    const database = openDatabase(':memory:')
    const unfolded = new SqliteChangeLog({ database })
    for (let n = 1; n <= 6; n++) await unfolded.append(batch('a', n, `event ${n}`))
    const turns = new TestTurns()
    const slowFold = (state: State, entry: Entry) => {
      turns.time += 2
      return toyFold(state, entry)
    }
    const parts = {
      database,
      state: new SqliteState(database),
      outbox: new SqliteOutbox(database),
      fold: slowFold,
      turns,
    }
    const folder = new Folder(parts)
    const sizes: number[] = []
    folder.onFolded(({ entries }) => void sizes.push(entries.length))
    const caughtUp = folder.catchUp(unfolded)
    for (let turn = 0; turn < 20; turn++) {
      turns.turn()
      await new Promise(setImmediate)
    }
    await caughtUp
    expect(sizes).toEqual([2, 2, 2])
    database.close()
  })

  it('tells after the commit what was folded and which records it touched', async () => {
    const database = openDatabase(':memory:')
    const parts = await embedded(database)
    const { log, folder } = parts
    const heard: Folded[] = []
    const stop = folder.onFolded((told) => {
      expect(database.sqlite.inTransaction).toBe(false)
      heard.push(told)
    })
    const positions = await Promise.all([log.append(decision('a')), log.append(batch('b', 1, 'one'))])
    await folder.reached(positions[1])
    stop()
    await folded(parts, decision('c'))
    expect(heard).toHaveLength(1)
    expect(heard[0]!.entries.map(({ entry }) => entry.position)).toEqual(positions)
    expect([...heard[0]!.touched.agents]).toEqual(['a', 'b'])
    expect([...heard[0]!.touched.copies]).toEqual(['b/home'])
    expect(heard[0]!.touched.routes.size).toBe(0)
    database.close()
  })

  it('knows what could not be done as asked', async () => {
    const database = openDatabase(':memory:')
    const { log, folder } = await embedded(database)
    const undo = { kind: 'undo-entry', position: 1 as Position } as const
    const position = await log.append({ kind: 'decision', by: 'Ada', decision: undo })
    expect(await folder.notesOf(position)).toEqual(['undo-entry is not known here'])
    expect(await folder.notesOf(await log.append(decision('a')))).toEqual([])
    const early = folder.notesOf((position + 2) as Position)
    await log.append({ kind: 'decision', by: 'Ada', decision: undo })
    expect(await early).toEqual(['undo-entry is not known here'])
    database.close()
  })

  it('settles and parks what receipts say', async () => {
    const database = openDatabase(':memory:')
    const parts = await embedded(database)
    const { state, outbox } = parts
    await folded(parts, batch('a', 1, 'one', 'two', 'three'))
    const [one, two] = [...state.copies.ofCalendar('a/home' as never)].map((copy) => copy.outstanding!.commandId)
    await folded(
      parts,
      report('destination', 1, {
        items: [
          { kind: 'applied', commandId: one!, item: null, calendar: null },
          { kind: 'refused', commandId: two!, code: 'calendar-read-only', detail: 'no' },
        ],
      }),
    )
    const waiting = outbox.waiting(DESTINATION, NONE, PAGE)
    expect(waiting.map((envelope) => JSON.parse(envelope.json).event.title)).toEqual(['three'])
    const rows = database.sqlite.prepare('select command_id, state, code, detail from outbox order by position').all()
    expect(rows[0]).toEqual({ command_id: two, state: 'parked', code: 'calendar-read-only', detail: 'no' })
    database.close()
  })

  it('trims the log up to where it has folded, and no further', async () => {
    const database = openDatabase(':memory:')
    const stamps = new TestStamps()
    const parts = await embedded(database, stamps)
    const { log, folder } = parts
    await log.append(decision('a'))
    stamps.set('2026-03-05T00:00:00.000Z')
    await folded(parts, decision('b'))
    await new SqliteChangeLog({ database, stamps }).append(decision('not folded'))
    expect(await trimLog(log, folder, 3, '2026-03-05T00:00:00.000Z' as Instant)).toBe(1)
    expect(await trimLog(log, folder, 3, '2027-03-05T00:00:00.000Z' as Instant)).toBe(1)
    expect(await log.trimmed()).toBe(folder.foldedPosition)
    expect(await log.read(folder.foldedPosition, 10)).toHaveLength(1)
    database.close()
  })
})
