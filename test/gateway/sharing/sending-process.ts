import { openEmbeddedEngine } from '../../../trust/stores/state-engine-embedded.ts'
import { mailInstance } from './mail-instance.ts'

/** Opens the store in a folder and sends what is due, as a gateway does at its start: `folder port now key`. */
const [folder = '', port = '', now = '', key = ''] = process.argv.slice(2)
const clock = { now: () => Number(now) }
const engine = await openEmbeddedEngine({ folder, clock, log: () => undefined })
const { outbox } = await mailInstance({ clock, engine, sealingKey: Buffer.from(key, 'hex'), port: Number(port) })
await outbox.sendDue()
await engine.close()
