import { spawn } from 'node:child_process'
import { SecretKey } from '@chroniton/shared/secrets/secret-key'
import { NO_KEY, unreadable, type KeyStore, type Slot } from './key-store.ts'

/** How a program of the system is called, and what it is told on its standard input. */
export interface Call {
  program: string
  words: string[]
  input?: string
  /** Exit codes that say that there is no such entry. */
  absent?: number[]
}

/** A system's own store for secrets: entries under a name. The key never stands on a command line. */
export interface SystemStore {
  title: string
  read(name: string): Call
  write(name: string, secret: string): Call
  remove(name: string): Call
}

const SERVICE = 'chroniton-agent'
/** What an entry may be called without being taken for more than a name by any of the programs. */
const NAME = /^[\w.@ -]{1,200}$/

export const SYSTEM_STORES: Partial<Record<NodeJS.Platform, SystemStore>> = {
  /** libsecret: GNOME Keyring, KWallet. */
  linux: {
    title: 'the keyring of the desktop',
    read: (name) => ({ program: 'secret-tool', words: ['lookup', 'service', SERVICE, 'account', name], absent: [1] }),
    write: (name, secret) => ({
      program: 'secret-tool',
      words: ['store', '--label', 'Chroniton agent', 'service', SERVICE, 'account', name],
      input: secret,
    }),
    remove: (name) => ({ program: 'secret-tool', words: ['clear', 'service', SERVICE, 'account', name], absent: [1] }),
  },
  /** 44: the item could not be found (errSecItemNotFound, modulo 256). */
  darwin: {
    title: 'the macOS keychain',
    read: (name) => ({
      program: '/usr/bin/security',
      words: ['find-generic-password', '-s', SERVICE, '-a', name, '-w'],
      absent: [44],
    }),
    write: (name, secret) => ({
      program: '/usr/bin/security',
      words: ['-i'],
      input: `add-generic-password -U -s ${SERVICE} -a "${name}" -w "${secret}"\n`,
    }),
    remove: (name) => ({
      program: '/usr/bin/security',
      words: ['delete-generic-password', '-s', SERVICE, '-a', name],
      absent: [44],
    }),
  },
  /** DPAPI: a file in the user's profile that only this user on this machine can open. */
  win32: {
    title: 'the Windows data protection of this user',
    read: (name) => powershell(name, READ),
    write: (name, secret) => powershell(name, WRITE, secret),
    remove: (name) => powershell(name, 'if (Test-Path $file) { Remove-Item $file }'),
  },
}

const READ = [
  'if (-not (Test-Path $file)) { exit 44 }',
  '$bytes = [Security.Cryptography.ProtectedData]::Unprotect([IO.File]::ReadAllBytes($file), $null, "CurrentUser")',
  '[Console]::Out.Write([Text.Encoding]::UTF8.GetString($bytes))',
].join('; ')

const WRITE = [
  '$text = [Console]::In.ReadToEnd().Trim()',
  '$bytes = [Security.Cryptography.ProtectedData]::Protect([Text.Encoding]::UTF8.GetBytes($text), $null, "CurrentUser")',
  '[IO.Directory]::CreateDirectory((Split-Path $file)) | Out-Null',
  '[IO.File]::WriteAllBytes($file, $bytes)',
].join('; ')

function powershell(name: string, script: string, input?: string): Call {
  const file = `$file = Join-Path $env:LOCALAPPDATA '${SERVICE}\\${name}.key'`
  const words = ['-NoProfile', '-NonInteractive', '-Command']
  const all = ["$ErrorActionPreference = 'Stop'", 'Add-Type -AssemblyName System.Security', file, script].join('; ')
  return { program: 'powershell.exe', words: [...words, all], absent: [44], ...(input === undefined ? {} : { input }) }
}

/** The entry of this configuration in the system's own store; null on a system that has none we know. */
export function systemKeyStore(name: string, platform: NodeJS.Platform, run: Run = runProgram): KeyStore | null {
  const store = SYSTEM_STORES[platform]
  if (!store) return null
  const entry = NAME.test(name) ? name : Buffer.from(name, 'utf8').toString('hex').slice(0, 200)
  const nameOf = (slot: Slot) => (slot === 'current' ? entry : `${entry} next`)
  const ask = async (call: Call) => {
    const { code, output } = await run(call)
    if (code === 0) return output.trim()
    if (typeof code === 'number' && call.absent?.includes(code)) return ''
    throw unreadable(store.title, `${call.program} failed (${code})`)
  }
  const read = async (slot: Slot) => {
    const text = await ask(store.read(nameOf(slot)))
    if (text === '') return null
    const key = SecretKey.parse(text)
    if (key === null) throw unreadable(store.title, NO_KEY)
    return key
  }
  const write = async (slot: Slot, key: SecretKey) => {
    await ask(store.write(nameOf(slot), key.reveal()))
    // Not every one of the programs says by its exit code that it has failed.
    if ((await read(slot))?.id !== key.id) throw unreadable(store.title, 'it did not keep what was written')
  }
  return {
    where: store.title,
    read,
    writable: {
      write,
      async adoptNext() {
        const next = await read('next')
        if (next === null) return
        await write('current', next)
        await ask(store.remove(nameOf('next')))
      },
    },
  }
}

/** `code`: the exit code, or what kept the program from running. */
export type Run = (call: Call) => Promise<{ code: number | string; output: string }>

const runProgram: Run = ({ program, words, input }) =>
  new Promise((resolve) => {
    const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true, timeout: 60_000 })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
    child.once('error', (error: NodeJS.ErrnoException) => resolve({ code: error.code ?? 'unknown reason', output: '' }))
    child.once('close', (code, signal) => resolve({ code: code ?? signal ?? 'unknown reason', output }))
    child.stdin.on('error', () => undefined)
    child.stdin.end(input ?? '')
  })
