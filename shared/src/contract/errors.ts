/**
 * Every way in which something can fail for a user, once. `title` and `remedy` are the user's documentation: the
 * error page of the docs, the CLI and the admin all print them from here.
 */
export interface ErrorKind {
  /** HTTP status on the REST interface; tRPC's code follows from it. */
  status: number
  /**
   * What becomes of the work that failed.
   *
   * - `later`: passes by itself; the one who failed tries again with growing pauses.
   * - `after-sign-in`: waits until the account works again.
   * - `after-change`: waits until a person or the other side changes something.
   * - `never`: will not be tried again as it is.
   */
  retry: 'later' | 'after-sign-in' | 'after-change' | 'never'
  title: string
  remedy: string
}

export const ERRORS = {
  // One item
  'item-malformed': {
    status: 422,
    retry: 'after-change',
    title: 'The item is not valid iCalendar',
    remedy: 'Open the item in its own calendar program and save it again, or correct the file at the place named.',
  },
  'item-without-uid': {
    status: 422,
    retry: 'after-change',
    title: 'The event has no UID',
    remedy:
      'Save the event again in its own calendar program, which gives it a UID; without one it cannot be told from its copies.',
  },
  'item-duplicate-uid': {
    status: 422,
    retry: 'after-change',
    title: 'Two items of the calendar have the same UID',
    remedy: 'Delete one of the two items, or give it a new UID. The first one is kept in step meanwhile.',
  },
  'item-too-large': {
    status: 413,
    retry: 'after-change',
    title: 'The event is too large',
    remedy: 'Shorten its description or remove embedded attachments; an event may take up to 512 KiB.',
  },
  'item-unknown-zone': {
    status: 422,
    retry: 'after-change',
    title: 'The event names a time zone that nobody knows',
    remedy: 'Choose a time zone for the event in its own calendar program and save it.',
  },
  'item-bad-time': {
    status: 422,
    retry: 'after-change',
    title: 'The times of the event make no sense',
    remedy: 'Correct the start and the end of the event: it must not end before it starts.',
  },
  'item-bad-rule': {
    status: 422,
    retry: 'after-change',
    title: 'The recurrence rule can never be met, or is met too often',
    remedy: 'Correct how the event repeats. Rules that never fire, or fire more than once a minute, are left out.',
  },
  'item-refused': {
    status: 422,
    retry: 'after-change',
    title: 'The calendar refused the event',
    remedy: 'Read what the calendar server answered, change the event accordingly, or discard the command.',
  },
  'item-not-found': {
    status: 404,
    retry: 'never',
    title: 'The item is not in its calendar any more',
    remedy: 'Nothing to do: its deletion is taken over like any other.',
  },
  'version-mismatch': {
    status: 409,
    retry: 'never',
    title: 'The item was changed in its calendar meanwhile',
    remedy: 'Nothing to do: both changes are merged and written again.',
  },
  'command-discarded': {
    status: 409,
    retry: 'after-change',
    title: 'The command was discarded by a person',
    remedy:
      'Nothing to do: the item stays as it is until the event changes again. To have it written all the same, retry it.',
  },
  'would-mail-people': {
    status: 409,
    retry: 'after-change',
    title: 'Writing this would make the calendar server mail the people invited',
    remedy: 'Make the change in the calendar the meeting was organised in; it then arrives everywhere else.',
  },

  // One calendar
  'calendar-not-found': {
    status: 404,
    retry: 'after-change',
    title: 'The calendar does not exist or is not shared any more',
    remedy:
      'Check the address or the sharing of the calendar, or remove it from the agent. Its events are kept elsewhere.',
  },
  'calendar-read-only': {
    status: 403,
    retry: 'after-change',
    title: 'The calendar cannot be written',
    remedy: 'Give the account the right to write the calendar, or make the route one-way.',
  },
  'calendar-refused-change': {
    status: 422,
    retry: 'never',
    title: 'The calendar refused its new name, colour or description',
    remedy: 'Choose another value; what the calendar shows now stands.',
  },
  'not-supported': {
    status: 501,
    retry: 'never',
    title: 'The calendar cannot do this',
    remedy: 'Do it in the calendar program itself, or choose another calendar.',
  },

  // One source
  'source-needs-sign-in': {
    status: 401,
    retry: 'after-sign-in',
    title: 'The account refused the sign-in',
    remedy:
      'Check user name and password (an app password where two-factor sign-in is on) and run "chroniton-agent doctor".',
  },
  'source-forbidden': {
    status: 403,
    retry: 'after-change',
    title: 'The account may not read this',
    remedy: 'Ask for access to the calendar, or remove it from the agent.',
  },
  'source-unreachable': {
    status: 503,
    retry: 'later',
    title: 'The calendar server cannot be reached',
    remedy: 'Check the address, the network or VPN, and the proxy. The agent tries again by itself.',
  },
  'source-certificate': {
    status: 502,
    retry: 'later',
    title: 'The certificate of the calendar server is not trusted',
    remedy: 'Give the agent the company’s own certificate authority ("ca_path"), or have the certificate renewed.',
  },
  'source-address-refused': {
    status: 403,
    retry: 'after-change',
    title: 'The hub may not connect to this address',
    remedy:
      'Read the calendar through an agent inside that network, or allow the address with SOURCE_ADDRESSES where the hub runs.',
  },
  'source-rate-limited': {
    status: 429,
    retry: 'later',
    title: 'The calendar server asks to slow down',
    remedy: 'Nothing to do: the agent waits as long as the server asks.',
  },
  'source-fault': {
    status: 502,
    retry: 'later',
    title: 'The calendar server failed',
    remedy: 'Nothing to do at first: the agent tries again. If it lasts, ask whoever runs the server.',
  },
  'source-not-a-calendar': {
    status: 502,
    retry: 'later',
    title: 'The address answered something that is no calendar',
    remedy: 'Check the address: a sign-in page or a proxy may have answered in place of the calendar server.',
  },
  'source-cut-short': {
    status: 502,
    retry: 'later',
    title: 'The answer of the calendar server was cut short',
    remedy: 'Nothing to do: nothing was taken from it, and the agent tries again.',
  },
  'source-file': {
    status: 500,
    retry: 'later',
    title: 'The file or folder cannot be read or written',
    remedy: 'Check that the path exists, that the agent may read and write it, and that the disk is not full.',
  },

  // Agent, hub and their users
  unauthenticated: {
    status: 401,
    retry: 'after-sign-in',
    title: 'The hub does not know you',
    remedy:
      'Sign in, or show a key: "chroniton link" prints the admin link on the hub’s own machine. An agent enrols with a join token.',
  },
  forbidden: {
    status: 403,
    retry: 'never',
    title: 'This is not yours to see or change',
    remedy: 'Use an account that has the right; an agent reaches only its own calendars and commands.',
  },
  'not-found': {
    status: 404,
    retry: 'never',
    title: 'There is no such thing',
    remedy: 'Check the id; list what there is with the "list" command.',
  },
  'invalid-input': {
    status: 400,
    retry: 'never',
    title: 'The request is not understood',
    remedy: 'Correct the field named in the detail.',
  },
  'body-too-large': {
    status: 413,
    retry: 'never',
    title: 'The request is too large',
    remedy: 'Send it in smaller parts.',
  },
  'nested-too-deep': {
    status: 400,
    retry: 'never',
    title: 'The JSON is nested too deeply',
    remedy: 'Send it with fewer lists and objects inside one another.',
  },
  'rate-limited': {
    status: 429,
    retry: 'later',
    title: 'Too many requests',
    remedy: 'Wait as long as "Retry-After" says. The hub’s operator can raise the limits (RATE_LIMIT_...).',
  },
  'invalid-configuration': {
    status: 400,
    retry: 'after-change',
    title: 'The configuration is not understood',
    remedy: 'Correct the setting named in the detail and start again.',
  },
  'token-invalid': {
    status: 401,
    retry: 'never',
    title: 'The join token is unknown, used or expired',
    remedy: 'Make a new one with "chroniton agents token" or in the admin.',
  },
  'link-invalid': {
    status: 401,
    retry: 'never',
    title: 'The password link is unknown, used or expired',
    remedy: 'Ask an owner for a new one: "chroniton people link", or the people’s page in the admin.',
  },
  'audit-broken': {
    status: 409,
    retry: 'never',
    title: 'The audit log is not as it was written',
    remedy: 'Compare it with an earlier export or backup: everything before the record named still stands.',
  },
  'sign-in-failed': {
    status: 502,
    retry: 'later',
    title: 'The sign-in at the OpenID Connect provider did not succeed',
    remedy:
      'Try again. If it lasts, look into the hub’s log, and check OIDC_ISSUER, the client and its redirect address.',
  },
  'sign-in-refused': {
    status: 403,
    retry: 'after-change',
    title: 'The OpenID Connect provider vouches for you, but the hub does not know you',
    remedy: 'Ask an owner to add you under your e-mail address, or to give you a role at the provider.',
  },
  'hub-unreachable': {
    status: 503,
    retry: 'later',
    title: 'The hub cannot be reached',
    remedy: 'Check that the hub runs, and its address, the network and the proxy. Agents try again by themselves.',
  },
  'credential-in-use': {
    status: 409,
    retry: 'later',
    title: 'Two processes use the same agent’s credential',
    remedy: 'Stop one of the two agents, or enrol it under a name of its own with "chroniton-agent enroll".',
  },
  'protocol-mismatch': {
    status: 426,
    retry: 'after-change',
    title: 'Agent and hub speak different versions',
    remedy: 'Update the older of the two; the detail says which.',
  },
  'report-out-of-order': {
    status: 409,
    retry: 'later',
    title: 'A batch of reports is missing before this one',
    remedy: 'Nothing to do: the agent says hello again and goes on from what the hub holds.',
  },
  'already-running': {
    status: 409,
    retry: 'after-change',
    title: 'Another process uses this storage',
    remedy:
      'Stop the other process, or give this one a place of its own: "journal_path" for an agent, STORAGE_PATH for a hub.',
  },
  conflict: {
    status: 409,
    retry: 'never',
    title: 'The thing has changed meanwhile',
    remedy: 'Look at it again and repeat the request if it still applies.',
  },
  'storage-failed': {
    status: 503,
    retry: 'later',
    title: 'The hub cannot write its storage',
    remedy: 'Free space on the disk or correct the rights of the storage folder; nothing that was confirmed is lost.',
  },
  'secret-unreadable': {
    status: 503,
    retry: 'after-change',
    title: 'A stored secret cannot be opened',
    remedy:
      'Give back the key it was encrypted with (the detail says where it is looked for) and start again, or enter the secret anew.',
  },
  'storage-newer': {
    status: 503,
    retry: 'after-change',
    title: 'The storage was written by a newer version',
    remedy: 'Start the newer version again, or put back the copy of the storage folder made before the update.',
  },
  'storage-damaged': {
    status: 503,
    retry: 'after-change',
    title: 'The storage is damaged',
    remedy:
      'Put back the last copy of the storage folder, or start with an empty one: the agents report everything again and nothing is written twice.',
  },
  internal: {
    status: 500,
    retry: 'later',
    title: 'Something failed that should not have',
    remedy: 'Look for the trace in the log and report it; nothing that was confirmed is lost.',
  },
} as const satisfies Record<string, ErrorKind>

export type ErrorCode = keyof typeof ERRORS

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERRORS, value)
}

/** An error with a code: the only kind that crosses a border between parts. */
export class CodedError extends Error {
  override readonly name = 'CodedError'
  readonly code: ErrorCode
  /** What was wrong and where, in words for the user. Never holds a secret or a masked field. */
  readonly detail: string
  /** Seconds to wait, when the other side named them (`Retry-After`). */
  readonly retryAfterSeconds: number | null

  constructor(code: ErrorCode, detail: string, options: { cause?: unknown; retryAfterSeconds?: number } = {}) {
    super(`${ERRORS[code].title}: ${detail}`, { cause: options.cause })
    this.code = code
    this.detail = detail
    this.retryAfterSeconds = options.retryAfterSeconds ?? null
  }

  get kind(): ErrorKind {
    return ERRORS[this.code]
  }
}
