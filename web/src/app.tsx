import { PASSWORD_LINK_PARAMETER } from '@chroniton/shared/contract/page'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react'
import type { Entrance } from './hub/entrance.ts'
import { HubProvider, type SignedIn } from './hub/hub-context.tsx'
import { createQueryClient, followLive } from './hub/queries.ts'
import { Waiting } from './parts/waiting.tsx'
import { router } from './router.tsx'
import { useWords } from './words/words-context.tsx'

const PasswordPage = lazy(async () => ({ default: (await import('./pages/entry/password-page.tsx')).PasswordPage }))
const SignInPage = lazy(async () => ({ default: (await import('./pages/entry/sign-in-page.tsx')).SignInPage }))

export function App({ entrance }: { entrance: Entrance }) {
  const { words } = useWords()
  const state = useSyncExternalStore(entrance.subscribe, entrance.current)
  const enter = () => entrance.enterByCookie()
  const token = new URLSearchParams(location.hash.slice(1)).get(PASSWORD_LINK_PARAMETER)
  if (token !== null) {
    return (
      <Suspense>
        <PasswordPage token={token} onDone={enter} />
      </Suspense>
    )
  }
  switch (state.step) {
    case 'opening':
    case 'unreachable':
      return <Waiting>{state.step === 'unreachable' ? words.entry.unreachable : words.shell.connecting}</Waiting>
    case 'signed-out':
      return (
        <Suspense>
          <SignInPage ways={state.ways} keyRefused={state.keyRefused} onSignedIn={enter} />
        </Suspense>
      )
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
