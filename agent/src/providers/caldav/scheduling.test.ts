import type { CalendarEvent, Participant } from '@chroniton/shared/calendar/event'
import { describe, expect, it } from 'vitest'
import { wouldMail } from './scheduling.ts'

const OWN = new Set(['ada@example.org'])
const ada: Participant = {
  email: 'Ada@example.org',
  roles: { owner: true, attendee: true },
  participationStatus: 'accepted',
}
const bob: Participant = { sendTo: { imip: 'mailto:bob@example.org' }, roles: { attendee: true } }
const boss: Participant = { email: 'boss@example.com', roles: { owner: true } }

function meeting(participants: Record<string, Participant>, more: Partial<CalendarEvent> = {}): CalendarEvent {
  return { '@type': 'Event', uid: 'u', start: '2026-01-01T09:00:00', participants, ...more }
}

describe('a server that mails people', () => {
  it.each<[string, CalendarEvent | null, CalendarEvent | null, boolean]>([
    ['stays silent about an event without people', meeting({}), meeting({}, { title: 'x' }), false],
    ['stays silent when we are alone', meeting({ ada }), meeting({ ada }, { title: 'x' }), false],
    ['mails when we change a meeting of ours', meeting({ ada, bob }), meeting({ ada, bob }, { title: 'x' }), true],
    ['mails when we create one', null, meeting({ ada, bob }), true],
    ['mails when we delete one', meeting({ ada, bob }), null, true],
    ['mails those we leave out', meeting({ ada, bob }), meeting({ ada }), true],
    [
      'stays silent when we change what somebody else organises',
      meeting({ boss, ada: { ...ada, roles: {} } }),
      meeting({ boss, ada: { ...ada, roles: {} } }, { title: 'x' }),
      false,
    ],
    [
      'stays silent when we delete that (the request asks for it)',
      meeting({ boss, ada: { ...ada, roles: {} } }),
      null,
      false,
    ],
    [
      'mails our answer when it changes',
      meeting({ boss, ada: { ...ada, roles: {} } }),
      meeting({ boss, ada: { ...ada, roles: {}, participationStatus: 'declined' } }),
      true,
    ],
    ['goes by replyTo', meeting({ bob }, { replyTo: { imip: 'mailto:ADA@example.org' } }), null, true],
    ['is thought to mail when nobody knows who organises', meeting({ bob }), null, true],
    [
      'stays silent for people it is not in charge of',
      meeting({ ada, bob: { ...bob, scheduleAgent: 'client' } }),
      null,
      false,
    ],
    [
      'mails people of one occurrence',
      meeting(
        { ada },
        { recurrenceOverrides: { '2026-01-02T09:00:00': { 'participants/bob': { email: 'bob@example.org' } } } },
      ),
      null,
      true,
    ],
  ])('%s', (_, before, after, mails) => {
    expect(wouldMail(before, after, OWN) !== null).toBe(mails)
  })

  it('is thought to mail when the account’s own address is not known', () => {
    expect(wouldMail(meeting({ boss, ada }), null, new Set())).not.toBeNull()
  })
})
