import type { Words } from '../en.ts'
import { plural } from '../plural.ts'

const count = plural('de')

export const safety: Words['safety'] = {
  hint: 'Löschungen, die nach einem Versehen aussehen, warten hier; und was ein Bericht getan hat, lässt sich als Ganzes zurücknehmen.',
  held: 'Angehaltene Löschungen',
  none: 'Nichts ist angehalten',
  noneHint:
    'Wenn viele Termine auf einmal aus einem Kalender verschwinden, wartet ihre Löschung hier, bis Sie sagen, dass sie gewollt war.',
  vanished: (value, calendar) =>
    count(value, { one: `# Termin verschwand aus ${calendar}`, other: `# Termine verschwanden aus ${calendar}` }),
  release: 'Überall löschen',
  releaseQuestion: 'Diese Termine überall löschen?',
  releaseHint: (value) =>
    count(value, {
      one: '# Termin wird in jedem Kalender gelöscht, in den er kopiert wurde. Der Verlauf bewahrt ihn; dort lässt es sich rückgängig machen.',
      other:
        '# Termine werden in jedem Kalender gelöscht, in den sie kopiert wurden. Der Verlauf bewahrt sie; dort lässt es sich rückgängig machen.',
    }),
  discard: 'Zurückholen',
  discardQuestion: 'Diese Termine zurückholen?',
  discardHint: (calendar) => `Sie werden wieder in ${calendar} geschrieben, wie sie waren.`,
  showAll: (value) => count(value, { one: '# Termin zeigen', other: 'Alle # Termine zeigen' }),
  reports: 'Was einzelne Berichte taten',
  reportsHint: 'Jede Zeile ist ein Bericht eines Agenten oder eine Entscheidung eines Menschen.',
  reportsNone: 'Noch hat sich nichts geändert',
  undoAll: 'Alles zurücknehmen',
  undoQuestion: (value) =>
    count(value, { one: 'Diese Änderung zurücknehmen?', other: 'Alle # Änderungen zurücknehmen?' }),
  undoHint: 'Was seither wieder geändert wurde, bleibt; welche Teile das sind, wird Ihnen gesagt.',
  undone: 'Zurückgenommen',
}
