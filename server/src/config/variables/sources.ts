import { isIP } from 'node:net'
import { networksOf } from '../../http/networks.ts'
import { commaList, type Variable } from './variable.ts'

const HOST = /^\.?[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?$/i

function isPlace(text: string): boolean {
  if (isIP(text.split('/', 1)[0]!) > 0) return networksOf([text]) !== null
  return HOST.test(text)
}

export const SOURCES = {
  SOURCE_ADDRESSES: {
    schema: commaList.refine((places) => places.every(isPlace)),
    standard: '',
    allowed:
      'public, private, addresses, networks such as 10.1.0.0/16, host names, or .example.com for all hosts below it, separated by commas',
    description:
      'Where the sources that people enter in the hub may lie, besides public addresses: keeps the hub from being led into the network it stands in. Empty: private networks too while the hub serves its own machine alone (API_HOST is a loopback address, no TRUSTED_PROXIES), else public addresses only. Agents elsewhere are not bound by it.',
  },
  SOURCE_FOLDERS: {
    schema: commaList.refine((folders) =>
      folders.every((folder) => folder === '*' || /^(\/|[A-Za-z]:[\\/])/.test(folder)),
    ),
    standard: '',
    allowed: 'absolute paths separated by commas; * for any',
    description:
      'In which folders files and calendar folders may lie that people enter in the hub as sources. Empty: any while the hub serves its own machine alone, else none. The hub’s own storage is never one.',
  },
} satisfies Record<string, Variable<unknown>>
