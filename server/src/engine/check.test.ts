import type { JsonValue } from '@chroniton/shared/calendar/event'
import { expect, it } from 'vitest'
import { check } from './check.ts'
import { joined } from './testing/world.ts'

it('takes a value of one’s own for a conflict only when the event stays one with it', () => {
  const world = joined({ strategy: 'manual' })
  world.create('work')
  world.settle()
  world.edit('all', world.item('all'), { title: 'Here' })
  world.edit('work', world.item('work'), { title: 'There' })
  const [conflict] = world.state.conflicts.all()
  const decide = (value: JsonValue) =>
    check(world.state, {
      kind: 'conflict-resolve',
      conflictId: conflict!.id,
      resolution: { choose: 'value', value },
    })
  expect(() => decide({ a: 1 })).toThrow(expect.objectContaining({ code: 'invalid-input' }))
  expect(() => decide('Elsewhere')).not.toThrow()
})
