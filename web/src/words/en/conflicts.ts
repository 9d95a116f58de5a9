import { plural } from '../plural.ts'

const count = plural('en')

export const conflicts = {
  hint: 'Two sides changed the same thing before they knew of each other. Nothing is lost: both values are kept here.',
  open: 'Waiting',
  decided: 'Decided',
  noneOpen: 'No conflict waits',
  noneOpenHint: 'When two calendars change the same thing in different ways, you choose here which one stands.',
  noneDecided: 'No conflict has been decided yet',
  noneDecidedHint: 'Conflicts that a rule or a person decided are listed here with the value that lost.',
  base: 'Before both',
  current: 'Stands now',
  other: 'Against it',
  keep: 'Keep this',
  take: 'Take this',
  own: 'Write another value',
  ownTitle: (field: string) => `Another value for “${field}”`,
  ownValue: 'Value',
  ownTime: 'Start (wall time of the event)',
  ownJson: 'Value as JSON',
  notJson: 'This is no JSON: check quotes, commas and brackets.',
  write: 'Write it',
  all: (name: string, fields: number) => count(fields, { one: name, other: `All # fields: ${name}` }),
  chooseFor: 'For the whole event',
  similar: (name: string, similar: number) =>
    count(similar, {
      one: `Take “${name}” here and in # similar conflict`,
      other: `Take “${name}” here and in # similar conflicts`,
    }),
  similarTitle: 'Similar conflicts',
  similarHint: 'The same field, between the same two calendars.',
  deletedSide: 'The event was deleted here.',
  keptSide: 'The event was edited and stays.',
  by: (who: string) => `Decided by ${who}`,
  byRule: 'a rule',
  strategies: {
    latest_wins: 'the later edit wins',
    source_wins: 'the source wins',
    destination_wins: 'the destination wins',
    manual: 'a person decides',
    edit_wins: 'an edit wins against a deletion',
    delete_wins: 'a deletion wins against an edit',
  } as Record<string, string>,
  progress: (done: number, all: number) => `${done} of ${all}`,
}
