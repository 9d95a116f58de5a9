import type { Words } from '../en.ts'
import { plural } from '../plural.ts'

const count = plural('de')

export const events: Words['events'] = {
  hint: 'Alles in einem Kalender, in welchem Netz es auch liegt.',
  view: 'Ansicht',
  views: { month: 'Monat', week: 'Woche', day: 'Tag', list: 'Liste' },
  today: 'Heute',
  previous: 'Zurück',
  following: 'Weiter',
  calendars: 'Kalender',
  allCalendars: 'Alle Kalender',
  chosen: (value) => count(value, { one: '# Kalender', other: '# Kalender' }),
  searchLabel: 'Termine suchen',
  searchHint: 'Titel, Ort oder Beschreibung',
  none: 'In dieser Zeit findet nichts statt',
  noneYet: 'Es gibt noch keine Termine',
  noneYetHint: 'Sie erscheinen, sobald ein Agent seinen ersten Kalender gelesen hat.',
  tooMany: 'In dieser Zeit liegt mehr, als sich zeigen lässt. Wählen Sie weniger Kalender oder eine kürzere Zeit.',
  allDay: 'ganztägig',
  found: (value) => count(value, { one: '# Termin gefunden', other: '# Termine gefunden' }),
  inConflict: 'im Konflikt',
  recurring: 'wiederholt sich',
  deleted: (moment) => `Gelöscht ${moment}`,
  backToAll: 'Alle Termine',
  details: 'Was darin steht',
  copies: 'Wo er steht',
  copiesHint: 'Jeder Kalender, der diesen Termin zeigt, und ob er auf dem Stand ist.',
  roles: { original: 'hier angelegt', mirror: 'hierher kopiert', busy: 'als beschäftigt gezeigt' },
  states: { 'in-step': 'auf dem Stand', pending: 'unterwegs', parked: 'braucht Sie', held: 'Löschung angehalten' },
  way: 'Sein Weg',
  wayHint: 'Wie er gerade durch das System geht.',
  wayAt: { calendar: 'Kalender', agent: 'Agent', hub: 'Hub' },
  history: 'Verlauf',
  historyNone: 'Über seine Herkunft ist nichts bekannt.',
  openConflicts: (value) =>
    count(value, { one: '# Konflikt wartet auf eine Entscheidung', other: '# Konflikte warten auf eine Entscheidung' }),
  toConflicts: 'Entscheiden',
  revision: (value) => `Fassung ${value}`,
  differs: 'was er anders zeigt',
}
