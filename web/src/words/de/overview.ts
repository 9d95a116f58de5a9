import type { Words } from '../en.ts'
import { plural } from '../plural.ts'

const count = plural('de')

export const overview: Words['overview'] = {
  inStep: 'Alles ist im Gleichstand.',
  needed: (value) => count(value, { one: 'Eine Sache braucht Sie.', other: '# Dinge brauchen Sie.' }),
  moving: (value) => count(value, { one: 'Eine Änderung ist unterwegs.', other: '# Änderungen sind unterwegs.' }),
  nothingYet: 'Noch ist nichts verbunden.',
  nothingYetHint: 'Ein paar Schritte führen zum ersten abgeglichenen Kalender.',
  start: 'Einrichten',
  summary: (events, calendars, agents) => `${events} in ${calendars} auf ${agents}`,
  lastChange: 'letzte Änderung',
  needsYou: 'Was Sie braucht',
  network: 'Das Netz',
  networkText: (agents, calendars, destinations) =>
    `${agents} mit ${calendars} fließen durch den Hub nach ${destinations}.`,
  hub: 'Hub',
  destination: 'Ziel',
  noDestination: 'Noch kein Ziel',
  inStepShort: 'im Gleichstand',
  waiting: (value, length) =>
    length === null
      ? count(value, { one: '# wartet', other: '# warten' })
      : count(value, { one: `# wartet, ${length}`, other: `# warten, ${length}` }),
  reporting: (value) => count(value, { one: '# zu melden', other: '# zu melden' }),
  listing: (share) => `liest ${share}`,
  away: 'nicht verbunden',
  moreCalendars: (value) => count(value, { one: '# weiterer Kalender', other: '# weitere Kalender' }),
  moreAgents: (value) => count(value, { one: '# weiterer Agent', other: '# weitere Agenten' }),
  latest: 'Letzte Änderungen',
  allChanges: 'Ganzer Verlauf',
  nothingHappened: 'Noch ist nichts geschehen. Änderungen erscheinen hier von selbst.',
  changed: { created: 'neu', changed: 'geändert', deleted: 'gelöscht', restored: 'zurückgeholt' },
  by: (name) => `von ${name}`,
  parked: (value) =>
    count(value, {
      one: 'Ein Auftrag ließ sich nicht ausführen',
      other: '# Aufträge ließen sich nicht ausführen',
    }),
  parkedHint: 'Jeder wartet mit seinem Grund. Wiederholen oder verwerfen Sie ihn.',
  alerts: {
    'agent-silent': (name) => `${name} ist verstummt`,
    'queue-stuck': (name) => `Änderungen für ${name} kommen nicht durch`,
    'sign-in-needed': (name) => `${name} braucht eine Anmeldung`,
    'conflicts-waiting': (value) =>
      count(value, { one: 'Ein Konflikt wartet auf Sie', other: '# Konflikte warten auf Sie' }),
    'deletions-held': (value, name) =>
      count(value, {
        one: `Eine Löschung in ${name} ist angehalten`,
        other: `# Löschungen in ${name} sind angehalten`,
      }),
    'storage-failing': 'Der Hub kann seinen Speicher nicht beschreiben',
  },
  alertHints: {
    'agent-silent': 'Sein Rechner ist vielleicht aus oder ohne Netz.',
    'queue-stuck': 'Der älteste Auftrag wartet lange oder wurde abgelehnt.',
    'sign-in-needed': 'Das Konto hat die Anmeldung abgelehnt.',
    'conflicts-waiting': 'Zwei Seiten haben dasselbe geändert. Wählen Sie, was gilt.',
    'deletions-held': 'Geben Sie sie frei, wenn sie gewollt waren, oder holen Sie die Termine zurück.',
    'storage-failing': 'Nichts Bestätigtes ist verloren.',
  },
  look: {
    agent: 'Zum Agenten',
    agents: 'Zu den Agenten',
    queue: 'Zur Warteschlange',
    conflicts: 'Entscheiden',
    safety: 'Ansehen',
  },
  trouble: (name) => `${name} wird nicht bedient`,
}
