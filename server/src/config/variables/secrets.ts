import { z } from 'zod'
import { SecretKey } from '@chroniton/shared/secrets/secret-key'
import { optionalText, type Variable } from './variable.ts'

const key = optionalText.refine((text) => text === null || SecretKey.parse(text) !== null)

/** A JSON list of program and arguments, or words separated by spaces; no shell takes part. */
const command = optionalText.transform((text, context): string[] | null => {
  if (text === null) return null
  if (!text.startsWith('[')) return text.split(/\s+/)
  try {
    return z.array(z.string()).min(1).parse(JSON.parse(text))
  } catch {
    context.addIssue({ code: 'custom', message: 'not a list of words' })
    return z.NEVER
  }
})

export const SECRETS = {
  MASTER_KEY: {
    schema: key,
    standard: '',
    allowed: '32 bytes as base64 or hex ("openssl rand -base64 32" makes one)',
    description:
      'The key that encrypts the passwords of the hub’s own sources at rest. Empty: a key in STORAGE_PATH/master-key, made at the first start; kept apart from it, a stolen storage folder alone opens nothing.',
    secret: true,
  },
  MASTER_KEY_PREVIOUS: {
    schema: key,
    standard: '',
    allowed: 'like MASTER_KEY',
    description:
      'The key before, when MASTER_KEY is replaced: at the next start everything is taken over under the new one.',
    secret: true,
  },
  MASTER_KEY_COMMAND: {
    schema: command,
    standard: '',
    allowed: 'a program and its arguments as words or a JSON list, for example ["pass","show","chroniton"]',
    description: 'Prints the master key on its first line. Counts when MASTER_KEY is empty.',
  },
} satisfies Record<string, Variable<unknown>>
