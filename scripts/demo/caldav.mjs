import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { freePort, start, until } from './processes.mjs'

export const USER = 'ann'
export const PASSWORD = 'demo-password'

export function radicaleIsInstalled() {
  return spawnSync('radicale', ['--version']).status === 0
}

/** A Radicale server with one user and one calendar, in a folder of the demo. */
export async function startRadicale(folder) {
  mkdirSync(folder, { recursive: true })
  const port = await freePort()
  writeFileSync(join(folder, 'users'), `${USER}:${PASSWORD}\n`)
  writeFileSync(
    join(folder, 'config'),
    [
      '[server]',
      `hosts = 127.0.0.1:${port}`,
      '[auth]',
      'type = htpasswd',
      `htpasswd_filename = ${join(folder, 'users')}`,
      'htpasswd_encryption = plain',
      '[storage]',
      `filesystem_folder = ${join(folder, 'collections')}`,
      '',
    ].join('\n'),
  )
  start('radicale', 'radicale', ['--config', join(folder, 'config')])
  const url = `http://127.0.0.1:${port}/`
  await until('Radicale', async () => ((await fetch(url, { redirect: 'manual' })).status > 0 ? true : null))
  return new CaldavCalendar(`${url}${USER}/work/`, url)
}

/** What the demo does as "another client" of the CalDAV server. */
export class CaldavCalendar {
  constructor(address, server) {
    this.address = address
    this.server = server
  }

  async request(method, path, body, headers = {}) {
    const authorization = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`
    const response = await fetch(new URL(path, this.address), { method, body, headers: { authorization, ...headers } })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text
  }

  async create(name) {
    await this.request(
      'MKCALENDAR',
      '',
      `<c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop><d:displayname>${name}</d:displayname></d:prop></d:set></c:mkcalendar>`,
    )
  }

  async rename(name) {
    await this.request(
      'PROPPATCH',
      '',
      `<d:propertyupdate xmlns:d="DAV:"><d:set><d:prop><d:displayname>${name}</d:displayname></d:prop></d:set></d:propertyupdate>`,
    )
  }

  async name() {
    const answer = await this.request(
      'PROPFIND',
      '',
      '<d:propfind xmlns:d="DAV:"><d:prop><d:displayname/></d:prop></d:propfind>',
      { depth: '0' },
    )
    return /<(?:\w+:)?displayname>([^<]*)</.exec(answer)?.[1] ?? null
  }

  put(file, text) {
    return this.request('PUT', file, text, { 'content-type': 'text/calendar; charset=utf-8' })
  }

  get(file) {
    return this.request('GET', file)
  }
}
