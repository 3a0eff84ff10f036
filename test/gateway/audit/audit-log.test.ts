import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { decode } from 'jsonwebtoken'
import { AuditLog } from '../../../gateway/audit/audit-log.ts'
import {
  auditTreeOf,
  eraseFromLog,
  listEntries,
  keepTreeHead,
  proofHolds,
  proveEntry,
  pruneLog,
  verifyLog,
} from '../../../gateway/audit/audit-operations.ts'
import { upkeepOf } from '../../../gateway/audit/audit-upkeep.ts'
import { answerAvailability } from '../../../gateway/broker/answer-availability.ts'
import { keptOf } from '../../../gateway/broker/lookup-trace.ts'
import { says } from '../../../gateway/explain/step-finding.ts'
import { openLog } from '../../../gateway/log.ts'
import { DAY, HOUR } from '../../../protocols/availability/time-window.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { sealEntry } from '../../../trust/audit/audit-entry.ts'
import { valuesOf } from '../../../trust/audit/personal.ts'
import { readTreeHead, signersOf } from '../../../trust/audit/tree-head.ts'
import { BY_ITSELF } from '../../../trust/stores/cause.ts'
import { MemoryEngine, MemoryWorld } from '../../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'
import { known } from '../../trust/known-organizations.ts'
import {
  address,
  asking,
  busy,
  colleague,
  CONTOSO_POLICY,
  NOW,
  outsider,
  policyOf,
  smallWorld,
} from '../broker/small-world.ts'
import type { SmallWorld } from '../broker/small-world.ts'

/** What is told of the trust by which Fabrikam asks. */
const ACTIVE = { says: 'trustIs', values: { name: 'Fabrikam', state: 'active', because: null } }

const signal = new AbortController().signal

