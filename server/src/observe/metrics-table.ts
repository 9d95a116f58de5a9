/** One metric: `name` ends in its unit, as Prometheus wants it. */
export interface MetricKind {
  type: 'gauge' | 'counter' | 'histogram'
  help: string
  unit: 'agents' | 'bytes' | 'calls' | 'commands' | 'entries' | 'events' | 'seconds' | 'things' | 'yes or no'
  labels: readonly string[]
  /** Of a histogram. */
  buckets?: readonly number[]
}

/** Every metric of the hub's own. The dashboards and rules in `deploy/` use no other. */
export const METRICS = {
  chroniton_agents: {
    type: 'gauge',
    help: 'Agents by whether they are there now.',
    unit: 'agents',
    labels: ['state'],
  },
  chroniton_sockets: { type: 'gauge', help: 'Sockets that are open.', unit: 'things', labels: [] },
  chroniton_viewers: { type: 'gauge', help: 'Viewers of the live feed.', unit: 'things', labels: [] },
  chroniton_calendars: { type: 'gauge', help: 'Calendars that agents have shown.', unit: 'things', labels: [] },
  chroniton_events: { type: 'gauge', help: 'Events that are not deleted.', unit: 'events', labels: [] },
  chroniton_outbox_commands: {
    type: 'gauge',
    help: 'Commands that wait for an agent, or are parked until a person decides.',
    unit: 'commands',
    labels: ['agent', 'state'],
  },
  chroniton_outbox_oldest_seconds: {
    type: 'gauge',
    help: 'How long the oldest waiting command of an agent has waited.',
    unit: 'seconds',
    labels: ['agent'],
  },
  chroniton_conflicts_open: { type: 'gauge', help: 'Conflicts that wait for a person.', unit: 'things', labels: [] },
  chroniton_deletions_held: {
    type: 'gauge',
    help: 'Times that deletions were held and wait for a person.',
    unit: 'things',
    labels: [],
  },
  chroniton_problems: {
    type: 'gauge',
    help: 'What agents cannot read or write, by error code.',
    unit: 'things',
    labels: ['code'],
  },
  chroniton_alerts: {
    type: 'gauge',
    help: 'What people are told of, by kind. Absent kinds have none.',
    unit: 'things',
    labels: ['kind', 'severity'],
  },
  chroniton_log_position: { type: 'gauge', help: 'The newest entry of the log.', unit: 'entries', labels: [] },
  chroniton_log_unfolded_entries: {
    type: 'gauge',
    help: 'Entries that are in the log and not folded yet.',
    unit: 'entries',
    labels: [],
  },
  chroniton_entries_total: {
    type: 'counter',
    help: 'Entries folded since the start, by kind.',
    unit: 'entries',
    labels: ['kind'],
  },
  chroniton_commands_total: {
    type: 'counter',
    help: 'Commands that the engine has asked of agents since the start.',
    unit: 'commands',
    labels: [],
  },
  chroniton_storage_failing: {
    type: 'gauge',
    help: '1 while the storage refuses what is written to it.',
    unit: 'yes or no',
    labels: [],
  },
  chroniton_database_bytes: { type: 'gauge', help: 'The size of the database.', unit: 'bytes', labels: [] },
  chroniton_storage_free_bytes: {
    type: 'gauge',
    help: 'Bytes that are free where the storage lies.',
    unit: 'bytes',
    labels: [],
  },
  chroniton_http_request_seconds: {
    type: 'histogram',
    help: 'How long requests over HTTP took, by method and class of status.',
    unit: 'seconds',
    labels: ['method', 'status'],
    buckets: [0.005, 0.025, 0.1, 0.5, 2.5, 10],
  },
} as const satisfies Record<string, MetricKind>

export type MetricName = keyof typeof METRICS
