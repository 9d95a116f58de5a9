import { CodedError } from '@chroniton/shared/contract/errors'
import { readFileSync, unwatchFile, watchFile } from 'node:fs'
import { createSecureContext, type SecureContextOptions } from 'node:tls'

export interface TlsPaths {
  certificate: string
  key: string
  /** Authorities whose certificates agents must show; null asks for none. */
  clientAuthorities: string | null
}

/** By stat and not by events: renewers replace links to the files, which no event tells of. */
const LOOK_MS = 10_000

/** Errors: `invalid-configuration` naming the file that cannot be used, and why. */
export function readCertificates({ certificate, key, clientAuthorities }: TlsPaths): SecureContextOptions {
  const options: SecureContextOptions = {
    cert: read('TLS_CERT_PATH', certificate),
    key: read('TLS_KEY_PATH', key),
    minVersion: 'TLSv1.2',
    ...(clientAuthorities === null ? {} : { ca: read('TLS_CLIENT_CA_PATH', clientAuthorities) }),
  }
  try {
    createSecureContext(options)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CodedError('invalid-configuration', `${certificate} and ${key} cannot be used for TLS: ${reason}`, {
      cause: error,
    })
  }
  return options
}

/** Calls back some seconds after one of the files has changed. */
export function watchCertificates({ certificate, key, clientAuthorities }: TlsPaths, changed: () => void): () => void {
  const paths = [certificate, key, ...(clientAuthorities === null ? [] : [clientAuthorities])]
  for (const path of paths) watchFile(path, { persistent: false, interval: LOOK_MS }, changed)
  return () => {
    for (const path of paths) unwatchFile(path, changed)
  }
}

function read(variable: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new CodedError('invalid-configuration', `${variable} names "${path}", which cannot be read (${reason})`, {
      cause: error,
    })
  }
}
