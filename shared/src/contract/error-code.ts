import { z } from 'zod'
import { ERRORS, type ErrorCode as Code } from './errors.ts'

/** Apart from the errors themselves, so that a page that shows them loads without the library of schemas. */
export const ErrorCode = z.enum(Object.keys(ERRORS) as [Code, ...Code[]])
