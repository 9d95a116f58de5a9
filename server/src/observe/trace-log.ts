import type { Receipt } from '@chroniton/shared/contract/receipt'
import type { ReportItem } from '@chroniton/shared/contract/report'
import { traceOf } from '@chroniton/shared/contract/trace'
import type { Folder, Folded } from '../log/folder.ts'
import type { Logger } from './logger.ts'

type TraceLogger = Pick<Logger, 'info' | 'debug' | 'isLevelEnabled'>

/** Writes what became of every entry, under its trace: what people decided always, what agents reported when asked for. */
export function logTraces(folder: Pick<Folder, 'onFolded'>, logger: TraceLogger): () => void {
  return folder.onFolded(({ entries }) => {
    for (const folded of entries) logEntry(folded, logger)
  })
}

function logEntry({ entry, outcome }: Folded['entries'][number], logger: TraceLogger): void {
  const { body, position, seed: trace } = entry
  const commands = outcome.effects.filter(({ kind }) => kind === 'send').length
  if (body.kind === 'decision') {
    return logger.info({ trace, position, by: body.by, decision: body.decision.kind, commands }, 'decided')
  }
  const { agentId, items } = body
  logger.debug({ trace, position, agentId, items: items.length, commands }, 'reported')
  if (!logger.isLevelEnabled('debug')) return
  for (const item of items) if (isReceipt(item)) logReceipt(item, agentId, trace, logger)
}

function isReceipt(item: ReportItem): item is Receipt {
  return item.kind === 'applied' || item.kind === 'refused'
}

/** Under the trace of the command, so that what was asked and what became of it stand together. */
function logReceipt(receipt: Receipt, agentId: string, settledBy: string, logger: Pick<Logger, 'debug'>): void {
  const { commandId, kind: outcome } = receipt
  const reason = receipt.kind === 'refused' ? { code: receipt.code, detail: receipt.detail } : {}
  logger.debug({ trace: traceOf(commandId), commandId, agentId, outcome, ...reason, reportedBy: settledBy }, 'settled')
}
