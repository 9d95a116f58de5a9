import { InvalidArgumentError } from 'commander'

export function atMost(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > 1_000_000) {
    throw new InvalidArgumentError('expected a number from 1 to 1000000')
  }
  return value
}
