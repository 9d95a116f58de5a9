import type { HubCalls } from '@chroniton/shared/client/link'
import type { Me } from '@chroniton/shared/contract/access'
import type { Permission } from '@chroniton/shared/contract/permission'
import type { Overview } from '@chroniton/shared/contract/views'
import { createContext, use, useSyncExternalStore } from 'react'
import type { HubConnection } from './connection.ts'
import type { Live } from './live-store.ts'

export interface SignedIn {
  connection: HubConnection
  me: Me
  /** The key this tab was opened with; `null` where the session is in a cookie. */
  key: string | null
  signOut: () => void
  /** Forgets the key: from here on the cookie alone says who this is. */
  enterByCookie: () => void
}

const HubContext = createContext<SignedIn | null>(null)

export const HubProvider = HubContext.Provider

export function useSignedIn(): SignedIn {
  const signedIn = use(HubContext)
  if (signedIn === null) throw new Error('this needs a HubProvider around it')
  return signedIn
}

export function useCalls(): HubCalls {
  return useSignedIn().connection.calls
}

/** Whether the person may do this. What they may not do is not shown, or cannot be pressed. */
export function useMay(permission: Permission): boolean {
  return useSignedIn().me.permissions.includes(permission)
}

/** A part of the connection's state; drawn again only when that part changes. `select` gives what is held, not copies. */
export function useLive<Part>(select: (live: Live) => Part): Part {
  const { live } = useSignedIn().connection
  return useSyncExternalStore(live.subscribe, () => select(live.current()))
}

/** A part of what the hub last said. Pages are only drawn once there is something. */
export function useOverview<Part>(select: (overview: Overview) => Part): Part {
  return useLive(({ overview }) => {
    if (overview === null) throw new Error('nothing has come from the hub yet')
    return select(overview)
  })
}
