import type { ChangeView } from '@chroniton/shared/contract/views'
import type { ReactNode } from 'react'

export type Tone = 'good' | 'bad' | 'warn' | 'accent' | 'quiet'

export const CHANGE_TONES: Record<ChangeView['what'], Tone> = {
  created: 'good',
  changed: 'accent',
  deleted: 'bad',
  restored: 'accent',
}

/** A word about the state of something, readable in every tone, light and dark. */
export function Tag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className="tag" data-tone={tone}>
      {children}
    </span>
  )
}
