import { createContext, use, useSyncExternalStore } from 'react'
import type { HubConnection, Live } from './connection.ts'

const HubContext = createContext<HubConnection | null>(null)

export const HubProvider = HubContext.Provider

/** The live state of the hub; the component is drawn again whenever it changes. */
export function useLive(): Live {
  const connection = use(HubContext)
  if (connection === null) throw new Error('useLive needs a HubProvider around it')
  return useSyncExternalStore(connection.subscribe, connection.current)
}
