import { Modal } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useWords } from '../words/words-context.tsx'

/**
 * Something to fill in or to answer before one goes on. What is in it is made anew each time it opens, and nothing of
 * it before the first time: there is one in every line of long lists.
 */
export function Dialog(props: { title: string; isOpen: boolean; onClose: () => void; children: ReactNode }) {
  const { words } = useWords()
  const [wasOpen, setWasOpen] = useState(false)
  if (props.isOpen && !wasOpen) setWasOpen(true)
  if (!props.isOpen && !wasOpen) return null
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
