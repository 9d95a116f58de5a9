import { common } from './de/common.ts'
import { entry } from './de/entry.ts'
import { errors } from './de/errors.ts'
import { fields } from './de/fields.ts'
import { shell } from './de/shell.ts'
import type { Words } from './en.ts'

export const de: Words = { common, entry, errors, fields, shell }
