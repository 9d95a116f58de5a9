import '@mantine/core/styles.css'
import './style.css'
import { MantineProvider } from '@mantine/core'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { connectHub } from './hub/connection.ts'
import { HubProvider } from './hub/hub-context.tsx'
import { takeKey } from './hub/key.ts'
import { KeyPage } from './pages/key-page.tsx'

const socketUrl = new URL('/trpc', location.href)
socketUrl.protocol = socketUrl.protocol === 'https:' ? 'wss:' : 'ws:'

const key = takeKey(location, history, localStorage)
const page =
  key === null ? (
    <KeyPage refused={false} />
  ) : (
    <HubProvider value={connectHub(socketUrl.href, key)}>
      <App />
    </HubProvider>
  )

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider defaultColorScheme="auto">{page}</MantineProvider>
  </StrictMode>,
)

// A fresh admin link opened in a tab that is already here changes only the hash, which loads nothing by itself.
addEventListener('hashchange', () => location.reload())