describe('the audit of lookups', () => {
  const clock = { time: NOW, now: () => clock.time }
  let kept: MemoryWorld
  let state: StateStore
  let world: SmallWorld
  let audit: AuditLog
  let full: boolean
  /** What there was in the store each time it was told to put away what was taken out. */
  let putAway: string[]

  beforeEach(async () => {
    clock.time = NOW
    full = false
    kept = new MemoryWorld()
    const engine = new MemoryEngine(kept)
    const begin = engine.begin.bind(engine)
    engine.begin = () => (full ? Promise.reject(new FederationError('ERR_STORE_UNAVAILABLE', 'disk full')) : begin())
    putAway = []
    engine.forget = () => Promise.resolve(void putAway.push(JSON.stringify([...kept.entries.values()])))
    const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }
    state = new StateStore(engine, { clock, random, checksumKey: null })
    await state.open()
    world = await smallWorld()
    for (const name of ['vera', 'bo']) world.sources.contoso.times.set(address(`${name}@contoso.example`), [busy(1, 2)])
    audit = new AuditLog(state, openLog('silent'))
  })
  afterEach(() => audit.close())

  async function ask(mailboxes: string[], requester = outsider(world, 'anna@fabrikam.example')): Promise<void> {
    await answerAvailability(world.broker, requester, asking(mailboxes), { requestId: 'r-1', signal: () => signal })
    for (const trace of world.finished.splice(0)) audit.lookup({ ...keptOf(trace), at: clock.time })
  }

  const texts = (): string[] => [...kept.entries.values()].map(({ text }) => text ?? '')

  it('says who asked about whom and what decided, and nothing of any calendar', async () => {
    await ask(['vera', 'nils', 'nobody', 'noone'].map((name) => `${name}@contoso.example`))
    await ask(['vera@contoso.example'], colleague(world, 'bo@contoso.example'))
    await audit.flush()
    const [first, second] = [...kept.entries.values()]
    expect(JSON.parse(first?.text ?? '')).to.deep.include({ event: 'lookup', requestId: 'r-1' })
    expect((JSON.parse(first?.text ?? '') as { facts: object }).facts).to.deep.equal({
      by: world.fabrikam.id,
      kind: 'partner',
      view: 'Detailed',
      window: [NOW, NOW + 8 * HOUR],
      mailboxes: [
        [1, 'answer', 'RELATIONSHIP_LEVEL', 'answering', 'LimitedDetails', 'Detailed'],
        [1, 'refuse', 'MAILBOX_DEFAULT', 'answering'],
        [2, 'refuse', 'MAILBOX_UNKNOWN', 'answering'],
      ],
      trace: {
        by: [['pass', null, null, ACTIVE], 'single-use', 'a-token-id-of-tests'],
        ms: 0,
        runs: [
          [1, 0],
          [1, 1],
          [2, 2],
        ],
        ways: ['rlLmdLrvL', 'rlLmdNrvL', null].map((ceilings) => ({
          route: ['hosted', 'contoso'],
          walks: [
            [
              'answering',
              'policy',
              'contoso',
              `fo+nr+rd+re+fd+ln+${ceilings === null ? 'mu-' : `mu+os+ex+${ceilings}`}`,
              'fabrikam',
            ],
          ],
          ...(ceilings === 'rlLmdLrvL' && { masked: false }),
        })),
      },
    })
    expect(Object.entries(first?.personal ?? {}).map(([name, kept]) => [name, valuesOf(kept)])).to.deep.equal([
      ['from', 'anna@fabrikam.example'],
      ['about', ['vera', 'nils', 'nobody', 'noone'].map((name) => `${name}@contoso.example`)],
    ])
    expect(second?.text).to.include('"kind":"inside"')
    expect(texts().join()).to.not.match(/@|about vera|a room/)
  })

  it('tells a mailbox that was allowed and could not be read from one that was answered, side by side', async () => {
    const mailboxes = ['tor', 'vera', 'ulf'].map((name) => ({
      address: `${name}@contoso.example`,
      default: 'LimitedDetails',
    }))
    world.hosted.policy = policyOf({ ...CONTOSO_POLICY, mailboxes })
    await ask(mailboxes.map((mailbox) => mailbox.address))
    await audit.flush()
    const { facts } = JSON.parse(texts()[0] ?? '') as { facts: { mailboxes: unknown } }
    expect(facts.mailboxes).to.deep.equal([
      [1, 'unknown', 'RELATIONSHIP_LEVEL', 'answering', 'DATA_NOT_FOUND'],
      [1, 'answer', 'RELATIONSHIP_LEVEL', 'answering', 'LimitedDetails', 'Detailed'],
      [1, 'unknown', 'RELATIONSHIP_LEVEL', 'answering', 'DATA_NOT_FOUND'],
    ])
  })

  it('names each token that was made for a lookup by id, for whom and of whom, and keeps no text of it (TK15)', async () => {
    const shown: string[] = []
    const { fabrikam } = world.sources
    fabrikam.meanwhile = async () => {
      const request = { method: 'POST', url: 'https://fabrikam.example/ews', body: Buffer.from('x') } as const
      // Two requests, as a long question takes.
      for (let i = 0; i < 2; i++) {
        const headers = await fabrikam.asked.at(-1)?.context.authorize?.(request)
        shown.push((headers?.['authorization'] ?? '').slice('Bearer '.length))
      }
    }
    await ask(['anna@fabrikam.example', 'vera@contoso.example'], colleague(world, 'bo@contoso.example'))
    await audit.flush()
    const claims = shown.map((token) => decode(token) as { aud: string; jti: string; sub: string })
    expect(claims).to.have.length(2)
    expect(new Set(claims.map(({ jti }) => jti)).size).to.equal(2)
    const [entry] = [...kept.entries.values()]
    expect(kept.entries.size).to.equal(1)
    const { facts } = JSON.parse(entry?.text ?? '') as { facts: { tokens: unknown } }
    expect(facts.tokens).to.deep.equal(claims.map(({ aud, jti }) => [aud, jti]))
    expect(claims.map(({ sub }) => sub)).to.deep.equal(
      Array(2).fill(entry?.personal?.['from'] && valuesOf(entry.personal['from'])),
    )
    const written = JSON.stringify([...kept.entries.values()])
    for (const part of shown.flatMap((token) => token.split('.'))) expect(written).to.not.include(part)
  })

  it('names a token that was made to examine a partner in an entry of its own (TK15)', async () => {
    const tokens = [{ audience: world.fabrikam.id, tokenId: 'the-id' }]
    audit.issued('r-9', colleague(world, 'bo@contoso.example'), tokens)
    audit.issued('r-9', colleague(world, 'bo@contoso.example'), [])
    await audit.flush()
    await audit.flush()
    expect(texts().map((text) => JSON.parse(text) as object)).to.have.length(1)
    expect(JSON.parse(texts()[0] ?? '')).to.deep.include({
      ...{ event: 'token.issued', requestId: 'r-9' },
      facts: { by: world.contoso.id, tokens: [[world.fabrikam.id, 'the-id']] },
    })
  })

  it('erases a person everywhere and still verifies', async () => {
    for (let i = 0; i < 5; i++) await ask(['vera@contoso.example', 'bo@contoso.example'])
    await audit.flush()
    const signer = await known('Gateway')
    expect(await eraseFromLog(state, 'vera@contoso.example', () => ({ ...BY_ITSELF, rehearsal: true }))).to.equal(5)
    expect(JSON.stringify([...kept.entries.values()])).to.include('vera@contoso.example')
    expect(await eraseFromLog(state, 'vera@contoso.example', () => BY_ITSELF)).to.equal(5)
    expect(JSON.stringify([...kept.entries.values()])).to.not.include('vera')
    expect(putAway.at(-1), 'put away after it was erased').to.be.a('string').and.not.include('vera')
    expect(JSON.stringify([...kept.entries.values()])).to.include('bo@contoso.example')
    expect(await verifyLog(state, signer)).to.include({ ok: true, entries: 6 })
    const { entries } = (await listEntries(state, 0, 1)) as { entries: { personal: object }[] }
    expect(entries[0]?.personal).to.deep.equal({ from: 'anna@fabrikam.example', about: [null, 'bo@contoso.example'] })
    expect(await eraseFromLog(state, 'bo@contoso.example', () => BY_ITSELF)).to.equal(5)
    expect(JSON.stringify([...kept.entries.values()])).to.not.match(/vera|bo@/)
    expect(await verifyLog(state, signer)).to.include({ ok: true, entries: 7 })
  })

  it('counts what it could not put on record, and says so once it can', async () => {
    full = true
    for (let i = 0; i < 10; i++) await ask(['vera@contoso.example'])
    await audit.flush()
    expect(kept.entries.size).to.equal(0)
    await ask(['vera@contoso.example'])
    const [trace] = [world.finished]
    expect(trace).to.deep.equal([])
    const many = Array.from({ length: 100 }, (_, i) => `p${i}@contoso.example`)
    for (let i = 0; i < 250; i++) await ask(many)
    expect(audit.lost).to.be.greaterThan(0)
    const { lost } = audit
    full = false
    await audit.flush()
    expect(kept.entries.size).to.equal(11 + 250 - lost + 1)
    const gaps = texts().filter((text) => text.includes('audit.lost'))
    expect(gaps.map((text) => (JSON.parse(text) as { facts: object }).facts)).to.deep.equal([{ lookups: lost }])
    expect(audit.lost).to.equal(0)
  })

  it('counts every refused credential and tells of a few, in one entry, also after the store was away (AU5)', async () => {
    const refused = (): unknown[] =>
      texts()
        .map((text) => JSON.parse(text) as { event: string; facts: object })
        .filter(({ event }) => event === 'credentials.refused')
        .map(({ facts }) => facts)
    const since = new Date(NOW).toISOString()
    const samples = Array.from({ length: 10 }, (_, i) => [`r-${i}`, 'TOKEN_EXPIRED'])
    for (let i = 0; i < 5_000; i++)
      audit.refused({ requestId: `r-${i}`, because: 'TOKEN_EXPIRED', detail: null, found: null, requester: null })
    audit.refused({ requestId: 'r-basic', because: 'basic: wrong', detail: null, found: null, requester: null })
    await audit.flush()
    expect(refused()).to.deep.equal([])
    clock.time += 10_000
    full = true
    await audit.flush()
    audit.refused({ requestId: 'r-later', because: 'TOKEN_EXPIRED', detail: null, found: null, requester: null })
    full = false
    await audit.flush()
    const all = { since, refused: { TOKEN_EXPIRED: 5_001, 'basic: wrong': 1 }, samples }
    expect(refused()).to.deep.equal([all])
    audit.refused({ requestId: 'r-last', because: 'TOKEN_EXPIRED', detail: null, found: null, requester: null })
    await audit.close()
    const last = { since: new Date(clock.time).toISOString(), refused: { TOKEN_EXPIRED: 1 } }
    expect(refused()).to.deep.equal([all, { ...last, samples: [['r-last', 'TOKEN_EXPIRED']] }])
  })

  it('counts refused requests of somebody known by her organization, and names nobody', async () => {
    const requester = outsider(world, 'anna@fabrikam.example')
    const budget = 'the budget of the pair in slots is used up by anna@fabrikam.example'
    const found = says('usedUp', { scope: 'pair', unit: 'slots', backOffMs: 250, instances: 1 })
    audit.refused({ requestId: 'r-busy', because: 'ERR_BUSY', detail: budget, found, requester })
    const wrong = 'anna@fabrikam.example is no mailbox'
    audit.refused({ requestId: 'r-wrong', because: 'ERR_MESSAGE_MALFORMED', detail: wrong, found: null, requester })
    await audit.close()
    const entries = [...kept.entries.values()]
    expect(JSON.stringify(entries)).to.not.include('anna')
    const facts = entries.map(({ text }) => JSON.parse(text ?? '') as { event: string; facts: object })
    expect(facts.find(({ event }) => event === 'requests.refused')?.facts).to.deep.equal({
      since: new Date(NOW).toISOString(),
      refused: { ERR_BUSY: 1, ERR_MESSAGE_MALFORMED: 1 },
      samples: [
        ['r-busy', 'ERR_BUSY', world.fabrikam.id, null, found],
        ['r-wrong', 'ERR_MESSAGE_MALFORMED', world.fabrikam.id],
      ],
    })
  })

  it('loses no count that comes while one is written', async () => {
    for (let i = 0; i < 20; i++) {
      audit.refused({ requestId: `r-${i}`, because: 'TOKEN_EXPIRED', detail: null, found: null, requester: null })
      clock.time += 10_000
      const writing = audit.flush()
      audit.refused({ requestId: `s-${i}`, because: 'TOKEN_EXPIRED', detail: null, found: null, requester: null })
      await writing
    }
    await audit.close()
    const counts = texts().map((text) => (JSON.parse(text) as { facts: { refused: Record<string, number> } }).facts)
    expect(counts.reduce((sum, { refused }) => sum + (refused['TOKEN_EXPIRED'] ?? 0), 0)).to.equal(40)
  })

  it('proves an entry to somebody who has the fingerprint of our certificate', async () => {
    for (let i = 0; i < 7; i++) await ask(['vera@contoso.example'])
    await audit.flush()
    const [signer, other] = [await known('Gateway'), await known('Other')]
    for (let index = 0; index < 7; index++) {
      const proof = await proveEntry(state, auditTreeOf(state), signer, index)
      const head = readTreeHead(proof.head, signersOf(signer))
      if (head === null) throw new Error('the head was not believed')
      expect(head).to.include({ issuer: signer.id, log: state.epoch, size: 7 })
      expect(proofHolds(proof, head)).to.equal(true)
      expect(proofHolds({ ...proof, leaf: proof.leaf.replace(/^./, 'x') }, head)).to.equal(false)
      expect(readTreeHead(proof.head, signersOf(other))).to.equal(null)
      expect(readTreeHead(`${proof.head.slice(0, -8)}AAAAAAAA`, signersOf(signer))).to.equal(null)
    }
  })

  it('is signed every hour, so that a past rewritten with all its hashes is found', async () => {
    const signer = await known('Gateway')
    const upkeep = upkeepOf(state, auditTreeOf(state), signer, 30)
    for (let hour = 0; hour < 3; hour++) {
      await ask(['vera@contoso.example'])
      await audit.flush()
      await upkeep()
      clock.time += HOUR
    }
    expect((await state.list('tree-head', { limit: 10 })).map(({ key }) => Number(key))).to.deep.equal([1, 2, 3])
    expect(await verifyLog(state, signer)).to.include({ ok: true })
    let previous = '0'.repeat(64)
    for (const [index, entry] of kept.entries) {
      const said = JSON.parse(entry.text ?? '') as { at: string; event: string; actor: string; facts: object }
      const event = { ...said, at: Date.parse(said.at), requestId: 'another', facts: {}, personal: {} }
      const forged = sealEntry(event, index, previous, () => '00')
      kept.entries.set(index, forged)
      previous = forged.leaf
    }
    if (kept.head !== null) kept.head = { ...kept.head, auditLast: previous }
    const report = await verifyLog(state, signer)
    expect(report.problems).to.deep.equal([0, 1, 2].map((index) => ({ index, problem: 'rewritten' })))
  })

  it('lets go of texts that are older than is kept, and proves the rest', async () => {
    const signer = await known('Gateway')
    for (let day = 0; day < 10; day++) {
      await ask(['vera@contoso.example'])
      await audit.flush()
      clock.time += DAY
    }
    await pruneLog(state, clock.time - 3 * DAY)
    const [left = '[]', ...rest] = putAway
    expect(rest).to.deep.equal([])
    const letGo = (JSON.parse(left) as { text: string | null }[]).filter(({ text }) => text === null)
    expect(letGo, 'put away after they were let go').to.have.length(7)
    expect(texts().map((text) => text === '')).to.deep.equal([
      ...Array<boolean>(7).fill(true),
      false,
      false,
      false,
      false,
    ])
    expect(await verifyLog(state, signer)).to.include({ ok: true, entries: 11 })
    await keepTreeHead(state, auditTreeOf(state), signer)
    const proof = await proveEntry(state, auditTreeOf(state), signer, 8)
    const head = readTreeHead(proof.head, signersOf(signer))
    expect(head !== null && proofHolds(proof, head)).to.equal(true)
  })
})
