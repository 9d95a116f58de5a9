/** How well things go at the moment. Faults change them, healing makes them fair. */
export interface NetworkConditions {
  /** No connection can be made or kept. */
  isDown: boolean
  delayMs: [least: number, most: number]
  /** That a connection breaks at a request or an answer. */
  cuts: number
  /** That a report arrives twice. */
  repeats: number
}

export interface ProviderConditions {
  delayMs: [least: number, most: number]
  /** That a request fails before anything was done. */
  fails: number
  /** That the answer is lost after everything was done. */
  losesAnswers: number
  /** That a request is never answered. */
  hangs: number
  /** That a listing breaks off. */
  breaksOff: number
  /** That a listing names items out of order, and some of them twice. */
  shuffles: number
  /** How far its listings may be behind what it has confirmed and what it shows of single items. */
  lagMs: number
}

export const FAIR_NETWORK: NetworkConditions = { isDown: false, delayMs: [1, 80], cuts: 0, repeats: 0 }

export const FAIR_PROVIDER: ProviderConditions = {
  delayMs: [5, 200],
  fails: 0,
  losesAnswers: 0,
  hangs: 0,
  breaksOff: 0,
  shuffles: 0,
  lagMs: 0,
}
