import process from 'node:process'
import { readConfig } from '../../config/read-config.ts'
import { startGateway } from '../../gateway/main.ts'

/** The gateway as `ledig serve` starts it, in a process of its own that also says what it has used so far. */
export interface StartOrder {
  readonly config: string
}

export interface Started {
  readonly ewsUrl: string
  readonly adminUrl: string
  /** Milliseconds from the order to readiness. */
  readonly took: number
}

async function start({ config }: StartOrder): Promise<Started> {
  const began = performance.now()
  const { ewsUrl, adminUrl } = await startGateway(readConfig(config, {}))
  return { ewsUrl, adminUrl, took: performance.now() - began }
}

process.on('message', (message: 'usage' | StartOrder) => {
  if (message === 'usage') {
    process.send?.({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() })
    return
  }
  start(message).then(
    (started) => process.send?.(started),
    (error: unknown) => process.send?.({ failed: String(error) }),
  )
})
process.on('disconnect', () => process.exit())
process.send?.({ ready: true })
