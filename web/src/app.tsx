import { PASSWORD_LINK_PARAMETER } from '@chroniton/shared/contract/page'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect, useState, useSyncExternalStore } from 'react'
import type { Entrance } from './hub/entrance.ts'
import { HubProvider, type SignedIn } from './hub/hub-context.tsx'
import { createQueryClient, followLive } from './hub/queries.ts'
import { PasswordPage } from './pages/entry/password-page.tsx'
import { SignInPage } from './pages/entry/sign-in-page.tsx'
import { WaitingPage } from './pages/entry/waiting-page.tsx'
import { router } from './router.tsx'

export function App({ entrance }: { entrance: Entrance }) {
  const state = useSyncExternalStore(entrance.subscribe, entrance.current)
  const enter = () => entrance.enterByCookie()
  const token = new URLSearchParams(location.hash.slice(1)).get(PASSWORD_LINK_PARAMETER)
  if (token !== null) return <PasswordPage token={token} onDone={enter} />
  switch (state.step) {
    case 'opening':
    case 'unreachable':
      return <WaitingPage isUnreachable={state.step === 'unreachable'} />
    case 'signed-out':
      return <SignInPage ways={state.ways} keyRefused={state.keyRefused} onSignedIn={enter} />
    case 'signed-in':
      return <Console signedIn={state.signedIn} />
  }
}

function Console({ signedIn }: { signedIn: SignedIn }) {
  const [queries] = useState(createQueryClient)
  useEffect(() => followLive(signedIn.connection.live, queries), [signedIn, queries])
  return (
    <HubProvider value={signedIn}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </HubProvider>
  )
}
