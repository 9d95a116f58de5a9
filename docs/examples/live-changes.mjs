// Prints every change of an event as it happens. Run it from a checkout after `npm run build`:
//
//   node docs/examples/live-changes.mjs "$(npx chroniton link)"
//
// The link (or CHRONITON_HUB and CHRONITON_KEY) tells which hub, and with which key.
import { connectHub } from '@chroniton/shared/client/connect'
import { codedErrorOf } from '@chroniton/shared/client/failure'
import { watchHub } from '@chroniton/shared/client/live'

const link = process.argv[2] ?? process.env.CHRONITON_HUB ?? 'http://localhost:8008'
const key = /#key=([^&]+)/.exec(link)?.[1] ?? process.env.CHRONITON_KEY ?? ''

function fail(error) {
  const { message } = codedErrorOf(error)
  console.error(message)
  process.exit(1)
}

const hub = await connectHub(link, { key }).catch(fail)

watchHub(hub.calls, {
  onMessage(message, held) {
    if (message.kind === 'snapshot') {
      console.log(`${held.calendars.length} calendars, ${held.eventCount} events; waiting for changes ...`)
      return
    }
    for (const change of message.changes.toReversed()) {
      const fields = change.what === 'changed' ? `: ${Object.keys(change.patch).join(', ')}` : ''
      console.log(`${change.at}  ${change.by.name} ${change.what} "${change.title}"${fields}`)
    }
  },
  onError: fail,
})

process.on('SIGINT', () => void hub.close().then(() => process.exit(0)))
