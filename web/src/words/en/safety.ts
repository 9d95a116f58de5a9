import { plural } from '../plural.ts'

const count = plural('en')

export const safety = {
  hint: 'Deletions that look like an accident wait here, and what one report did can be taken back as a whole.',
  held: 'Held deletions',
  none: 'Nothing is held',
  noneHint:
    'When many events vanish from a calendar at once, their deletion waits here until you say that it was meant.',
  vanished: (value: number, calendar: string) =>
    count(value, { one: `# event vanished from ${calendar}`, other: `# events vanished from ${calendar}` }),
  release: 'Delete them everywhere',
  releaseQuestion: 'Delete these events everywhere?',
  releaseHint: (value: number) =>
    count(value, {
      one: '# event is deleted in every calendar it was copied to. The history keeps it, and you can undo it there.',
      other:
        '# events are deleted in every calendar they were copied to. The history keeps them, and you can undo it there.',
    }),
  discard: 'Put them back',
  discardQuestion: 'Put these events back?',
  discardHint: (calendar: string) => `They are written into ${calendar} again, as they were.`,
  showAll: (value: number) => count(value, { one: 'Show # event', other: 'Show all # events' }),
  reports: 'What single reports did',
  reportsHint: 'Each line is one report of an agent or one decision of a person.',
  reportsNone: 'Nothing has changed yet',
  undoAll: 'Undo all of it',
  undoQuestion: (value: number) => count(value, { one: 'Undo this change?', other: 'Undo all # changes?' }),
  undoHint: 'What was changed again since stays as it is; you are told which parts those are.',
  undone: 'Undone',
}
