/**
 * Ties a process to whoever started it: SIGTERM, and the starter's death, end it in good order; a second signal, or ten
 * seconds, at once. Ctrl-C reaches a whole group of processes, so under a starter it is left for the starter to decide.
 */
export function endWithStarter(close: () => Promise<void>): void {
  let ending = false
  const end = (): void => {
    if (ending) process.exit(1)
    ending = true
    setTimeout(() => process.exit(1), 10_000).unref()
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  const started = process.channel !== undefined
  process.on('SIGTERM', end)
  process.on('SIGINT', started ? () => {} : end)
  process.on('disconnect', end)
}

/** Says on one line of standard output that the process is ready, and how to reach it. */
export function tellReady(ready: object): void {
  process.stdout.write(`${JSON.stringify(ready)}\n`)
}

/** Ends a process that could not start: what is wrong on standard error, no stack trace. */
export function failToStart(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(3)
}
