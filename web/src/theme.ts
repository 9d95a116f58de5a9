import { createTheme, type MantineColorsTuple } from '@mantine/core'

/** Between blue and violet; every shade from 6 on carries white text with a contrast of 4.5 and more. */
const INK: MantineColorsTuple = [
  '#eef1fd',
  '#dbe1f9',
  '#b5c1f2',
  '#8c9fec',
  '#6b82e6',
  '#5670e3',
  '#4459d6',
  '#3a4cbc',
  '#3244a6',
  '#283a90',
]

export const theme = createTheme({
  primaryColor: 'ink',
  colors: { ink: INK },
  primaryShade: { light: 6, dark: 6 },
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  headings: {
    fontWeight: '650',
    sizes: { h1: { fontSize: '1.625rem' }, h2: { fontSize: '1.0625rem' }, h3: { fontSize: '0.9375rem' } },
  },
})
