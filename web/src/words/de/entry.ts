import type { Words } from '../en.ts'

export const entry: Words['entry'] = {
  signIn: 'Anmelden',
  name: 'Name',
  password: 'Passwort',
  passwordHint: 'Mindestens 12 Zeichen. Ein Satz ist leicht zu merken und schwer zu erraten.',
  passwordTooShort: 'Ein Passwort hat mindestens 12 Zeichen.',
  wrong: 'Name und Passwort passen nicht zusammen.',
  or: 'oder',
  signInWith: (provider) => `Anmelden mit ${provider}`,
  withKey: 'Mit dem Admin-Schlüssel öffnen',
  keyIntro:
    'Öffnen Sie den Admin-Link, den der Hub beim Start ausgegeben hat, oder fügen Sie seinen Schlüssel hier ein. „chroniton link“ gibt ihn dort, wo der Hub läuft, noch einmal aus.',
  key: 'Admin-Schlüssel',
  open: 'Öffnen',
  keyRefused: 'Der Hub kennt diesen Schlüssel nicht.',
  choosePassword: 'Wählen Sie Ihr Passwort',
  choose: 'Wählen',
  linkInvalid: 'Dieser Link wurde schon benutzt oder ist zu alt. Bitten Sie einen Inhaber um einen neuen.',
  unreachable: 'Der Hub antwortet nicht. Die Seite versucht es von selbst weiter.',
  welcome: 'Willkommen bei Chroniton',
  welcomeHint: 'Ein paar Schritte führen von hier zum ersten abgeglichenen Kalender.',
}
