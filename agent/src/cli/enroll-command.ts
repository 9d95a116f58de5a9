import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { certificates } from '../config/certificates.ts'
import { writeCredential } from '../config/credential-file.ts'
import { withCredentialLocked } from '../config/credential-lock.ts'
import { protectedSecret } from '../config/protected-secret.ts'
import { enroll } from '../link/enroll.ts'
import { say } from './output.ts'

const STARTER = `{
  // What this agent reads and writes. Remove the // in front of what you need.
  "calendar_sources": [
    // { "type": "caldav", "name": "Work", "url": "https://dav.example.com", "username": "me", "password_env": "DAV_PASSWORD" },
    // { "type": "apple", "name": "Private", "username": "me@example.com", "password_file": "icloud-app-password" },
    // { "type": "ics", "name": "Holidays", "url": "https://example.com/holidays.ics" },
    // { "type": "vdir", "name": "Files", "path": "~/calendars" },
  ],
}
`

export interface EnrollOptions {
  config: string
  ca?: string
}

export async function enrollCommand(hubUrl: string, token: string, options: EnrollOptions): Promise<void> {
  const { agentName, path } = await withCredentialLocked(options.config, async () => {
    const { agentId, agentName, agentSecret } = await enroll(hubUrl, token, await certificates(options.ca ?? null))
    const path = await writeCredential(options.config, {
      central_api_url: hubUrl,
      agent_id: agentId,
      agent_name: agentName,
      agent_secret: await protectedSecret(options.config, agentSecret),
    })
    return { agentName, path }
  })
  say(`Enrolled as ${agentName}. The credential is in ${path}; keep it to yourself.`)
  if (!existsSync(options.config)) {
    await writeFile(options.config, STARTER, { flag: 'wx' })
    say(`Name your calendars in ${options.config}, then check them with:`)
  } else {
    say('Check your calendars with:')
  }
  say(`  chroniton-agent doctor --config ${options.config}`)
  say('and start with:')
  say(`  chroniton-agent run --config ${options.config}`)
}
