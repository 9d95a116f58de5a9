import cliProgress from 'cli-progress'
import type { SourceHealth } from '@chroniton/shared/contract/agent'

const BAR_EVERY_MS = 200

/** Shows how far listings are as bars on a terminal. */
export function showBars(health: () => SourceHealth[]): Disposable {
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
