import cliProgress from 'cli-progress'
import type { SourceHealth } from '@chroniton/shared/contract/agent'
import type { Logger } from '../ports.ts'

const BAR_EVERY_MS = 200
const LINE_EVERY_MS = 5_000

/** Shows how far listings are: a bar on a terminal, a line now and then elsewhere. */
export function showProgress(health: () => SourceHealth[], logger: Logger): Disposable {
  return process.stderr.isTTY ? bars(health) : lines(health, logger)
}

function bars(health: () => SourceHealth[]): Disposable {
  const all = new cliProgress.MultiBar({
    format: '{account}  {bar}  {value}/{count}',
    clearOnComplete: true,
    hideCursor: true,
    stream: process.stderr,
  })
  const shown = new Map<string, cliProgress.SingleBar>()
  const update = () => {
    for (const { sourceId, account, progress } of health()) {
      const bar = shown.get(sourceId)
      if (!progress) {
        if (bar) all.remove(bar)
        shown.delete(sourceId)
        continue
      }
      const count = progress.total ?? '?'
      const total = progress.total ?? progress.done + 1
      if (!bar) shown.set(sourceId, all.create(total, progress.done, { account, count }))
      else {
        bar.setTotal(total)
        bar.update(progress.done, { account, count })
      }
    }
  }
  const timer = setInterval(update, BAR_EVERY_MS)
  return {
    [Symbol.dispose]() {
      clearInterval(timer)
      all.stop()
    },
  }
}

function lines(health: () => SourceHealth[], logger: Logger): Disposable {
  const timer = setInterval(() => {
    for (const { sourceId, account, progress } of health()) {
      if (progress) logger.info({ sourceId, account, ...progress }, 'listing')
    }
  }, LINE_EVERY_MS)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
