import { Anchor, Button, NavLink } from '@mantine/core'
import { createLink } from '@tanstack/react-router'

/** The component library's links, going where the router knows: an address that does not exist is no program. */
export const TextLink = createLink(Anchor<'a'>)
export const ButtonLink = createLink(Button<'a'>)
export const NavigationLink = createLink(NavLink<'a'>)
