import { Anchor, Button, type ButtonProps, NavLink } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'

/** The component library's links, going where the router knows: an address that does not exist is no program. */
export const TextLink = createLink(Anchor<'a'>)
export const ButtonLink = createLink(AnchorButton)
export const NavigationLink = createLink(NavLink<'a'>)

function AnchorButton(props: ButtonProps & Omit<ComponentProps<'a'>, keyof ButtonProps>) {
  return <Button component="a" {...props} />
}
