import '@fontsource-variable/inter/wght.css'
import '@mantine/core/styles.css'
import './style.css'
import { MantineProvider } from '@mantine/core'
import { startTransition, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { Entrance } from './hub/entrance.ts'
import { forgetKey, takeKey } from './hub/key.ts'
import { theme } from './theme.ts'
import { loadWords, preferredLanguage } from './words/languages.ts'
import { WordsProvider } from './words/words-context.tsx'

const key = takeKey(location, history, sessionStorage)
const entrance = new Entrance(location.origin, key, () => forgetKey(sessionStorage))
void entrance.open()
const language = preferredLanguage(localStorage, navigator.languages)
const words = await loadWords(language)

const root = createRoot(document.getElementById('root')!)
// As a transition it is drawn in slices, between which the browser is free.
startTransition(() =>
  root.render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <WordsProvider language={language} words={words}>
          <App entrance={entrance} />
        </WordsProvider>
      </MantineProvider>
    </StrictMode>,
  ),
)

// A fresh link opened in a tab that is already here changes only the hash, which loads nothing by itself.
addEventListener('hashchange', () => {
  if (/[#&](key|password-token)=/.test(location.hash)) location.reload()
})
