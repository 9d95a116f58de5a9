import { chance } from './chance.ts'
import { sampleEvent } from './samples.ts'
import { World } from './world.ts'

/** Three calendars, two of which flow into the third, and people who make, edit and delete in all of them. */
export function busyDay(seed: number, steps: number): World {
  const { below, pick } = chance(seed)
  const world = new World()
  for (const name of ['one', 'two', 'sum']) world.add(name)
  world.route('one', 'sum', { newEvents: 'stay' })
  world.route('two', 'sum', { newEvents: 'all' })
  for (let step = 0; step < steps; step++) {
    const name = pick(['one', 'two', 'sum'])
    const items = [...world.calendar(name).items.keys()]
    const what = below(10)
    if (what < 3 && name !== 'sum') world.create(name, sampleEvent(`${seed}-${step}`, { title: `Event ${step}` }))
    else if (what < 6 && items.length > 0) world.edit(name, pick(items), { title: `Edit ${step}` })
    else if (what < 7 && items.length > 0) world.touch(name, pick(items), { description: `Text ${step}` })
    else if (what < 8 && items.length > 0) world.remove(name, pick(items))
    else if (what < 9) world.list(name)
    else world.settle()
  }
  // What was edited without notice is noticed at last, and deletions of everything there was are let happen.
  for (let round = 0; round < 3; round++) {
    world.listAll()
    for (const { id: holdId } of world.state.holds.all()) world.decide({ kind: 'hold-release', holdId })
    world.settle()
  }
  return world
}
