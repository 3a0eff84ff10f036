import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { valuesOf } from '../../../trust/audit/personal.ts'
import { PublishedLinks } from '../../../trust/sharing/link-store.ts'
import { decodeLink } from '../../../trust/sharing/link-record.ts'
import { linkSecretHash } from '../../../trust/sharing/published-link.ts'
import type { PublishedLink } from '../../../trust/sharing/published-link.ts'
import { BY_ITSELF } from '../../../trust/stores/cause.ts'
import { MemoryEngine, MemoryWorld } from '../../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'
import { START, VirtualClock } from '../known-organizations.ts'

const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }
const VERA = parseMailboxAddress('vera@contoso.example')

async function open(world = new MemoryWorld(), clock = new VirtualClock()) {
  const state = new StateStore(new MemoryEngine(world), { clock, random, checksumKey: null })
  await state.open()
  const links = new PublishedLinks(state)
  await state.follow(links)
  return { state, links, world, clock }
}

const link = (id: string, over: Partial<PublishedLink> = {}): PublishedLink => ({
  ...{ id, organization: 'contoso', mailbox: VERA, secretHash: linkSecretHash(id), level: 'AvailabilityOnly' },
  ...{ back: 'OneDay', ahead: 'OneMonth', hours: null, hiddenCategories: [], recipient: null, codeByMail: false },
  ...{ searchable: false, language: 'en', createdAt: START, from: null, until: null, revokedAt: null },
  ...over,
})

const opened = (one: PublishedLink) => ({ link: one, before: 0, event: 'link.opened' })

describe('The published links of a store', () => {
  it('are found by what is kept of their secret, from the moment they are written', async () => {
    const { links } = await open()
    const one = link('one', {
      hours: [{ days: ['Monday', 'Friday'], start: 540, end: 1020 }],
      hiddenCategories: ['family'],
      recipient: parseMailboxAddress('ines@fabrikam.example'),
      from: START,
      until: START + 1,
    })
    expect(await links.write(opened(one), BY_ITSELF)).to.deep.equal({ stored: true, sequence: 1 })
    expect(links.byHash(linkSecretHash('one'))).to.deep.equal(one)
    expect(links.byHash(linkSecretHash('other'))).to.equal(undefined)
  })

  it('are the same after a start, and on another instance at once', async () => {
    const { links, world } = await open()
    const beside = await open(world)
    await links.write(opened(link('one')), BY_ITSELF)
    expect(beside.links.byHash(linkSecretHash('one'))).to.deep.equal(link('one'))
    const later = await open(world)
    expect(later.links.linksOf('contoso', VERA).map((kept) => kept.link.id)).to.deep.equal(['one'])
    expect(later.links.linksOf('cont', VERA)).to.deep.equal([])
    await links.write(opened(link('two', { organization: 'wingtip' })), BY_ITSELF)
    expect([...links.linksIn('contoso')].map(({ id }) => id)).to.deep.equal(['one'])
  })

  it('have no old address any more once they have a new one, on every instance', async () => {
    const { links, world } = await open()
    const beside = await open(world)
    await links.write(opened(link('one')), BY_ITSELF)
    const reset = link('one', { secretHash: linkSecretHash('two') })
    await links.write({ link: reset, before: 1, event: 'link.reset' }, BY_ITSELF)
    for (const each of [links, beside.links]) {
      expect(each.byHash(linkSecretHash('one'))).to.equal(undefined)
      expect(each.byHash(linkSecretHash('two'))).to.deep.equal(reset)
    }
  })

  it('take of two changes from the same version one', async () => {
    const { links, world } = await open()
    const beside = await open(world)
    await links.write(opened(link('one')), BY_ITSELF)
    const change = (level: 'LimitedDetails' | 'Reviewer') => ({
      ...{ link: link('one', { level }), before: 1, event: 'link.changed' },
    })
    const both = await Promise.all([
      links.write(change('LimitedDetails'), BY_ITSELF),
      beside.links.write(change('Reviewer'), BY_ITSELF),
    ])
    expect(both.filter(({ stored }) => stored)).to.have.length(1)
    expect(both.find(({ stored }) => !stored)).to.deep.equal({ stored: false, because: 'conflict' })
  })

  it('change nothing in a rehearsal', async () => {
    const { links } = await open()
    expect(await links.write(opened(link('one')), { ...BY_ITSELF, rehearsal: true })).to.include({ stored: true })
    expect(links.linksOf('contoso', VERA)).to.deep.equal([])
  })

  it('go on record without their secret, and whose they are apart', async () => {
    const { links, state } = await open()
    await links.write(opened(link('one', { hiddenCategories: ['Cancer treatment'] })), BY_ITSELF)
    const [entry] = await state.engine.entries(0, 1)
    expect(JSON.parse(entry?.text ?? '')).to.deep.include({ event: 'link.opened', actor: 'gateway' })
    for (const told of [linkSecretHash('one'), VERA, 'Cancer']) expect(entry?.text).to.not.include(told)
    expect(entry?.personal?.['mailbox'] && valuesOf(entry.personal['mailbox'])).to.equal(VERA)
  })

  it('are forgotten once they ended long enough ago, and not before', async () => {
    const { links } = await open()
    await links.write(opened(link('revoked', { revokedAt: 100 })), BY_ITSELF)
    await links.write(opened(link('over', { until: 200 })), BY_ITSELF)
    await links.write(opened(link('open')), BY_ITSELF)
    expect(await links.forgetEndedBefore(100)).to.equal(0)
    expect(await links.forgetEndedBefore(101)).to.equal(1)
    expect(await links.forgetEndedBefore(1_000)).to.equal(1)
    expect(links.linksOf('contoso', VERA).map((kept) => kept.link.id)).to.deep.equal(['open'])
    expect(links.byHash(linkSecretHash('revoked'))).to.equal(undefined)
  })

  it('are refused where they are not what was written', () => {
    const record = (value: object, key = 'contoso one') => ({ key, value: value as never })
    expect(decodeLink(record(link('one')))).to.deep.equal(link('one'))
    for (const [value, key] of [
      [link('one'), 'contoso two'],
      [{ ...link('one'), secret: 'x' }, 'contoso one'],
      [{ ...link('one'), mailbox: 'nobody' }, 'contoso one'],
      [{ ...link('one'), level: 'None' }, 'contoso one'],
    ] as const) {
      expect(() => decodeLink(record(value, key))).to.throw('a published link that was kept is none')
    }
  })
})
