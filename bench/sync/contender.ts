/** A program that carries the calendar `a` of one CalDAV server into its calendar `b`. */
export interface Contender {
  /** From the start of its process until everything that is due is in `b`; milliseconds. */
  firstSync(): Promise<number>
  /** One more sync; `changes`: how many items of `b` it must have written at its end. */
  sync(changes: number): Promise<number>
  /** Begins the first sync and is killed when `b` holds so many items. */
  killedAt(items: number): Promise<void>
  /** Begins again after a kill. */
  resume(): Promise<number>
  /** Of a process that is there between two syncs, when it has come to rest; else null. */
  memory(): Promise<{ now: number; peak: number } | null>
  stop(): Promise<void>
}
