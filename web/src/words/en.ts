import { common } from './en/common.ts'
import { entry } from './en/entry.ts'
import { errors } from './en/errors.ts'
import { fields } from './en/fields.ts'
import { shell } from './en/shell.ts'

/** Every text of the admin. Other languages have the type of this one, so that none can lack a text. */
export const en = { common, entry, errors, fields, shell }
export type Words = typeof en
