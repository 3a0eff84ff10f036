import process from 'node:process'
import { readConfig } from '../../config/read-config.ts'
import { AuditLog, lookupEvent } from '../../gateway/audit/audit-log.ts'
import { startGateway } from '../../gateway/main.ts'
import type { RunningGateway } from '../../gateway/main.ts'
import { PathKeeper } from '../../trust/policies/step-path.ts'

/** The gateway as `ledig serve` starts it, in a process of its own that also says what it has used so far. */
export interface StartOrder {
  readonly config: string
}

/** Whether lookups from now on go on record, which a gateway cannot be told: to see what the record costs. */
export interface RecordOrder {
  readonly onRecord: boolean
}

/** Whether lookups from now on keep their trace, and write it: to see what that costs. */
export interface TraceOrder {
  readonly traced: boolean
}

export interface Started {
  readonly ewsUrl: string
  readonly adminUrl: string
  /** Milliseconds from the order to readiness. */
  readonly took: number
}

/** A little longer than what is to go on record waits to be written. */
const WRITTEN_AFTER_MS = 300

let running: RunningGateway | null = null
const putOnRecord = Reflect.get(AuditLog.prototype, 'lookup') as AuditLog['lookup']
const eventOf = Reflect.get(AuditLog.prototype, 'eventOf') as AuditLog['eventOf']
const keepStep = Reflect.get(PathKeeper.prototype, 'push') as PathKeeper['push']

async function start({ config }: StartOrder): Promise<Started> {
  const began = performance.now()
  running = await startGateway(readConfig(config, {}))
  const { ewsUrl, adminUrl } = running
  return { ewsUrl, adminUrl, took: performance.now() - began }
}

process.on('message', (message: 'usage' | 'stop' | RecordOrder | TraceOrder | StartOrder) => {
  if (message === 'usage') {
    process.send?.({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() })
    return
  }
  if (message === 'stop') {
    void running?.close().then(() => process.send?.({}))
    return
  }
  if ('onRecord' in message) {
    AuditLog.prototype.lookup = message.onRecord ? putOnRecord : () => undefined
    setTimeout(() => process.send?.({}), WRITTEN_AFTER_MS)
    return
  }
  if ('traced' in message) {
    AuditLog.prototype.eventOf = message.traced ? eventOf : (lookup) => lookupEvent(lookup, null)
    PathKeeper.prototype.push = message.traced ? keepStep : () => undefined
    setTimeout(() => process.send?.({}), WRITTEN_AFTER_MS)
    return
  }
  start(message).then(
    (started) => process.send?.(started),
    (error: unknown) => process.send?.({ failed: String(error) }),
  )
})
process.on('disconnect', () => process.exit())
process.send?.({ ready: true })
