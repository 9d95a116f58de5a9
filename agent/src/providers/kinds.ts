import type { SourceField, SourceKind } from '@chroniton/shared/contract/source'

/** The kinds of sources a person can choose from in the hub, and the form that each of them asks to be filled in. */

const field = (
  name: string,
  kind: SourceField['kind'],
  label: string,
  more: Partial<SourceField> = {},
): SourceField => ({
  name,
  kind,
  label,
  secret: kind === 'password',
  required: true,
  placeholder: null,
  help: null,
  choices: [],
  ...more,
})

const userName = field('username', 'username', 'User name')
const password = field('password', 'password', 'Password')
const appPassword = (help: string) => field('password', 'password', 'App password', { help })

export const SOURCE_KINDS: readonly SourceKind[] = [
  {
    id: 'icloud',
    provider: 'caldav',
    label: 'iCloud',
    help: 'Apple asks for an app-specific password: make one at account.apple.com under Sign-In and Security.',
    writable: true,
    fields: [
      field('username', 'username', 'Apple Account', { placeholder: 'me@icloud.com' }),
      appPassword('Sixteen letters in four groups, from account.apple.com; not the password of the account.'),
    ],
  },
  {
    id: 'nextcloud',
    provider: 'caldav',
    label: 'Nextcloud',
    help: 'With two-factor sign-in, make an app password in Nextcloud under Settings, Security.',
    writable: true,
    fields: [
      field('url', 'url', 'Address of Nextcloud', { placeholder: 'https://cloud.example.com' }),
      userName,
      appPassword('An app password, or the password of the account where two-factor sign-in is off.'),
    ],
  },
  {
    id: 'fastmail',
    provider: 'caldav',
    label: 'Fastmail',
    help: 'Make an app password with access to calendars (CalDAV) in Fastmail under Settings, Privacy & Security.',
    writable: true,
    fields: [
      field('username', 'username', 'E-mail address', { placeholder: 'me@fastmail.com' }),
      appPassword('From Settings, Privacy & Security; not the password of the account.'),
    ],
  },
  {
    id: 'sogo',
    provider: 'caldav',
    label: 'SOGo or Mailcow',
    help: null,
    writable: true,
    fields: [
      field('url', 'url', 'Address of the mail server', { placeholder: 'https://mail.example.com' }),
      field('username', 'username', 'E-mail address', { placeholder: 'me@example.com' }),
      password,
    ],
  },
  {
    id: 'caldav',
    provider: 'caldav',
    label: 'CalDAV',
    help: 'Any other server that speaks CalDAV: Radicale, Baïkal, Zimbra, a mail provider.',
    writable: true,
    fields: [
      field('url', 'url', 'Address', {
        placeholder: 'https://dav.example.com',
        help: 'The server, the account or one calendar: what belongs to the account is found from there.',
      }),
      userName,
      password,
    ],
  },
  {
    id: 'ics',
    provider: 'ics',
    label: 'Calendar feed (ICS)',
    help: 'An address that answers with a calendar; it is read, never written.',
    writable: false,
    fields: [
      field('url', 'url', 'Address of the feed', {
        secret: true,
        placeholder: 'https://example.com/holidays.ics',
        help: 'Whoever knows the address can often read the calendar, so it is kept like a password.',
      }),
      field('username', 'username', 'User name', { required: false }),
      field('password', 'password', 'Password', { required: false }),
    ],
  },
  {
    id: 'ics-file',
    provider: 'ics',
    label: 'Calendar file (ICS)',
    help: 'A file that the hub can read; it is never written.',
    writable: false,
    fields: [field('path', 'path', 'File', { placeholder: '/srv/calendars/holidays.ics' })],
  },
  {
    id: 'vdir',
    provider: 'vdir',
    label: 'Folder of calendars (vdir)',
    help: 'A folder with one file for each event, as vdirsyncer and khal keep them.',
    writable: true,
    fields: [field('path', 'path', 'Folder', { placeholder: '/srv/calendars/work' })],
  },
]
