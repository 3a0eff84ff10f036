import { dirname, resolve } from 'node:path'
import { Command } from 'commander'
import type { RunningGateway } from '../main.ts'
import { CONFIGURATION } from '../set-up/first-files.ts'

const DRAIN_MS = 15_000

/** Ends on the first signal after requests under way are answered, and on the second at once. */
function untilSignal(close: () => Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    let stopping = false
    const stop = (): void => {
      if (stopping) process.exit(1)
      stopping = true
      setTimeout(() => process.exit(1), DRAIN_MS).unref()
      void close().then(resolve)
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
  })
}

/** Runs what a configuration says. */
async function run(file: string): Promise<RunningGateway> {
  const [{ readConfig }, { startGateway }] = await Promise.all([
    import('../../config/read-config.ts'),
    import('../main.ts'),
  ])
  return startGateway(readConfig(file, process.env))
}

/** Runs what stands in the folder where nobody named a configuration; where nothing does, a set-up writes it first. */
async function runHere(file: string): Promise<RunningGateway> {
  const [{ startGateway, realParts }, { resumeSetUp, runSetUp, standingOf }] = await Promise.all([
    import('../main.ts'),
    import('../set-up/run-set-up.ts'),
  ])
  const parts = {
    ...realParts('warn'),
    ...{
      environment: process.env,
      start: startGateway,
      tell: (line: string) => void process.stderr.write(`${line}\n`),
    },
    systemZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
  }
  switch (standingOf(file)) {
    case 'configured':
      return run(file)
    case 'unfinished':
      return resumeSetUp(file, parts)
    case 'empty':
      return runSetUp(dirname(resolve(file)), parts)
  }
}

export function serveCommand(): Command {
  return new Command('serve')
    .description('Run the gateway until it is stopped; where nothing is configured yet, set it up in a browser first.')
    .option(
      '-c, --config <file>',
      'configuration file; absent: LEDIG_CONFIG, else ledig.yaml here, which a set-up writes where it is not there',
    )
    .action(async ({ config }: { config?: string }) => {
      const named = config ?? process.env['LEDIG_CONFIG']
      const gateway = named === undefined ? await runHere(CONFIGURATION) : await run(named)
      if (gateway.consoleUrl !== null) process.stderr.write(`The console is at ${gateway.consoleUrl}\n`)
      process.stderr.write(`Ledig listens on ${gateway.url}; stop it with Ctrl-C.\n`)
      await untilSignal(() => gateway.close())
    })
}
