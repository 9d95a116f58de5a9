/** What this server does differently from the standards; every one was seen on a server in the field. */
export interface Habits {
  /** Value of the `DAV` header. */
  features: string
  /** SOGo: `If-Match` and `If-None-Match` are not looked at. */
  ignoresPreconditions: boolean
  /** SOGo: a counter for each item that begins anew when the item is made again. */
  etagsRepeat: boolean
  /** SOGo: the sync token and ctag are whole seconds of `clock`, and a report repeats the second of its token. */
  tokensAreSeconds: boolean
  /** Cyrus, sabre/dav: no ETag in the answer to a PUT. */
  etagAfterPut: boolean
  /** A proxy that compresses: ETags are weak, and as weak ones never match. */
  weakEtags: boolean
  /** Very old servers: no ETag at all. */
  noEtags: boolean
  /** Cyrus: a report breaks off with 507 after so many items. */
  pageSize: number
  /** `sync-collection` is known. */
  syncs: boolean
  /** `getctag` is known. */
  hasCtag: boolean
  /** What a token that is not known is answered with: RFC 6578, Xandikos, DAViCal. */
  unknownToken: 'valid-sync-token' | '500' | 'everything'
  /** `calendar-multiget` is known. */
  multigets: boolean
  /** A multiget leaves these out, although they are there. */
  forgetsInMultiget: (name: string) => boolean
  /** Where a UID may be only once, and whether the refusal names the item that has it. */
  uidsUniqueIn: 'calendar' | 'account' | 'nowhere'
  namesConflict: boolean
  /** What is kept of a text. */
  rewrites: (text: string) => string
  /** How a path is written in an answer. */
  writesHref: (path: string) => string
  /** Properties that cannot be changed, with the status. */
  refusesProps: Record<string, number>
  /** A status for everything that is asked next; null answers as usual. */
  failsWith: (
    method: string,
    path: string,
  ) => { status: number; headers?: Record<string, string>; body?: string } | null
}

export const STANDARD_HABITS: Habits = {
  features: '1, 3, access-control, calendar-access, extended-mkcol',
  ignoresPreconditions: false,
  etagsRepeat: false,
  tokensAreSeconds: false,
  etagAfterPut: true,
  weakEtags: false,
  noEtags: false,
  pageSize: Number.POSITIVE_INFINITY,
  syncs: true,
  hasCtag: true,
  unknownToken: 'valid-sync-token',
  multigets: true,
  forgetsInMultiget: () => false,
  uidsUniqueIn: 'calendar',
  namesConflict: true,
  rewrites: (text) => text,
  writesHref: (path) => path,
  refusesProps: {},
  failsWith: () => null,
}
