import type { SourceHealth } from '@chroniton/shared/contract/agent'
import type { Logger } from '../ports.ts'

const LINE_EVERY_MS = 5_000

/** How far listings are: a bar on a terminal, a line now and then elsewhere, where nothing is loaded for it. */
export async function progressView(): Promise<(health: () => SourceHealth[], logger: Logger) => Disposable> {
  return process.stderr.isTTY ? (await import('./progress-bars.ts')).showBars : showLines
}

function showLines(health: () => SourceHealth[], logger: Logger): Disposable {
  const timer = setInterval(() => {
    for (const { sourceId, account, progress } of health()) {
      if (progress) logger.info({ sourceId, account, ...progress }, 'listing')
    }
  }, LINE_EVERY_MS)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
