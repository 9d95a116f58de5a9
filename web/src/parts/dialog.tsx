import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWords } from '../words/words-context.tsx'

/** Something to fill in or to answer before one goes on. What is in it is made anew each time it opens. */
export function Dialog(props: { title: string; isOpen: boolean; onClose: () => void; children: ReactNode }) {
  const { words } = useWords()
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      title={props.title}
      centered
      closeButtonProps={{ 'aria-label': words.common.close }}
    >
      {props.children}
    </Modal>
  )
}
