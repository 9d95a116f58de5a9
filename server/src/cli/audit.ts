import type { AuditRecord } from '@chroniton/shared/contract/access'
import type { HubCalls } from '@chroniton/shared/client/link'
import { CodedError } from '@chroniton/shared/contract/errors'
import { Instant } from '@chroniton/shared/contract/ids'
import { type Command, InvalidArgumentError } from 'commander'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ChainCheck, type Verdict } from '../audit/chain.ts'
import { atMost } from './limits.ts'
import { table } from './output.ts'
import { pages, reporting, withHub, type GlobalOptions } from './session.ts'
import { when } from './times.ts'

interface Filter {
  action: string | null
  who: string | null
  from: Instant | null
  to: Instant | null
}

const FROM = ['--from <instant>', 'from then on, as 2026-03-01 or 2026-03-01T09:00:00Z', instant, null] as const
const TO = ['--to <instant>', 'before then', instant, null] as const
const EVERYTHING: Filter = { action: null, who: null, from: null, to: null }

export function auditCommands(program: Command): void {
  const audit = program.command('audit').description('who did what, to which thing, from where')

  audit
    .command('list', { isDefault: true })
    .description('what was done, newest first')
    .option('--action <action>', 'only this, for example sign-in-failed', String, null)
    .option('--who <name>', 'only by this person, key or agent', String, null)
    .option(...FROM)
    .option(...TO)
    .option('--limit <count>', 'at most so many', atMost, 100)
    .action(
      withHub(async ({ calls, print }, { limit, ...filter }: Filter & { limit: number }) => {
        print(await recordsOf(calls, filter, limit, false), auditTable)
      }),
    )

  audit
    .command('export')
    .description('print every record, oldest first, one JSON object per line; that you did is in the log as well')
    .option(...FROM)
    .option(...TO)
    .action(
      withHub(async ({ calls, out }, range: Pick<Filter, 'from' | 'to'>) => {
        const records = await recordsOf(calls, { ...EVERYTHING, ...range }, Number.MAX_SAFE_INTEGER, true)
        for (const record of records.reverse()) out.data(JSON.stringify(record))
      }),
    )

  audit
    .command('verify')
    .description('check that no record was changed, put in or taken out')
    .option('--expect <last>', 'as an earlier check printed it: fails too where the end was cut off or written anew')
    .option('--file <path>', 'check what "audit export" wrote, without asking the hub')
    .action(async (options: { expect?: string; file?: string }, command: Command) => {
      const { file, expect } = options
      if (file === undefined) return verifyHub(options, command)
      const json = command.optsWithGlobals<GlobalOptions>().json === true
      await reporting(json, async () => {
        const found = judge(recordsIn(file), expect)
        process.stdout.write(`${json ? JSON.stringify(found, null, 2) : verdictText(found)}\n`)
      })
    })
}

const verifyHub = withHub(async ({ calls, print }, { expect }: { expect?: string }) => {
  const records = await recordsOf(calls, EVERYTHING, Number.MAX_SAFE_INTEGER, false)
  print(judge(records.reverse(), expect), verdictText)
})

/** Errors: `audit-broken` naming the first record that is not as it was written. */
function judge(records: AuditRecord[], expected?: string): Verdict {
  const check = new ChainCheck()
  for (const record of records) check.take(record)
  const { verdict } = check
  if (verdict.broken !== null) {
    throw new CodedError('audit-broken', `record ${verdict.broken.number}: ${verdict.broken.why}`)
  }
  if (expected !== undefined) {
    const [number, hash] = expected.split(':')
    const record = records.find((one) => String(one.number) === number)
    if (record === undefined) throw new CodedError('audit-broken', `record ${number}: it is not there any more`)
    if (record.hash !== hash) throw new CodedError('audit-broken', `record ${number}: it was written anew`)
  }
  return verdict
}

function verdictText({ records, last }: Verdict): string {
  if (last === null) return 'there are no records yet'
  return [
    `${records} records, each as it was written`,
    `the last one is ${last.number}:${last.hash}`,
    'keep that line elsewhere: "audit verify --expect" then also tells whether the end was cut off',
  ].join('\n')
}

/** Newest first. */
function recordsOf(calls: HubCalls, filter: Filter, most: number, isExport: boolean): Promise<AuditRecord[]> {
  const reading = { opening: randomUUID(), isExport }
  return pages(most, (cursor, limit) => calls.access.audit.query({ ...filter, cursor, limit, reading }))
}

function recordsIn(path: string): AuditRecord[] {
  try {
    const lines = readFileSync(path, 'utf8').split('\n')
    return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as AuditRecord)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CodedError('invalid-input', `${path}: ${reason}`, { cause: error })
  }
}

function auditTable(records: AuditRecord[]): string {
  return table(records, [
    ['no', ({ number }) => number],
    ['at', ({ at }) => when(at)],
    ['who', ({ who, kind }) => who ?? kind],
    ['from', ({ from }) => from],
    ['did', ({ action, ok }) => (ok ? action : `${action} (refused)`)],
    ['to', ({ object }) => object],
    ['detail', ({ detail }) => detail],
  ])
}

function instant(text: string): Instant {
  const milliseconds = Date.parse(text)
  if (Number.isNaN(milliseconds)) throw new InvalidArgumentError('expected a date, or a date and time')
  return Instant.parse(new Date(milliseconds).toISOString())
}
