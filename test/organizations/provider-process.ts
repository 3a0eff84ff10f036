import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { startProvider } from '../protocols/openid/real-provider.ts'
import { endWithStarter, failToStart, tellReady } from './child-lifetime.ts'

const options = z.strictObject({
  redirectUri: z.string(),
  host: z.literal('localhost'),
  accounts: z.record(z.string(), z.strictObject({ groups: z.array(z.string()), name: z.string(), email: z.string() })),
})

/** The OpenID provider of the demo, where people say who they are by their name alone. */
async function main(file: string | undefined): Promise<void> {
  if (file === undefined) throw new Error('usage: provider-process FILE')
  const provider = await startProvider(options.parse(JSON.parse(await readFile(file, 'utf8'))))
  endWithStarter(() => provider.stop())
  tellReady({ ready: true, issuer: provider.issuer })
}

main(process.argv[2]).catch(failToStart)
