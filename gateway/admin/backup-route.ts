import { z } from 'zod'
import { encryptBackup, SHORTEST_PASSPHRASE } from '../../trust/stores/backup-cipher.ts'
import { contentOf, dumpState } from '../../trust/stores/state-dump.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'
import { operation } from './operation.ts'
import type { Operation } from './operation.ts'

const SALT_BYTES = 16

const backupBody = z.strictObject({
  passphrase: z.string().min(SHORTEST_PASSPHRASE, `expected at least ${SHORTEST_PASSPHRASE} characters`).max(1_024),
})

async function* backupOf(
  state: StateStore,
  sealingKey: Buffer,
  passphrase: string,
  salt: Buffer,
): AsyncIterable<Buffer> {
  const snapshot = await state.snapshot()
  try {
    const content = contentOf(snapshot, state.checksumKey, sealingKey.toString('base64url'))
    yield* encryptBackup(dumpState(content), passphrase, salt)
  } finally {
    await snapshot.close()
  }
}

export const BACKUP_OPERATION: Operation = operation({
  id: 'backup.create',
  method: 'post',
  path: '/backups',
  scope: 'admin',
  summary: 'Everything this gateway holds as of one moment, private keys too, encrypted under a passphrase.',
  body: backupBody,
  handle: async ({ state, sealingKey, random }, call) => {
    if (call.dryRun) return { body: null }
    const { actor, requestId } = call.cause(() => ({ body: null }))
    const event = { event: 'backup.made', at: state.now(), actor, requestId, facts: {}, personal: {} }
    await state.commit({ writes: [], audit: [event] })
    return { body: null, stream: backupOf(state, sealingKey, call.body.passphrase, random.bytes(SALT_BYTES)) }
  },
})
