import type { Database } from 'better-sqlite3'
import { CodedError } from '@chroniton/shared/contract/errors'

/** Each step brings the journal one version forward; steps that were released are never changed. */
const STEPS: string[] = [
  `
  CREATE TABLE hub (
    only_row      INTEGER PRIMARY KEY CHECK (only_row = 1),
    hub_id        TEXT,
    acknowledged  INTEGER NOT NULL,
    position      INTEGER
  ) STRICT;
  INSERT INTO hub VALUES (1, NULL, 0, NULL);

  -- Report items in the order in which they happened, until the hub has them.
  CREATE TABLE spool (
    id    INTEGER PRIMARY KEY AUTOINCREMENT,
    json  TEXT NOT NULL
  ) STRICT;

  -- The batch under way: the items up to last_id. It keeps its id and content until it is acknowledged.
  CREATE TABLE batch (
    only_row  INTEGER PRIMARY KEY CHECK (only_row = 1),
    sequence  INTEGER NOT NULL,
    batch_id  TEXT NOT NULL,
    last_id   INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE calendars (
    number       INTEGER PRIMARY KEY,
    calendar_id  TEXT NOT NULL UNIQUE,
    source_id    TEXT NOT NULL,
    native_id    TEXT NOT NULL,
    seen         TEXT,
    gone         INTEGER NOT NULL DEFAULT 0,
    cursor       TEXT,
    full_due     INTEGER NOT NULL DEFAULT 1,
    listing      INTEGER NOT NULL DEFAULT 0,
    listing_id   TEXT,
    listed_at    INTEGER
  ) STRICT;

  CREATE TABLE items (
    calendar          INTEGER NOT NULL REFERENCES calendars (number) ON DELETE CASCADE,
    item_id           TEXT NOT NULL,
    version           TEXT NOT NULL,
    reported_version  TEXT NOT NULL,
    hash              TEXT NOT NULL,
    mark              TEXT,
    listing           INTEGER NOT NULL,
    PRIMARY KEY (calendar, item_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX items_by_mark ON items (calendar, mark) WHERE mark IS NOT NULL;

  CREATE TABLE commands (
    -- First, so that rows as long as a whole event are only ever added at the end.
    position     INTEGER PRIMARY KEY,
    command_id   TEXT NOT NULL UNIQUE,
    source_id    TEXT,
    calendar_id  TEXT,
    lane         TEXT NOT NULL,
    json         TEXT NOT NULL,
    written      TEXT,
    attempts     INTEGER NOT NULL DEFAULT 0,
    retry_at     INTEGER,
    code         TEXT,
    detail       TEXT
  ) STRICT;
  CREATE INDEX commands_by_lane ON commands (lane);

  -- What became of event writes: a hub that was set back to a backup asks for them again.
  CREATE TABLE applied (
    command_id  TEXT PRIMARY KEY,
    item_id     TEXT NOT NULL,
    hash        TEXT NOT NULL,
    applied_at  INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE failures (
    source_id    TEXT NOT NULL,
    calendar_id  TEXT NOT NULL,
    code         TEXT NOT NULL,
    PRIMARY KEY (source_id, calendar_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE settings (
    name   TEXT PRIMARY KEY,
    value  TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE settled (
    calendar    INTEGER NOT NULL REFERENCES calendars (number) ON DELETE CASCADE,
    item_id     TEXT NOT NULL,
    settled_at  INTEGER NOT NULL,
    PRIMARY KEY (calendar, item_id)
  ) STRICT, WITHOUT ROWID;
  `,
]

export function migrate(database: Database): void {
  const version = database.pragma('user_version', { simple: true }) as number
  if (version > STEPS.length) {
    throw new CodedError(
      'storage-newer',
      `the journal has version ${version}, this agent knows up to ${STEPS.length}: ${database.name}`,
    )
  }
  const forward = database.transaction(() => {
    for (const step of STEPS.slice(version)) database.exec(step)
    database.pragma(`user_version = ${STEPS.length}`)
  })
  if (version < STEPS.length) forward.immediate()
}
