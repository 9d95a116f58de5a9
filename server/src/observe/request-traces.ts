import { AsyncLocalStorage } from 'node:async_hooks'

const traces = new AsyncLocalStorage<string[]>()

/** Runs the work and tells which entries of the log it made. */
export async function collectTraces(work: () => Promise<void>): Promise<readonly string[]> {
  const collected: string[] = []
  await traces.run(collected, work)
  return collected
}

/** The request that is being answered, if it is one, has made this entry. */
export function noteTrace(trace: string): void {
  traces.getStore()?.push(trace)
}
