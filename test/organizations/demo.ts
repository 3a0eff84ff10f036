import { parseArgs } from 'node:util'
import picocolors from 'picocolors'
import { DEMO_PUBLICATION } from './demo-publication.ts'
import { DemoRemains } from './demo-remains.ts'
import { DEMO_SCENARIO } from './demo-scenario.ts'
import { playDemo } from './play-demo.ts'
import type { DemoFlags } from './play-demo.ts'

const HELP = `Usage: npm run demo -- [--once] [--json] [--tls]

Starts a gateway with the tenant contoso.example and simulated on-premises organizations, each a process
of its own, sets up the trusts, shows free/busy lookups in every direction, and shares a calendar by e-mail
with somebody outside: the link in it opens in a browser. Stays up until Ctrl-C.

  --once   exit after that: 0 if each came out as expected, 8 if not
  --json   print one JSON document on standard output and nothing else
  --tls    speak HTTPS everywhere, under an authority made for the run
  --help   print this
`

function readFlags(args: readonly string[]): (DemoFlags & { readonly help: boolean }) | string {
  const flag = { type: 'boolean', default: false } as const
  try {
    const options = { once: flag, json: flag, tls: flag, help: { ...flag, short: 'h' } }
    return parseArgs({ args: [...args], options, allowPositionals: false }).values
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The first signal ends the demo in good order, the second at once. */
function untilSignal(remains: DemoRemains): Promise<void> {
  return new Promise((resolve) => {
    let asked = false
    const end = (): void => {
      if (asked) {
        remains.clearAtOnce()
        process.exit(130)
      }
      asked = true
      resolve()
    }
    process.on('SIGINT', end)
    process.on('SIGTERM', end)
    // Whoever read our output is gone, as after `| head`.
    process.stdout.on('error', end)
    process.on('exit', () => remains.clearAtOnce())
  })
}

async function main(): Promise<number> {
  const flags = readFlags(process.argv.slice(2))
  if (typeof flags === 'string') {
    process.stderr.write(`${flags}\n\n${HELP}`)
    return 2
  }
  if (flags.help) {
    process.stdout.write(HELP)
    return 0
  }
  const remains = new DemoRemains()
  const stage = {
    out: (text: string) => void process.stdout.write(text),
    err: (text: string) => void process.stderr.write(text),
    colour: picocolors.isColorSupported && process.stdout.isTTY && !process.env['NO_COLOR'],
    now: Date.now,
    scenario: DEMO_SCENARIO,
    publication: DEMO_PUBLICATION,
    ended: untilSignal(remains),
  }
  return playDemo(flags, stage, remains)
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`The demo failed: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  },
)
