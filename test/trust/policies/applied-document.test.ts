import { expect } from 'chai'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { readYaml } from '../../../config/read-yaml.ts'
import { orderDocument } from '../../../trust/policies/order-document.ts'
import { StatePolicyStore } from '../../../trust/policies/state-policy-store.ts'
import { BY_ITSELF } from '../../../trust/stores/cause.ts'
import { MemoryEngine, MemoryWorld } from '../../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'
import { VirtualClock } from '../known-organizations.ts'
import { writtenDocument } from './arbitrary-documents.ts'

async function open(document: object) {
  let made = 0
  const bytes = (length: number): Buffer => Buffer.alloc(length, made++)
  const random = {
    bytes,
    uuid: () => `00000000-0000-4000-8000-${String(made++).padStart(12, '0')}`,
    fraction: () => 0.5,
  }
  const world = new MemoryWorld()
  const state = new StateStore(new MemoryEngine(world), { clock: new VirtualClock(), random, checksumKey: null })
  await state.open()
  const policies = new StatePolicyStore(state, () => ({}))
  await state.follow(policies)
  await policies.seed('contoso', document as never, BY_ITSELF)
  return { state, policies }
}

const organization = { id: 'contoso', domains: ['contoso.example'] }
const vera = { address: 'vera@contoso.example', default: 'AvailabilityOnly' }

describe('a whole document', () => {
  it('changes nothing when it is the one that was exported, as text, however it was written', async () => {
    await fc.assert(
      fc.asyncProperty(writtenDocument, async (document) => {
        const { state, policies } = await open(document)
        const before = await state.head()
        const text = stringify(orderDocument(await policies.documentOf('contoso')))
        const reading = readYaml(text)
        if (!reading.read) throw new Error(text)
        const outcome = await policies.apply('contoso', { document: reading.value }, () => BY_ITSELF)
        expect(outcome).to.deep.include({ stored: true, changes: [] })
        expect(await state.head()).to.deep.equal(before)
        expect(stringify(orderDocument(await policies.documentOf('contoso')))).to.equal(text)
      }),
      { numRuns: 100 },
    )
  })

  it('makes the store say what it says, whatever was held, and a second time changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(writtenDocument, writtenDocument, async (first, second) => {
        const { policies } = await open(first)
        expect(await policies.apply('contoso', { document: second }, () => BY_ITSELF)).to.include({ stored: true })
        expect(await policies.agrees('contoso', second)).to.equal(true)
        const again = await policies.apply('contoso', { document: second }, () => BY_ITSELF)
        expect(again).to.deep.include({ stored: true, changes: [] })
      }),
      { numRuns: 100 },
    )
  })

  it('leaves one entry on record, which names the parts', async () => {
    const { state, policies } = await open({ organization, mailboxes: [vera] })
    const before = await state.head()
    const document = { organization, groups: { board: [], staff: [] } }
    await policies.apply('contoso', { document }, () => BY_ITSELF)
    expect((await state.head()).auditSize).to.equal(before.auditSize + 1)
    const [entry] = await state.engine.entries(before.auditSize, 1)
    const { event, facts } = JSON.parse(entry?.text ?? '') as { event: string; facts: object }
    expect({ event, ...facts }).to.deep.equal({
      ...{ event: 'policy.applied', organization: 'contoso', parts: 3 },
      changed: ['added group board', 'added group staff'],
    })
    expect(entry?.personal?.['mailboxes']).to.deep.include({ values: ['vera@contoso.example'] })
  })

  it('is refused with its base where what both make together does not hold together', async () => {
    const base = { organization, groups: { board: [] } }
    const { state, policies } = await open({
      ...base,
      relationships: [{ name: 'fabrikam', domains: ['fabrikam.example'], exclude: ['board'] }],
    })
    const before = await state.head()
    const outcome = await policies.apply('contoso', { base, document: { organization } }, () => BY_ITSELF)
    if (outcome.stored || outcome.because !== 'invalid') throw new Error('taken')
    expect(outcome.problems).to.deep.equal([
      {
        ...{ path: 'relationships.0.exclude.0', problem: 'found "board"; expected the name of a group' },
        ...{ found: '"board"', expected: 'the name of a group' },
      },
    ])
    expect(await state.head()).to.deep.equal(before)
  })

  it('is refused where its base is not sound, and says that it is the base', async () => {
    const { policies } = await open({ organization })
    const outcome = await policies.apply('contoso', { base: {}, document: { organization } }, () => BY_ITSELF)
    if (outcome.stored || outcome.because !== 'invalid') throw new Error('taken')
    expect(outcome.problems.map(({ path }) => path)).to.deep.equal(['(base) organization'])
  })

  it('changes nothing of its domains, which are the configuration’s', async () => {
    const { policies } = await open({ organization })
    const document = { organization: { ...organization, domains: ['other.example'] } }
    expect(await policies.apply('contoso', { document }, () => BY_ITSELF)).to.deep.include({ because: 'invalid' })
  })
})
