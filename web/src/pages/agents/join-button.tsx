import { Button, type ButtonProps, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useWords } from '../../words/words-context.tsx'
import { JoinSteps } from './join-steps.tsx'

export function JoinButton(props: ButtonProps) {
  const { words } = useWords()
  const [isOpen, { open, close }] = useDisclosure(false)
  return (
    <>
      <Button {...props} onClick={open} />
      <Modal
        opened={isOpen}
        onClose={close}
        title={words.agents.join.title}
        size="lg"
        closeButtonProps={{ 'aria-label': words.common.close }}
      >
        <JoinSteps onDone={close} />
      </Modal>
    </>
  )
}
