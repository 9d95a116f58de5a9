import { ERRORS, type ErrorCode } from '@chroniton/shared/contract/errors'

export interface ErrorWords {
  title: string
  remedy: string
}

export const errors = (code: ErrorCode): ErrorWords => ERRORS[code]
