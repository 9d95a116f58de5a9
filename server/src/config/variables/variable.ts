import { z } from 'zod'

/** One environment variable: how it is read, what it does, and what stands when it is absent. */
export interface Variable<Value> {
  schema: z.ZodType<Value, string>
  /** As one would write it in the environment. */
  standard: string
  /** What may be written, in words. */
  allowed: string
  description: string
  /** Never shown; it may also be given as a file, named by the variable's name with `_FILE` after it. */
  secret?: true
}

const YES = ['1', 'true', 'yes', 'on']
const NO = ['', '0', 'false', 'no', 'off']

export const lowerCase = z.string().transform((text) => text.toLowerCase())

export const yesOrNo = lowerCase.pipe(z.enum([...YES, ...NO])).transform((text) => YES.includes(text))

export const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.int().min(from).max(to))

/** Text that may be absent. */
export const optionalText = z.string().transform((text) => (text === '' ? null : text))

/** Names separated by commas; empty ones do not count. */
export const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== ''),
)
