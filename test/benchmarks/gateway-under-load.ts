import process from 'node:process'
import { readConfig } from '../../config/read-config.ts'
import { AuditLog } from '../../gateway/audit/audit-log.ts'
import { startGateway } from '../../gateway/main.ts'
import type { RunningGateway } from '../../gateway/main.ts'

/** The gateway as `ledig serve` starts it, in a process of its own that also says what it has used so far. */
export interface StartOrder {
  readonly config: string
  readonly withoutAudit?: boolean
}

export interface Started {
  readonly ewsUrl: string
  readonly adminUrl: string
  /** Milliseconds from the order to readiness. */
  readonly took: number
}

let running: RunningGateway | null = null

async function start({ config, withoutAudit = false }: StartOrder): Promise<Started> {
  const began = performance.now()
  if (withoutAudit) AuditLog.prototype.lookup = () => undefined
  running = await startGateway(readConfig(config, {}))
  const { ewsUrl, adminUrl } = running
  return { ewsUrl, adminUrl, took: performance.now() - began }
}

process.on('message', (message: 'usage' | 'stop' | StartOrder) => {
  if (message === 'usage') {
    process.send?.({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() })
    return
  }
  if (message === 'stop') {
    void running?.close().then(() => process.send?.({}))
    return
  }
  start(message).then(
    (started) => process.send?.(started),
    (error: unknown) => process.send?.({ failed: String(error) }),
  )
})
process.on('disconnect', () => process.exit())
process.send?.({ ready: true })
