import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react'
import type { Words } from './en.ts'
import { formatsFor, type Formats } from './formats.ts'
import { type Language, loadWords, rememberLanguage } from './languages.ts'

interface Spoken {
  language: Language
  words: Words
  format: Formats
  speak: (language: Language) => void
}

const WordsContext = createContext<Spoken | null>(null)

export function WordsProvider(props: { language: Language; words: Words; children: ReactNode }) {
  const [spoken, setSpoken] = useState({ language: props.language, words: props.words })
  const { language, words } = spoken
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const value = useMemo(
    () => ({
      language,
      words,
      format: formatsFor(language, navigator.languages),
      speak: (next: Language) => {
        rememberLanguage(localStorage, next)
        void loadWords(next).then((loaded) => setSpoken({ language: next, words: loaded }))
      },
    }),
    [language, words],
  )
  return <WordsContext value={value}>{props.children}</WordsContext>
}

/** Every text a person reads, and how numbers and times are written. */
export function useWords(): Spoken {
  const spoken = use(WordsContext)
  if (spoken === null) throw new Error('this needs a WordsProvider around it')
  return spoken
}
