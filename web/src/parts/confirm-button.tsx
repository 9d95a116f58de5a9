import { Button, type ButtonProps, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { Dialog } from './dialog.tsx'
import { useWords } from '../words/words-context.tsx'

/** A button whose deed is asked about once more, saying what it does. */
export function ConfirmButton(
  props: ButtonProps & { question: string; hint: ReactNode; action: string; onConfirm: () => void },
) {
  const { question, hint, action, onConfirm, ...button } = props
  const [isOpen, { open, close }] = useDisclosure(false)
  const { words } = useWords()
  return (
    <>
      <Button variant="default" {...button} onClick={open} />
      <Dialog title={question} isOpen={isOpen} onClose={close}>
        <Text component="div" size="sm">
          {hint}
        </Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={close} data-autofocus>
            {words.common.cancel}
          </Button>
          <Button
            color="red"
            onClick={() => {
              close()
              onConfirm()
            }}
          >
            {action}
          </Button>
        </Group>
      </Dialog>
    </>
  )
}
