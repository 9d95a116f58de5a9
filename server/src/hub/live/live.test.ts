import { describe, expect, it } from 'vitest'
import { MessageRing } from './message-ring.ts'

describe('the messages kept', () => {
  const filled = (count: number, most = { messages: 3, characters: 1000 }) => {
    const ring = new MessageRing(most)
    for (let number = 1; number <= count; number++) ring.push(`message ${number}`)
    return ring
  }

  it('are found by number, one after the other', () => {
    const ring = filled(2)
    expect([ring.last, ring.after(0)?.json, ring.after(1)?.json, ring.after(2)]).toEqual([
      2,
      'message 1',
      'message 2',
      undefined,
    ])
  })

  it('are so many at most', () => {
    const ring = filled(5)
    expect([ring.after(1), ring.after(2)?.number, ring.after(4)?.number]).toEqual([undefined, 3, 5])
    expect([ring.reaches(1), ring.reaches(2), ring.reaches(5), ring.reaches(6)]).toEqual([false, true, true, false])
  })

  it('are so large at most', () => {
    const ring = filled(5, { messages: 100, characters: 20 })
    expect([ring.reaches(2), ring.reaches(3)]).toEqual([false, true])
  })

  it('start from nothing', () => {
    const ring = filled(0)
    expect([ring.last, ring.reaches(0), ring.reaches(1), ring.after(0)]).toEqual([0, true, false, undefined])
  })
})
