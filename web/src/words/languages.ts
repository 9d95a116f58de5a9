import type { Words } from './en.ts'

export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof LANGUAGES

const CATALOGUES: Record<Language, () => Promise<Words>> = {
  en: async () => (await import('./en.ts')).en,
  de: async () => (await import('./de.ts')).de,
}

export function loadWords(language: Language): Promise<Words> {
  return CATALOGUES[language]()
}

const STORED = 'chroniton.language'

const isLanguage = (text: string | null | undefined): text is Language =>
  text !== null && text !== undefined && Object.hasOwn(LANGUAGES, text)

/** What the person chose here before, else what the browser asks for. */
export function preferredLanguage(storage: Storage, asked: readonly string[]): Language {
  const stored = storage.getItem(STORED)
  if (isLanguage(stored)) return stored
  return asked.map((tag) => tag.split('-')[0]).find(isLanguage) ?? 'en'
}

export function rememberLanguage(storage: Storage, language: Language): void {
  storage.setItem(STORED, language)
}
