import { cliPage } from './cli-page.mjs'
import { errorPage } from './error-page.mjs'
import { envExample, settingsPage } from './settings-page.mjs'

/** Every page that is made from the program's own tables and help texts, by its path. */
export function pages({ ERRORS, VARIABLES, makeProgram, makeAgentProgram }) {
  return {
    'docs/errors.md': errorPage(ERRORS),
    'docs/configuration.md': settingsPage(VARIABLES),
    '.env.example': envExample(VARIABLES),
    'docs/cli.md': cliPage(
      'The hub’s command line',
      'Run it as `npx chroniton` in a checkout. On the hub’s own machine it finds address and key by itself; elsewhere give it\nthe admin link: `CHRONITON_HUB="http://hub.example:8008/#key=..."`.',
      makeProgram('0.1.0'),
    ),
    'docs/agent.md': cliPage(
      'The agent’s command line',
      'Run it as `npx chroniton-agent` in a checkout, inside the network whose calendars it shall reach.',
      makeAgentProgram(),
    ),
  }
}
