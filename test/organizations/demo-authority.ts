import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../trust/clock.ts'
import { makeTlsAuthority } from '../../trust/keys/tls-authority.ts'

export interface DemoAuthority {
  /** File of its certificate, PEM: what a client must trust. */
  readonly file: string
  readonly certificate: string
  /** Files of a new certificate for this machine's loopback, and of its key, PEM. */
  serverCertificate(name: string): Promise<{ readonly certificate: string; readonly key: string }>
}

/** An authority that vouches for the servers of one run of the demo, and is forgotten with it. */
export async function makeDemoAuthority(folder: string, clock: Clock): Promise<DemoAuthority> {
  await mkdir(folder, { recursive: true })
  const authority = await makeTlsAuthority('Authority of the Ledig demo', clock)
  const file = join(folder, 'authority.pem')
  await writeFile(file, authority.ca)
  return {
    file,
    certificate: authority.ca,
    serverCertificate: async (name) => {
      const { cert, key } = await authority.issue(name)
      const files = { certificate: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) }
      await writeFile(files.certificate, cert)
      await writeFile(files.key, key, { mode: 0o600 })
      return files
    },
  }
}
