import { Command } from 'commander'

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

export function serveCommand(): Command {
  return new Command('serve')
    .description('Run the gateway until it is stopped.')
    .option('-c, --config <file>', 'configuration file', process.env['LEDIG_CONFIG'] ?? 'ledig.yaml')
    .action(async ({ config }: { config: string }) => {
      const [{ readConfig }, { startGateway }] = await Promise.all([
        import('../../config/read-config.ts'),
        import('../main.ts'),
      ])
      const gateway = await startGateway(readConfig(config, process.env))
      if (gateway.consoleUrl !== null) process.stderr.write(`The console is at ${gateway.consoleUrl}\n`)
      process.stderr.write(`Ledig listens on ${gateway.url}; stop it with Ctrl-C.\n`)
      await untilSignal(() => gateway.close())
    })
}
