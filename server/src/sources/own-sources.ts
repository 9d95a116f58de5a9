import { CodedError } from '@chroniton/shared/contract/errors'
import type { PersonSession, SourcesApi } from '@chroniton/shared/contract/hub'
import type { SourceId } from '@chroniton/shared/contract/ids'
import type { SourceInput, SourceKind, SourceView } from '@chroniton/shared/contract/source'
import { doer, type Audit } from '../audit/audit.ts'
import type { Clock } from '../hub/clock.ts'
import type { Vault } from '../secrets/vault.ts'
import type { Database } from '../store/database.ts'
import type { KeptSource, SourceDoor } from './source-door.ts'
import { divide, mustStayThere, recordOf } from './source-secrets.ts'
import { SourceTable } from './source-table.ts'

export interface OwnSourcesDeps {
  database: Database
  vault: Vault
  door: SourceDoor
  audit: Audit
  clock: Clock
}

type Fields = SourceInput['fields']

/** The sources of the hub's own agent: what is stored of them, and what the agent is told. */
export class OwnSources implements SourcesApi {
  readonly #deps: OwnSourcesDeps
  readonly #table: SourceTable
  /** A source that has not changed is told as the very same object. */
  readonly #kept = new Map<SourceId, KeptSource>()
  #tell: ((sources: KeptSource[]) => void) | null = null
  #absence: string | null = null
  /** One change at a time: each looks at what the one before has left. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(deps: OwnSourcesDeps) {
    this.#deps = deps
    this.#table = new SourceTable(deps.database)
    for (const view of this.#table.all()) this.#keep(view)
  }

  /** Tells the agent its sources, now and whenever they change. */
  attach(tell: (sources: KeptSource[]) => void): void {
    this.#tell = tell
    this.#told()
  }

  /** There is no agent to tell them to (any more). */
  detach(why: string): void {
    this.#tell = null
    this.#absence = why
  }

  async kinds(): Promise<SourceKind[]> {
    return this.#deps.door.kinds
  }

  async list(): Promise<SourceView[]> {
    return this.#table.all()
  }

  async check(
    _session: PersonSession,
    { source, sourceId }: { source: SourceInput; sourceId: SourceId | null },
    signal: AbortSignal = new AbortController().signal,
  ) {
    const kind = this.#kindOf(source.kind)
    const { plain, secret } = divide(kind, source.fields)
    const before = sourceId === null ? null : this.#mustExist(sourceId)
    if (before !== null && before.kind !== source.kind) {
      throw new CodedError('invalid-input', `kind: source ${before.sourceId} is of the kind "${before.kind}"`)
    }
    if (before !== null) this.#mustStayThere(kind, before, plain, secret)
    const stored = before === null ? {} : this.#storedSecrets(before, secret)
    const asked = kept({ ...source, sourceId: sourceId ?? ('check' as SourceId) }, plain, () => ({
      ...stored,
      ...secret,
    }))
    try {
      await this.#deps.door.identify(asked)
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
      return { ok: false as const, code: error.code, detail: error.detail }
    }
    return this.#deps.door.check(asked, signal)
  }

