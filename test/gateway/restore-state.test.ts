import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, renameSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { StoreSettings } from '../../config/read-config.ts'
import { openLog } from '../../gateway/log.ts'
import { openEngine, sealingKeyOf } from '../../gateway/open-state.ts'
import { restoreState } from '../../gateway/restore-state.ts'
import { checksumKeyOf, openIdentity, sealIdentity } from '../../trust/keys/sealed-identity.ts'
import { revoke } from '../../trust/organization/trust-transitions.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import { decodeTrust, encodeTrust } from '../../trust/organization/trust-record.ts'
import { contentOf } from '../../trust/stores/state-dump.ts'
import type { DumpedItem, StateContent } from '../../trust/stores/state-dump.ts'
import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { HeldRecord, Json, RecordKind } from '../../trust/stores/state-record.ts'
import { encodeLink, decodeLink, linkRecord } from '../../trust/sharing/link-record.ts'
import { linkSecretHash } from '../../trust/sharing/published-link.ts'
import type { PublishedLink } from '../../trust/sharing/published-link.ts'
import { StateStore } from '../../trust/stores/state-store.ts'
import { NOW, smallWorld } from './broker/small-world.ts'
import type { SmallWorld } from './broker/small-world.ts'

type Embedded = Extract<StoreSettings, { kind: 'embedded' }>

const parts = {
  clock: { now: () => NOW },
  random: { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 },
  log: openLog('silent'),
}

