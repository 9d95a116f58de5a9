import { describe, expect, it } from 'vitest'
import { id, sampleEvent } from './testing/samples.ts'
import { change, conflicts, creations, inStep, twoHomes } from './testing/scenes.ts'
import { World } from './testing/world.ts'

const UID = sampleEvent().uid

function strangers(...names: string[]): World {
  const world = new World()
  for (const name of names) world.add(name)
  return world
}

describe('identity and adoption', () => {
  it('[EN26] an item of another UID in the place of an item is another event, and the first one has gone', () => {
    const { world, work } = inStep()
    world.make('work', sampleEvent('other@example.com', { title: 'Other' }), work)
    world.show('work', work)
    world.settle()
    expect(world.event.event.uid).toBe('other@example.com')
    expect(world.copy('work').itemId).toBe(work)
    expect(world.titles('all')).toEqual(['Other'])
  })

  it('[EN26] an item of the hub’s own whose provider gave it another UID is the same', () => {
    const { world, all } = inStep()
    const held = world.held('all', all)
    const renamed = { ...held, event: { ...held.event, uid: 'given-by-provider' }, version: id.version('next') }
    world.calendar('all').items.set(all, renamed)
    expect(world.show('all', all).effects).toEqual([])
    expect(world.event.event.uid).toBe(UID)
    world.edit('all', all, { title: 'New' })
    world.settle()
    expect(world.titles('work')).toEqual(['New'])
    expect(world.shown('work')[0]?.uid).toBe(UID)
    expect(world.shown('all')[0]?.uid).toBe('given-by-provider')
  })

  it('[EN27] an item is known by its mark where a route joins the calendar with a copy', () => {
    const { world, all } = inStep()
    const { items } = world.calendar('all')
    const held = items.get(all)!
    items.delete(all)
    items.set(id.item('moved'), held)
    const calendarId = id.calendar('all')
    world.report('agent-all', { kind: 'event-gone', calendarId, itemId: all }, world.sight('all', id.item('moved')))
    expect(world.waiting()).toEqual([])
    expect(world.copy('all')).toMatchObject({ itemId: 'moved', gone: null })
  })

  it('[EN27] a mark says nothing in a calendar that no route joins with the event', () => {
    const { world } = inStep()
    world.add('elsewhere')
    const item = world.make('elsewhere', sampleEvent('copied@example.com'))
    world.report('agent-elsewhere', { ...world.sight('elsewhere', item), mark: world.event.id })
    expect(world.events.map((record) => record.event.uid).sort()).toEqual(['copied@example.com', UID])
  })

  it('[EN27] a mark says nothing on a second item of another UID: a person has copied it', () => {
    const { world } = inStep()
    const item = world.make('all', sampleEvent('copied@example.com', { title: 'Copied' }))
    world.report('agent-all', { ...world.sight('all', item), mark: world.event.id })
    world.settle()
    expect(world.titles('work').sort()).toEqual(['Copied', 'Meeting'])
  })

  it('[EN27] an item is known by its UID where a route joins, and nowhere else', () => {
    const world = strangers('work', 'all', 'apart')
    world.route('work', 'all')
    world.create('all')
    world.create('work')
    expect(world.events).toHaveLength(1)
    expect(creations(world)).toEqual([])
    world.create('apart')
    expect(world.events).toHaveLength(2)
  })

  for (const order of [
    ['all', 'work'],
    ['work', 'all'],
  ]) {
    it(`[EN28] a hub that has lost its database creates nothing twice (${order.join(', then ')})`, () => {
      const { world } = inStep()
      const { id: eventId } = world.event
      const written = world.sent.length
      world.loseHub()
      for (const name of order) world.list(name)
      world.settle()
      if (order[0] === 'all') expect(world.event.id).toBe(eventId)
      expect(world.sent.slice(written)).toEqual([])
      expect(world.copy('all')).toMatchObject({ role: 'mirror', marked: true })
      expect(world.copy('work')).toMatchObject({ role: 'original', marked: false })
      for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
    })
  }

  it('[EN28] a hub that has lost its database does not take its labels for the events’ own', () => {
    for (const label of ['keyword', 'color'] as const) {
      for (const order of [
        ['all', 'work'],
        ['work', 'all'],
      ]) {
        const { world } = inStep({ label })
        const written = world.sent.length
        world.loseHub()
        for (const name of order) world.list(name)
        world.settle()
        expect(world.sent.slice(written)).toEqual([])
        expect(world.event.event).toEqual(sampleEvent())
      }
    }
  })

  it('[EN28] whatever number of events, homes and listings, nothing is made twice', () => {
    const world = twoHomes()
    for (let n = 0; n < 5; n++) world.create('one', sampleEvent(`${n}@example.com`, { title: `One ${n}` }))
    for (let n = 0; n < 5; n++) world.create('sum', sampleEvent(`sum-${n}@example.com`, { title: `Sum ${n}` }))
    world.settle()
    const titles = () => ['one', 'two', 'sum'].map((name) => world.titles(name).sort())
    const before = titles()
    for (const order of [
      ['one', 'two', 'sum'],
      ['sum', 'two', 'one'],
      ['two', 'sum', 'one'],
    ]) {
      const written = world.sent.length
      world.loseHub()
      for (const name of order) world.list(name)
      world.settle()
      expect(world.sent.slice(written)).toEqual([])
      for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
      expect(titles()).toEqual(before)
      expect(world.events).toHaveLength(11)
    }
  })

  it('[EN28] a hub that has lost its database believes a mirror that does not count nothing beyond the home', () => {
    const world = new World()
    for (const name of ['home', 'all']) world.add(name)
    world.route('home', 'all', { direction: 'forward', label: 'keyword' })
    world.create('home')
    world.settle()
    const home = world.calendar('home')
    home.seen = { ...home.seen, metadata: { ...home.seen.metadata, name: 'Renamed' } }
    world.loseHub()
    for (const name of ['all', 'home']) world.list(name)
    world.settle()
    expect(world.events.map(({ event }) => event.keywords)).toEqual([undefined])
    expect(world.shown('all')).toMatchObject([{ keywords: { Renamed: true } }])
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN89] an original that an earlier hub had put back is at home again', () => {
    const { world, work } = inStep({ direction: 'forward', label: 'keyword' })
    world.decide({ kind: 'event-delete', eventId: world.event.id })
    world.settle()
    world.decide({ kind: 'undo', changeId: [...world.state.changes.all()].at(-1)!.id })
    world.settle()
    expect(world.item('work')).not.toBe(work)
    world.loseHub()
    world.listAll()
    world.settle()
    expect([world.copy('work').role, world.copy('all').role]).toEqual(['original', 'mirror'])
    world.edit('work', world.item('work'), { title: 'New' })
    world.settle()
    expect(world.shown('all')).toMatchObject([{ title: 'New', keywords: { work: true } }])
    expect(world.shown('work')).toMatchObject([{ title: 'New' }])
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN29] at a first meeting what a person made is believed, and what only the other has is kept', () => {
    for (const order of [
      ['all', 'work'],
      ['work', 'all'],
    ]) {
      const { world, work, all } = inStep()
      for (const name of order) world.calendar(name).tellsTime = true
      world.touch('work', work, { title: 'In work' })
      world.touch('all', all, { title: 'In all, later', description: 'Only here' })
      world.loseHub()
      for (const name of order) world.list(name)
      world.settle()
      for (const name of order) {
        expect(world.shown(name)).toMatchObject([{ title: 'In work', description: 'Only here' }])
      }
      const sides = { current: { value: 'In work' }, other: { value: 'In all, later' } }
      expect(conflicts(world)).toMatchObject([{ path: 'title', state: 'decided', decidedBy: 'rule', ...sides }])
    }
  })

  it('[EN29] of two that people made the later is believed, whichever is seen first', () => {
    for (const order of [
      ['work', 'all'],
      ['all', 'work'],
    ]) {
      const world = strangers('work', 'all')
      world.route('work', 'all')
      for (const name of ['work', 'all']) world.calendar(name).tellsTime = true
      world.make('work', sampleEvent(UID, { title: 'Earlier' }))
      world.make('all', sampleEvent(UID, { title: 'Later' }))
      for (const name of order) world.show(name, world.item(name))
      world.settle()
      expect([...world.titles('work'), ...world.titles('all')]).toEqual(['Later', 'Later'])
      expect(conflicts(world)).toMatchObject([{ current: { value: 'Later' }, other: { value: 'Earlier' } }])
    }
  })

  it('[EN30] a second item with the same UID waits, and takes the place of the first', () => {
    const { world, work } = inStep()
    const second = world.create('work', sampleEvent(UID, { title: 'Second' }))
    expect(world.waiting()).toEqual([])
    expect(world.state.problems.all()).toMatchObject([{ itemId: second, code: 'item-duplicate-uid' }])
    expect(world.event.event.title).toBe('Meeting')
    world.remove('work', work)
    world.settle()
    expect(world.state.problems.all()).toEqual([])
    expect(world.copy('work').itemId).toBe(second)
    expect(world.titles('all')).toEqual(['Second'])
  })

  it('[EN81] of two items of one event the hub takes back the one it made', () => {
    const world = strangers('work', 'all')
    world.route('work', 'all')
    world.create('work')
    const [creation] = creations(world)
    const own = world.create('all')
    expect(world.copy('all').itemId).toBe(own)
    // The agent had made an item before it heard that there is one.
    world.perform(creation!)
    expect(world.titles('all')).toHaveLength(2)
    world.settle()
    expect(world.item('all')).toBe(own)
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN81] a person’s own item takes the place of the one that the hub has put back', () => {
    const { world, work } = inStep()
    change(world, { deletionGuard: { windowMinutes: 10, count: 0, share: 0 } })
    const held = world.held('work', work)
    world.remove('work', work)
    world.decide({ kind: 'hold-discard', holdId: world.state.holds.all()[0]!.id })
    world.settle()
    const made = world.item('work')
    world.edit('all', world.item('all'), { description: 'Later' })
    world.settle()
    // Out of the bin, while the hub had put it back already.
    world.calendar('work').items.set(work, held)
    world.touch('work', made, { title: 'Edited' })
    world.show('work', work)
    const [deletion] = world.waiting('event-delete')
    expect(deletion).toMatchObject({ calendarId: 'work', itemId: made })
    world.settle()
    expect(world.state.problems.all()).toEqual([])
    expect(world.item('work')).toBe(work)
    for (const name of ['work', 'all']) {
      expect(world.shown(name)).toMatchObject([{ title: 'Edited', description: 'Later' }])
    }
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
    world.remove('work', work)
    world.decide({ kind: 'hold-release', holdId: world.state.holds.all()[0]!.id })
    world.settle()
    expect(world.titles('all')).toEqual([])
  })

  it('[EN30] a second item that the hub made for another event is left alone when it is edited', () => {
    const world = new World()
    for (const name of ['home', 'all']) world.add(name)
    world.route('home', 'all')
    world.create('home')
    const own = world.make('all', sampleEvent(undefined, { title: 'My own' }))
    world.settle()
    const mirror = [...world.calendar('all').items.keys()].find((itemId) => itemId !== own)!
    const { agentId } = world.calendar('all')
    world.decide({ kind: 'agent-remove', agentId })
    world.decide({ kind: 'agent-add', agentId, name: agentId })
    world.list('all')
    world.edit('all', mirror, { title: 'Edited' })
    world.settle()
    expect(world.titles('all').toSorted()).toEqual(['Edited', 'My own'])
    expect(world.events.map(({ event }) => event.title)).not.toContain('Edited')
  })

  it('[EN81] a second item that cannot be deleted is a problem', () => {
    const world = strangers('work', 'all')
    world.route('work', 'all')
    world.create('work')
    world.settle()
    world.create('all')
    const [deletion] = world.waiting('event-delete')
    world.refuse(deletion!, 'calendar-read-only')
    expect(world.state.problems.all()).toMatchObject([{ calendarId: 'all', code: 'item-duplicate-uid' }])
  })

  it('[EN81] a second item that a person made is left alone when events are joined', () => {
    const world = new World()
    for (const name of ['one', 'two', 'sum']) world.add(name)
    world.route('one', 'sum')
    world.create('sum')
    world.create('one')
    world.create('two')
    world.create('two', sampleEvent(UID, { title: 'Second' }))
    world.route('two', 'sum')
    world.settle()
    expect(world.titles('two').sort()).toEqual(['Meeting', 'Second'])
    expect(world.events).toHaveLength(1)
    expect(world.sent.filter((command) => command.kind === 'event-delete')).toEqual([])
  })

  it('[EN31] the same UID in two calendars that flow into a third is one event with one mirror', () => {
    const world = twoHomes()
    expect(world.titles('sum')).toEqual(['Meeting'])
    const roles = ['one', 'two', 'sum'].map((name) => world.copy(name).role)
    expect(roles).toEqual(['original', 'original', 'mirror'])
    expect(creations(world)).toHaveLength(1)
  })

  for (const order of ['first there, then gone', 'first gone, then there'] as const) {
    it(`[EN31] an event that moves from one calendar to another stays one event (${order})`, () => {
      const world = strangers('one', 'two', 'sum')
      for (const name of ['one', 'two']) world.route(name, 'sum', { label: 'keyword' })
      world.create('one')
      world.settle()
      if (order === 'first there, then gone') {
        world.create('two')
        world.remove('one', world.item('one'))
      } else {
        world.remove('one', world.item('one'))
        world.create('two')
      }
      world.settle()
      expect(['one', 'two', 'sum'].map((name) => world.titles(name))).toEqual([[], ['Meeting'], ['Meeting']])
      expect(world.shown('sum')[0]?.keywords).toEqual({ two: true })
      expect(world.event.event).toEqual(sampleEvent())
      for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
    })
  }

  it('[EN32] a route that joins two events of the same UID makes them the older one', () => {
    const world = strangers('work', 'all')
    world.create('work')
    const older = world.event.id
    world.create('all')
    expect(world.events).toHaveLength(2)
    world.route('work', 'all')
    expect(world.event.id).toBe(older)
    expect(world.waiting()).toEqual([])
    expect(['work', 'all'].map((name) => world.copy(name).role)).toEqual(['original', 'mirror'])
  })

  it('[EN33] what people made at both ends of a route is at home where the route comes from', () => {
    for (const order of [
      ['work', 'all'],
      ['all', 'work'],
    ]) {
      const world = strangers('work', 'all')
      world.route('work', 'all')
      for (const name of order) world.make(name)
      for (const name of order) world.show(name, world.item(name))
      expect(world.copy('work')).toMatchObject({ role: 'original', marked: false })
      expect(world.copy('all')).toMatchObject({ role: 'mirror', marked: false })
    }
  })
})
