import { UnstyledButton } from '@mantine/core'
import { type ReactNode, Suspense, useId, useRef, useState } from 'react'

/** From the button, and at least from the window's edge. */
const GAP = 6

/**
 * A button and what it shows beside itself until one presses Escape or looks elsewhere. All of that is the browser's
 * own, so that it costs a line of a long list one button. What is in it is made when it opens.
 */
export function PopUp(props: {
  /** Of what is shown. */
  label: string
  /** Of the button, where what is in it does not say it all. */
  buttonLabel?: string
  className: string
  button: ReactNode
  width: number
  children: (close: () => void) => ReactNode
}) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const [box, setBox] = useState<HTMLDivElement | null>(null)
  const [isOpen, setOpen] = useState(false)
  const place = ({ style }: HTMLElement) => {
    if (button.current === null) return
    const { left, top, bottom } = button.current.getBoundingClientRect()
    const { clientWidth, clientHeight } = document.documentElement
    style.width = `${props.width}px`
    style.left = `${Math.max(GAP, Math.min(left, clientWidth - props.width - GAP)) + scrollX}px`
    const isLow = bottom > clientHeight / 2
    style.top = isLow ? 'auto' : `${bottom + GAP + scrollY}px`
    style.bottom = isLow ? `${clientHeight - top + GAP - scrollY}px` : 'auto'
  }
  return (
    <>
      <UnstyledButton
        ref={button}
        className={props.className}
        popoverTarget={id}
        {...(props.buttonLabel === undefined ? {} : { 'aria-label': props.buttonLabel, title: props.buttonLabel })}
      >
        {props.button}
      </UnstyledButton>
      <div
        ref={setBox}
        id={id}
        popover="auto"
        role="group"
        aria-label={props.label}
        className="pop-up"
        onBeforeToggle={(event) => place(event.currentTarget)}
        onToggle={(event) => setOpen(event.newState === 'open')}
      >
        {isOpen ? <Suspense>{props.children(() => box?.hidePopover())}</Suspense> : null}
      </div>
    </>
  )
}
