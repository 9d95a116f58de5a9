import { useEffect, useRef, useState } from 'react'
import { useSignedIn } from '../../hub/hub-context.tsx'

/** One change on its way through the picture. */
export interface Pulse {
  id: string
  calendarId: string
  way: 'in' | 'out'
}

/** So many dots show that much happens; more would only cost. */
const MOST = 40

/** The changes that arrive while one looks: each goes from its calendar to the hub, and on to where it is written. */
export function usePulses(): { pulses: Pulse[]; ended: (id: string) => void } {
  const { live } = useSignedIn().connection
  const [pulses, setPulses] = useState<Pulse[]>([])
  const number = useRef(0)
  useEffect(
    () =>
      live.onMessage((message) => {
        if (message.kind === 'snapshot') return
        const fresh = [
          ...message.changes.flatMap(({ by }) =>
            by.kind === 'calendar' ? [{ calendarId: by.calendarId, way: 'in' as const }] : [],
          ),
          ...(message.queue?.added ?? []).flatMap(({ calendarId }) =>
            calendarId === null ? [] : [{ calendarId, way: 'out' as const }],
          ),
        ].map((pulse) => ({ ...pulse, id: String(number.current++) }))
        if (fresh.length > 0) setPulses((held) => [...held, ...fresh].slice(-MOST))
      }),
    [live],
  )
  return { pulses, ended: (id) => setPulses((held) => held.filter((pulse) => pulse.id !== id)) }
}
