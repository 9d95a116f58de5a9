// Installs the dependencies when they are missing or older than the lock file, so that every command works on a
// fresh clone. Uses nothing but Node: it runs before anything is installed.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Chroniton needs Node.js 20.19 or newer; this is ${process.version}. Install a newer Node.js and try again.`,
  )
  process.exit(1)
}

const stamp = 'node_modules/.package-lock.json'
// What is there already is mended, which takes seconds; "ci" would begin by removing it.
const command = existsSync(stamp) ? 'install' : 'ci'
const upToDate = existsSync(stamp) && statSync(stamp).mtimeMs >= statSync('package-lock.json').mtimeMs
if (!upToDate) {
  console.log('Installing dependencies (the first time takes a minute or two) ...')
  const install = spawnSync('npm', [command, '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (install.status !== 0) process.exit(install.status ?? 1)
}
