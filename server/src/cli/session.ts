import { connectHub } from '@chroniton/shared/client/connect'
import { codedErrorOf } from '@chroniton/shared/client/failure'
import type { HubCalls } from '@chroniton/shared/client/link'
import type { Decision } from '@chroniton/shared/contract/decision'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { DecisionResult, Page } from '@chroniton/shared/contract/views'
import type { Command } from 'commander'
import { adminKeyPath, readAdminKey } from '../auth/admin-key.ts'
import { yesOrNo } from '../config/variables/variable.ts'
import { errorJson, errorText, processOutput, type Output } from './output.ts'

export interface GlobalOptions {
  hub?: string
  key?: string
  json?: boolean
}

/** Which hub, and with which key; both may stand in one admin link. */
export interface Address {
  hubUrl: string
  key: string
}

/** Errors: `unauthenticated` when there is no key to be found. */
export function addressOf(options: GlobalOptions, environment: Record<string, string | undefined>): Address {
  const port = environment['API_PORT']?.trim() || '8008'
  const here = isOn(environment['ENABLE_TLS']) ? `https://localhost:${port}` : `http://127.0.0.1:${port}`
  const hubUrl = options.hub ?? environment['CHRONITON_HUB'] ?? here
  const inLink = /#key=([^&]+)/.exec(hubUrl)?.[1]
  const storagePath = environment['STORAGE_PATH']?.trim() || './storage'
  const key = options.key ?? environment['CHRONITON_KEY'] ?? inLink ?? readAdminKey(storagePath)
  if (key !== null) return { hubUrl: hubUrl.replace(/#.*$/s, ''), key }
  throw new CodedError(
    'unauthenticated',
    `no key: give --key, set CHRONITON_KEY, or run this where ${adminKeyPath(storagePath)} can be read`,
  )
}

function isOn(text: string | undefined): boolean {
  return yesOrNo.safeParse(text?.trim() ?? '').data === true
}

/** What a command works with while it runs. */
export interface CommandSession {
  calls: HubCalls
  hubUrl: string
  out: Output
  /** Prints data: as JSON when that was asked for, else as `text` makes it readable. */
  print: <Data>(data: Data, text: (data: Data) => string) => void
  /** The same for one of many that come as they happen: JSON in a single line. */
  printLine: <Data>(data: Data, text: (data: Data) => string) => void
  /** Decides and says what could not be done as asked. */
  decide: (decision: Decision, done: string) => Promise<DecisionResult>
}

/**
 * Runs a command against the hub that the options name, and ends the process with 1 when it fails: the error with its
 * code and remedy on standard error.
 */
export function withHub<Arguments extends unknown[]>(
  work: (session: CommandSession, ...given: Arguments) => Promise<void>,
): (...given: [...Arguments, Command]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command
    const options = command.optsWithGlobals<GlobalOptions>()
    const json = options.json === true
    await reporting(json, async () => {
      const { hubUrl, key } = addressOf(options, process.env)
      const link = await connectHub(hubUrl, { key })
      try {
        await work(sessionOver(link.calls, hubUrl, json), ...(given.slice(0, -1) as unknown as Arguments))
      } finally {
        await link.close()
      }
    })
  }
}

/** Runs it; an error is printed and becomes the exit code. */
export async function reporting(json: boolean, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const coded = codedErrorOf(error)
    processOutput.message(json ? errorJson(coded) : errorText(coded))
    process.exitCode = 1
  }
}

function sessionOver(calls: HubCalls, hubUrl: string, json: boolean): CommandSession {
  const out = processOutput
  return {
    calls,
    hubUrl,
    out,
    print(data, text) {
      out.data(json ? JSON.stringify(data, null, 2) : text(data))
    },
    printLine(data, text) {
      out.data(json ? JSON.stringify(data) : text(data))
    },
    async decide(decision, done) {
      const result = await calls.admin.decide.mutate(decision)
      for (const note of result.notes) out.message(`note: ${note}`)
      if (json) out.data(JSON.stringify(result, null, 2))
      else out.message(`${done} (entry ${result.position})`)
      return result
    },
  }
}

/** Every item of a list that the hub hands out in pages, up to `most`. */
export async function pages<Item>(
  most: number,
  read: (cursor: string | null, limit: number) => Promise<Page<Item>>,
): Promise<Item[]> {
  const items: Item[] = []
  let cursor: string | null = null
  do {
    const page: Page<Item> = await read(cursor, Math.min(1000, most - items.length))
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null && items.length < most)
  return items
}
