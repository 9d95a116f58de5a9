import type { Words } from '../en.ts'
import { plural } from '../plural.ts'

const count = plural('de')

export const conflicts: Words['conflicts'] = {
  hint: 'Zwei Seiten haben dasselbe geändert, bevor sie voneinander wussten. Nichts geht verloren: beide Werte stehen hier.',
  open: 'Offen',
  decided: 'Entschieden',
  noneOpen: 'Kein Konflikt wartet',
  noneOpenHint: 'Wenn zwei Kalender dasselbe verschieden ändern, entscheiden Sie hier, was gilt.',
  noneDecided: 'Noch wurde kein Konflikt entschieden',
  noneDecidedHint: 'Hier stehen Konflikte, die eine Regel oder ein Mensch entschieden hat, mit dem unterlegenen Wert.',
  base: 'Vor beiden',
  current: 'Gilt jetzt',
  other: 'Dagegen',
  keep: 'Dies behalten',
  take: 'Dies nehmen',
  own: 'Anderen Wert schreiben',
  ownTitle: (field) => `Anderer Wert für „${field}“`,
  ownValue: 'Wert',
  ownTime: 'Beginn (Ortszeit des Termins)',
  ownJson: 'Wert als JSON',
  notJson: 'Das ist kein JSON: Anführungszeichen, Kommas und Klammern prüfen.',
  write: 'Schreiben',
  all: (name, fields) => count(fields, { one: name, other: `Alle # Felder: ${name}` }),
  chooseFor: 'Für den ganzen Termin',
  similar: (name, similar) =>
    count(similar, {
      one: `„${name}“ hier und in # ähnlichen Konflikt nehmen`,
      other: `„${name}“ hier und in # ähnlichen Konflikten nehmen`,
    }),
  similarTitle: 'Ähnliche Konflikte',
  similarHint: 'Dasselbe Feld, zwischen denselben zwei Kalendern.',
  deletedSide: 'Hier wurde der Termin gelöscht.',
  keptSide: 'Der Termin wurde geändert und bleibt.',
  by: (who) => `Entschieden: ${who}`,
  byRule: 'eine Regel',
  strategies: {
    latest_wins: 'die spätere Änderung gilt',
    source_wins: 'die Quelle gilt',
    destination_wins: 'das Ziel gilt',
    manual: 'ein Mensch entscheidet',
    edit_wins: 'Ändern gilt vor Löschen',
    delete_wins: 'Löschen gilt vor Ändern',
  },
  progress: (done, all) => `${done} von ${all}`,
}