describe('a store restored from a backup', () => {
  let root: string
  let store: Embedded
  let world: SmallWorld
  let trust: FederationTrust

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'ledig-restore-'))
    store = { kind: 'embedded', folder: join(root, 'store'), keyFile: join(root, 'store-key') }
    world = await smallWorld()
    const [found] = [...world.store.snapshot().trusts(world.contoso.id)]
    trust = found as FederationTrust
  })
  afterEach(() => rmSync(root, { recursive: true }))

  async function opened<T>(work: (state: StateStore) => Promise<T>): Promise<T> {
    const engine = await openEngine(store, parts)
    try {
      const state = new StateStore(engine, { ...parts, checksumKey: checksumKeyOf(sealingKeyOf(store, parts.random)) })
      await state.open()
      return await work(state)
    } finally {
      await engine.close()
    }
  }

  const trustKey = (): string => `${trust.local} ${trust.partner}`
  const write = (state: StateStore, kind: RecordKind, key: string, value: Json, before: number) =>
    state.commit({ writes: [{ kind, key, value, before }], audit: [] })

  /** What a backup of the store as it is now gives back. */
  async function backedUp(): Promise<StateContent> {
    const key = sealingKeyOf(store, parts.random)
    return opened(async (state) => {
      const snapshot = await state.snapshot()
      const content = contentOf(snapshot, state.checksumKey, key.toString('base64url'))
      const items: DumpedItem[] = []
      for await (const item of content.items()) items.push(item)
      await snapshot.close()
      return {
        ...content,
        items: () =>
          (async function* () {
            yield* items
          })(),
      }
    })
  }

  const aside = (): string => {
    const folder = `${store.folder}.aside`
    renameSync(store.folder, folder)
    return folder
  }

  async function activeThenRevoked(): Promise<StateContent> {
    await opened((state) => write(state, 'trust', trustKey(), encodeTrust(trust), 0))
    const backup = await backedUp()
    const gone = revoke(trust, 'we parted', parts.clock)
    if ('refused' in gone) throw new Error(gone.refused)
    await opened(async (state) => {
      const held = await state.get({ kind: 'trust', key: trustKey() })
      await write(state, 'trust', trustKey(), encodeTrust(gone), held?.version ?? 0)
    })
    return backup
  }

  const stateOfTrust = (): Promise<string | undefined> =>
    opened(async (state) => {
      const held = await state.get({ kind: 'trust', key: trustKey() })
      return held === null ? undefined : decodeTrust(held.value).is.state
    })

  it('keeps a trust revoked that was revoked after the backup', async () => {
    const backup = await activeThenRevoked()
    const { tombstonesKept, from, to } = await restoreState(store, backup, aside(), parts)
    expect([tombstonesKept, from.records, to]).to.deep.equal([true, 1, from])
    expect(await stateOfTrust()).to.equal('revoked')
  })

  it('says so where what was there before is too damaged to tell', async () => {
    const backup = await activeThenRevoked()
    const folder = aside()
    for (const name of readdirSync(folder)) {
      if (/^MANIFEST|^CURRENT/.test(name)) truncateSync(join(folder, name), 3)
    }
    expect(await restoreState(store, backup, folder, parts)).to.include({ tombstonesKept: false })
    expect(await stateOfTrust()).to.equal('active')
  })

  const link = (id: string, over: Partial<PublishedLink> = {}): PublishedLink => ({
    ...{ id, organization: 'contoso', mailbox: parseMailboxAddress('vera@contoso.example'), level: 'Reviewer' },
    ...{ secretHash: linkSecretHash(id), back: 'OneDay', ahead: 'OneWeek', hours: null, hiddenCategories: [] },
    ...{ recipient: null, codeByMail: false, searchable: false, language: 'en', createdAt: NOW },
    ...{ from: null, until: null, revokedAt: null },
    ...over,
  })

  it('opens no address again that was revoked or reset after the backup, and no session', async () => {
    const linkIn = (state: StateStore, id: string) => state.get(linkRecord({ organization: 'contoso', id }))
    const put = async (state: StateStore, one: PublishedLink): Promise<void> => {
      const before = (await linkIn(state, one.id))?.version ?? 0
      await write(state, 'published-link', linkRecord(one).key, encodeLink(one), before)
    }
    await opened(async (state) => {
      for (const id of ['revoked', 'reset', 'lowered', 'same']) await put(state, link(id))
      for (const kind of ['owner-session', 'console-session'] as const)
        await write(state, kind, 'a-hash', { begun: NOW }, 0)
    })
    const backup = await backedUp()
    await opened(async (state) => {
      await put(state, link('revoked', { revokedAt: NOW }))
      await put(state, link('reset', { secretHash: linkSecretHash('another') }))
      await put(state, link('lowered', { level: 'AvailabilityOnly' }))
    })
    const { from, to } = await restoreState(store, backup, aside(), parts)
    expect([from.records, to]).to.deep.equal([4, from])
    await opened(async (state) => {
      const found = async (id: string) => decodeLink((await linkIn(state, id)) as HeldRecord)
      expect((await found('revoked')).revokedAt).to.equal(NOW)
      expect((await found('reset')).secretHash).to.equal(linkSecretHash('another'))
      expect(await found('lowered')).to.deep.equal(link('lowered'))
      expect(await found('same')).to.deep.equal(link('same'))
      for (const kind of ['owner-session', 'console-session'] as const) {
        expect(await state.get({ kind, key: 'a-hash' }), kind).to.equal(null)
      }
    })
  })

  it('raises the sequence of its metadata beyond any that a partner can have seen', async () => {
    const key = sealingKeyOf(store, parts.random)
    const sealed = sealIdentity({ organization: world.contoso, sequence: 7 }, key, randomBytes(12))
    await opened((state) => write(state, 'identity', world.contoso.id, sealed, 0))
    const backup = await backedUp()
    await restoreState(store, backup, aside(), parts)
    const { sequence, organization } = await opened(async (state) => {
      const held = await state.get({ kind: 'identity', key: world.contoso.id })
      return openIdentity(world.contoso.id, held?.value ?? null, key)
    })
    expect([sequence, organization.id]).to.deep.equal([NOW / 1000, world.contoso.id])
  })

  it('refuses a backup that does not say under which key its identities are sealed', async () => {
    const backup = { ...(await backedUp()), sealingKey: null }
    let caught: unknown
    await restoreState(store, backup, null, parts).catch((error: unknown) => (caught = error))
    expect(caught).to.include({ code: 'ERR_STORE_DAMAGED' })
  })
})
