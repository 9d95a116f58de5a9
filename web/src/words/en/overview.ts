import { plural } from '../plural.ts'

const count = plural('en')

export const overview = {
  inStep: 'Everything is in step.',
  needed: (value: number) => count(value, { one: 'One thing needs you.', other: '# things need you.' }),
  moving: (value: number) => count(value, { one: 'One change is on its way.', other: '# changes are on their way.' }),
  nothingYet: 'Nothing is connected yet.',
  nothingYetHint: 'A few steps lead to the first calendar in step.',
  start: 'Set up',
  summary: (events: string, calendars: string, agents: string) => `${events} in ${calendars} on ${agents}`,
  lastChange: 'last change',
  needsYou: 'What needs you',
  network: 'The network',
  networkText: (agents: string, calendars: string, destinations: string) =>
    `${agents} with ${calendars} flow through the hub to ${destinations}.`,
  hub: 'Hub',
  destination: 'Destination',
  noDestination: 'No destination yet',
  inStepShort: 'in step',
  waiting: (value: number, length: string | null) =>
    length === null
      ? count(value, { one: '# waiting', other: '# waiting' })
      : count(value, { one: `# waiting, ${length}`, other: `# waiting, ${length}` }),
  reporting: (value: number) => count(value, { one: '# to report', other: '# to report' }),
  listing: (share: string) => `reading ${share}`,
  away: 'not connected',
  moreCalendars: (value: number) => count(value, { one: '# more calendar', other: '# more calendars' }),
  moreAgents: (value: number) => count(value, { one: '# more agent', other: '# more agents' }),
  latest: 'Latest changes',
  allChanges: 'All activity',
  nothingHappened: 'Nothing has happened yet. Changes appear here by themselves.',
  changed: { created: 'new', changed: 'changed', deleted: 'deleted', restored: 'put back' },
  by: (name: string) => `by ${name}`,
  parked: (value: number) =>
    count(value, { one: 'One command could not be carried out', other: '# commands could not be carried out' }),
  parkedHint: 'Each waits with its reason. Retry or discard it.',
  alerts: {
    'agent-silent': (name: string) => `${name} has gone silent`,
    'queue-stuck': (name: string) => `Changes for ${name} are not getting through`,
    'sign-in-needed': (name: string) => `${name} needs signing in`,
    'conflicts-waiting': (value: number) =>
      count(value, { one: 'One conflict waits for you', other: '# conflicts wait for you' }),
    'deletions-held': (value: number, name: string) =>
      count(value, { one: `One deletion is held in ${name}`, other: `# deletions are held in ${name}` }),
    'storage-failing': 'The hub cannot write its storage',
  },
  alertHints: {
    'agent-silent': 'Its machine may be off, or without a network.',
    'queue-stuck': 'The oldest command waits for long, or was refused.',
    'sign-in-needed': 'The account refused the sign-in.',
    'conflicts-waiting': 'Two sides changed the same thing. Choose which one stands.',
    'deletions-held': 'Release them if they were meant, or put the events back.',
    'storage-failing': 'Nothing that was confirmed is lost.',
  },
  look: { agent: 'To the agent', agents: 'To the agents', queue: 'To the queue', conflicts: 'Decide', safety: 'Look' },
  trouble: (name: string) => `${name} is not served`,
}
