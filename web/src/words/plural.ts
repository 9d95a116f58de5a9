import { once } from './once.ts'

/** The forms of a counted thing; English and German know these two. `#` stands for the number. */
export interface Forms {
  one: string
  other: string
}

/** `plural('en')(2, {one: '# event', other: '# events'})` is "2 events". */
export function plural(language: string): (count: number, forms: Forms) => string {
  const rules = once(() => new Intl.PluralRules(language))
  const numbers = once(() => new Intl.NumberFormat(language))
  return (count, forms) =>
    (rules().select(count) === 'one' ? forms.one : forms.other).replaceAll('#', numbers().format(count))
}
