import type { KeyObject } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { makeCertificate } from './certificate.ts'

/** What a TLS server needs: PEM text as `node:https` takes it. */
export interface TlsIdentity {
  /** Server certificate. */
  readonly cert: string
  readonly key: string
}

/** A certificate authority of a demo or a test: nobody else trusts it, and it dies with its process. */
export interface TlsAuthority {
  /** PEM of the authority's certificate: what a client is told to trust. */
  readonly ca: string
  issue(commonName: string, hosts?: readonly string[]): Promise<TlsIdentity>
}

const LOOPBACK = ['localhost', '127.0.0.1', '::1']
const DAYS = 30
const CLOCK_DIFFERENCE = 60_000

/** Makes the authority (RSA 2048, path length unlimited, 30 days); each `issue` makes a key of its own. */
export async function makeTlsAuthority(commonName: string, clock: Clock): Promise<TlsAuthority> {
  const notBefore = clock.now() - CLOCK_DIFFERENCE
  const order = { notBefore, days: DAYS, bits: 2048 } as const
  const by = { ...(await makeCertificate({ ...order, commonName, use: 'authority' })), commonName }
  return {
    ca: by.certificate.toString(),
    async issue(serverName, hosts = LOOPBACK) {
      const server = await makeCertificate({ ...order, commonName: serverName, use: 'server', hosts, by })
      return { cert: server.certificate.toString(), key: toPem(server.key) }
    },
  }
}

function toPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}
