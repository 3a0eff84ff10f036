import { get } from 'node:http'
import { get as secureGet } from 'node:https'
import { Command } from 'commander'
import { FederationError } from '../../protocols/federation-error.ts'

const LONGEST_WAIT_MS = 3_000

function statusOf(url: URL): Promise<number> {
  // The container asks itself over loopback, where the certificate names another host.
  const open = url.protocol === 'https:' ? secureGet : get
  return new Promise((resolve, reject) => {
    const call = open(url, { timeout: LONGEST_WAIT_MS, rejectUnauthorized: false }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    call.on('timeout', () => call.destroy(new Error('no answer in time')))
    call.on('error', reject)
  })
}

export function healthcheckCommand(): Command {
  return new Command('healthcheck')
    .description('Ask a gateway on this machine whether it serves; for container health checks.')
    .option('--url <url>', 'address of the gateway', 'http://127.0.0.1:8025')
    .action(async ({ url }: { url: string }) => {
      const status = await statusOf(new URL('/readyz', url)).catch(() => 0)
      if (status !== 200)
        throw new FederationError(
          'ERR_PARTNER_UNREACHABLE',
          status === 0 ? `${url} does not answer` : `${url} is not ready: it answers ${status}`,
        )
      process.stdout.write('ready\n')
    })
}