  add(session: PersonSession, source: SourceInput): Promise<SourceView> {
    return this.#inTurn(async () => {
      const { audit, clock, door } = this.#deps
      this.#mustHaveAgent()
      const { plain, secret } = divide(this.#kindOf(source.kind), source.fields)
      const { provider } = this.#kindOf(source.kind)
      const accountId = await door.identify(kept({ ...source, sourceId: 'new' as SourceId }, plain, () => secret))
      await this.#mustBeAlone(accountId, null)
      const view: SourceView = {
        ...source,
        sourceId: this.#freeId(accountId),
        provider,
        fields: plain,
        secrets: Object.keys(secret),
        createdAt: clock.now(),
      }
      this.#deps.database.transaction(() => {
        this.#store(view, secret)
        audit.record(deed(session, 'source-add', view))
      })
      this.#keep(view)
      this.#told()
      return view
    })
  }

  change(session: PersonSession, { sourceId, source }: Parameters<SourcesApi['change']>[1]): Promise<SourceView> {
    return this.#inTurn(async () => {
      const { audit, door } = this.#deps
      this.#mustHaveAgent()
      const before = this.#mustExist(sourceId)
      const kind = this.#kindOf(before.kind)
      const { plain, secret } = divide(kind, source.fields ?? {})
      // A field that is given empty is cleared, unless it is a secret: that one is merely not given.
      const cleared = Object.entries(source.fields ?? {}).filter(([, value]) => value === '')
      const without = Object.fromEntries(cleared.map(([name]) => [name, undefined]))
      const fields = defined({ ...before.fields, ...without, ...plain })
      this.#mustStayThere(kind, before, fields, secret)
      const secrets = Object.keys(secret).length === 0 ? null : { ...this.#storedSecrets(before, secret), ...secret }
      const view: SourceView = {
        ...before,
        ...defined({ ...source, fields }),
        fields,
        secrets: secrets === null ? before.secrets : Object.keys(secrets),
      }
      const wanted = kept(view, fields, () => secrets ?? this.#storedSecrets(before))
      if (source.fields !== undefined) await this.#mustBeAlone(await door.identify(wanted), sourceId)
      this.#deps.database.transaction(() => {
        this.#store(view, secrets)
        audit.record(deed(session, 'source-change', view))
      })
      this.#keep(view)
      this.#told()
      return view
    })
  }

  remove(session: PersonSession, sourceId: SourceId): Promise<void> {
    return this.#inTurn(async () => {
      const { audit, database, vault } = this.#deps
      const view = this.#mustExist(sourceId)
      database.transaction(() => {
        this.#table.delete(sourceId)
        vault.delete(recordOf(sourceId))
        audit.record(deed(session, 'source-remove', view))
      })
      this.#kept.delete(sourceId)
      this.#told()
    })
  }

  async rotateKey(session: PersonSession): Promise<{ keyId: string; secrets: number }> {
    const rotated = this.#deps.vault.rotate()
    this.#deps.audit.record({
      ...doer(session),
      action: 'master-key-rotate',
      object: rotated.keyId,
      ok: true,
      detail: `${rotated.secrets} secrets wrapped anew`,
    })
    return rotated
  }

  #store(view: SourceView, secrets: Record<string, string> | null): void {
    this.#table.put(view)
    if (secrets !== null) this.#deps.vault.put(recordOf(view.sourceId), JSON.stringify(secrets))
  }

  #keep(view: SourceView): void {
    this.#kept.set(
      view.sourceId,
      kept(view, view.fields, () => this.#storedSecrets(view)),
    )
  }

  /** Opened when they are needed and held nowhere. `given` are entered anew and need not be opened. */
  #storedSecrets({ sourceId, secrets }: SourceView, given: Record<string, string> = {}): Record<string, string> {
    if (secrets.every((name) => name in given)) return {}
    const json = this.#deps.vault.get(recordOf(sourceId))
    return json === null ? {} : (JSON.parse(json) as Record<string, string>)
  }

  #mustStayThere(kind: SourceKind, before: SourceView, plain: Fields, secret: Record<string, string>): void {
    const stays = before.secrets.filter((name) => !(name in secret))
    const address = kind.fields.find((field) => field.kind === 'url')
    // An address that is a secret itself is compared only when another one was entered.
    if (address === undefined || (address.secret && !(address.name in secret))) return
    if (stays.length === 0) return
    const stored = address.secret ? this.#storedSecrets(before) : {}
    mustStayThere(kind, { ...before.fields, ...stored }, { ...plain, ...secret }, stays)
  }

  async #mustBeAlone(accountId: SourceId, except: SourceId | null): Promise<void> {
    for (const other of this.#kept.values()) {
      if (other.sourceId === except || (await this.#accountOf(other)) !== accountId) continue
      throw new CodedError('conflict', `this account is the source "${other.name}" already: choose its calendars there`)
    }
  }

  /** Null for one that cannot be told at present, as its secrets are locked. */
  async #accountOf(source: KeptSource): Promise<SourceId | null> {
    try {
      return await this.#deps.door.identify(source)
    } catch (error) {
      if (error instanceof CodedError) return null
      throw error
    }
  }

  /** An id may be taken by a source that names another account by now. */
  #freeId(accountId: SourceId): SourceId {
    for (let number = 1; ; number++) {
      const sourceId = (number === 1 ? accountId : `${accountId}-${number}`) as SourceId
      if (!this.#kept.has(sourceId)) return sourceId
    }
  }

  #kindOf(id: string): SourceKind {
    const { kinds } = this.#deps.door
    const kind = kinds.find((one) => one.id === id)
    if (kind !== undefined) return kind
    const known = kinds.map((one) => one.id).join(', ')
    throw new CodedError('invalid-input', `kind: there is no kind of source "${id}"; there are ${known}`)
  }

  #mustExist(sourceId: SourceId): SourceView {
    const view = this.#table.get(sourceId)
    if (view === null) throw new CodedError('not-found', `the hub has no source ${sourceId} of its own`)
    return view
  }

  #mustHaveAgent(): void {
    if (this.#absence !== null) throw new CodedError('not-supported', this.#absence)
  }

  #told(): void {
    this.#tell?.([...this.#kept.values()])
  }

  #inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(act)
    this.#turn = result.catch(() => undefined)
    return result
  }
}

function kept(
  source: Omit<SourceInput, 'fields'> & { sourceId: SourceId },
  fields: Fields,
  secrets: () => Record<string, string>,
): KeptSource {
  const { sourceId, kind, name, enabled, syncIntervalMinutes, direction, calendars } = source
  const common = { sourceId, kind, name, enabled, syncIntervalMinutes, direction, calendars, fields }
  return { ...common, secret: (field) => secrets()[field] ?? null }
}

function deed(session: PersonSession, action: string, { sourceId, kind, name }: SourceView) {
  return { ...doer(session), action, object: sourceId, ok: true, detail: `${name} (${kind})` }
}

function defined<Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(members) as ReturnType<typeof defined<Value>>
}
