import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Certificate {
  certPath: string
  keyPath: string
  cert: string
  key: string
}

/** An authority of one's own, and what it vouches for: a server on the loopback and a client. Needs openssl. */
export function makeCertificates(folder: string): { ca: Certificate; server: Certificate; client: Certificate } {
  const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' })
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const load = (name: string): Certificate => {
    const certPath = join(folder, `${name}.pem`)
    const keyPath = join(folder, `${name}.key`)
    return { certPath, keyPath, cert: readFileSync(certPath, 'utf8'), key: readFileSync(keyPath, 'utf8') }
  }
  openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=Test Authority')
  const signed = (name: string, extension: string) => {
    writeFileSync(join(folder, `${name}.ext`), extension)
    openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`)
    const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', `${name}.ext`]
    openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, ...by)
    return load(name)
  }
  const server = signed('server', 'subjectAltName=IP:127.0.0.1,DNS:localhost\n')
  const client = signed('client', 'extendedKeyUsage=clientAuth\n')
  return { ca: load('ca'), server, client }
}
