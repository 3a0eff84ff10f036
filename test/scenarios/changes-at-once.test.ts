import { expect } from 'chai'
import { startRedis, withoutRedis } from '../conformance/redis-server.ts'
import type { RedisServer } from '../conformance/redis-server.ts'
import { BO, Gateways, GRANT, GUS, instant, SLOW, TEA } from './at-once/gateways.ts'

const DETAILS = 'DetailedMerged 020200 tea knee'
const TIMES = 'FreeBusyMerged 020200'
const NOTHING = 'ErrorMailRecipientNotFound'
/** Allowed only since the question was under way: nothing was fetched, so nothing is known. */
const NOT_ASKED = 'ErrorProxyRequestProcessingFailed'
const REFUSED = 'ErrorNoFreeBusyAccess'

/** One kind of change, to and fro. */
interface Kind {
  readonly what: string
  readonly about: string
  /** Told while more is allowed, and while less is. */
  readonly more: string
  readonly less: string
  /** Told by a lookup that began while less was allowed. */
  readonly since: string
  /** Told by a lookup that began while more was allowed, where that is less still. */
  readonly until?: string
  readonly lower: (at: Gateways, i: number) => Promise<unknown>
  readonly raise: (at: Gateways, i: number) => Promise<unknown>
}

/** Fields of a part, as they are while less is allowed and while more is. */
const fields = (path: string, less: object, more: object): Pick<Kind, 'lower' | 'raise'> => ({
  lower: (at, i) => at.change(i, `/organizations/${path}`, less),
  raise: (at, i) => at.change(i, `/organizations/${path}`, more),
})

/** A part that is put in whole. */
const whole = (path: string, less: unknown, more: unknown): Pick<Kind, 'lower' | 'raise'> => ({
  lower: (at, i) => at.call(i, 'PUT', `/organizations/${path}`, less),
  raise: (at, i) => at.call(i, 'PUT', `/organizations/${path}`, more),
})

const closed = { more: DETAILS, less: NOTHING, since: NOT_ASKED }
/** Details were not asked for while only times were allowed. */
const level = { more: DETAILS, less: TIMES, since: TIMES }
const ofTea = { about: TEA, ...closed }
const ofGus = { about: GUS, ...closed }
const friends = 'tailspin/relationships/contoso'
const teas = `tailspin/mailboxes/${TEA}`
const guses = `tailspin/mailboxes/${GUS}`
const period = { from: instant(8.5), until: instant(10.5) }

const KINDS: readonly Kind[] = [
  {
    ...{ what: 'the level of a relationship', about: TEA, ...level },
    ...fields(friends, { freeBusyAccessLevel: 'AvailabilityOnly' }, { freeBusyAccessLevel: 'LimitedDetails' }),
  },
  {
    ...{ what: 'the scope of a relationship', ...ofTea },
    ...fields(friends, { freeBusyAccessScope: 'nobody' }, { freeBusyAccessScope: 'shown' }),
  },
  { what: 'whom a relationship leaves out', ...ofTea, ...fields(friends, { exclude: [TEA] }, { exclude: [] }) },
  { what: 'a relationship switched off', ...ofTea, ...fields(friends, { enabled: false }, { enabled: true }) },
  {
    ...{ what: 'the end of a relationship', ...ofTea },
    ...fields(friends, { validUntil: '2026-01-01T00:00:00Z' }, { validUntil: null }),
  },
  {
    ...{ what: 'what our own people may ask', ...ofTea },
    ...fields(
      'contoso/relationships/tailspin',
      { requests: { enabled: false } },
      { requests: { enabled: true, level: 'LimitedDetails' } },
    ),
  },
  {
    ...{ what: 'a sharing policy', about: GUS, ...level },
    less: NOTHING,
    since: NOT_ASKED,
    ...fields('tailspin/policies/own', { enabled: false }, { enabled: true }),
  },
  {
    ...{ what: 'the sharing policy of a mailbox', about: GUS, ...level },
    ...fields(guses, { sharingPolicy: 'simple' }, { sharingPolicy: 'own' }),
  },
  { what: 'the default of a mailbox', ...ofTea, ...fields(teas, { default: 'None' }, { default: 'LimitedDetails' }) },
  {
    ...{ what: 'a mailbox taken out', ...ofTea },
    lower: (at, i) => at.call(i, 'DELETE', `/organizations/${teas}`),
    raise: (at, i) => at.call(i, 'PUT', `/organizations/${teas}`, { address: TEA, default: 'LimitedDetails' }),
  },
  {
    ...{ what: 'what colleagues see of a mailbox', about: BO, ...closed, less: REFUSED },
    ...fields(`contoso/mailboxes/${BO}`, { inside: 'None' }, { inside: 'LimitedDetails' }),
  },
  { what: 'a grant given and revoked', ...ofGus, ...fields(guses, { grants: [] }, { grants: [GRANT] }) },
  {
    ...{ what: 'the level of a grant', about: GUS, ...level },
    ...fields(guses, { grants: [{ ...GRANT, level: 'AvailabilityOnly' }] }, { grants: [GRANT] }),
  },
  {
    ...{ what: 'the end of a grant', ...ofGus },
    ...fields(guses, { grants: [{ ...GRANT, until: '2026-01-01T00:00:00Z' }] }, { grants: [GRANT] }),
  },
  {
    ...{ what: 'a hidden category', about: GUS, ...level, less: 'DetailedMerged 020200 tea', since: TIMES },
    // Categories were not asked for when none was hidden, and without them any event may be of one.
    until: 'DetailedMerged 020200',
    ...fields(guses, { grants: [{ ...GRANT, hiddenCategories: ['Doctor'] }] }, { grants: [GRANT] }),
  },
  {
    ...{ what: 'a private period', about: TEA, ...level, less: 'DetailedMerged 222200 knee', since: TIMES },
    ...fields(teas, { privatePeriods: [period] }, { privatePeriods: [] }),
  },
  { what: 'the members of a group', ...ofTea, ...whole('tailspin/groups/shown', [GUS], ['inner']) },
  { what: 'the members of a group in a group', ...ofTea, ...whole('tailspin/groups/inner', [GUS], [TEA, GUS]) },
  {
    ...{ what: 'the kill switch of an organization', ...ofTea },
    ...fields('tailspin', { federationEnabled: false }, { federationEnabled: true }),
  },
  {
    ...{ what: 'whether grants count', ...ofGus },
    ...fields('tailspin', { personalGrants: 'ignore' }, { personalGrants: 'honour' }),
  },
]

/** The id of the trust with the partner. */
async function trustOf(at: Gateways): Promise<string> {
  const { url, token } = at.admin(0)
  const answer = await fetch(`${url}/admin/v1/trusts`, { headers: { authorization: `Bearer ${token}` } })
  const { trusts } = (await answer.json()) as { trusts: { id: string; organization: string }[] }
  return trusts.find(({ organization }) => organization === 'contoso')?.id ?? ''
}

interface Opened {
  readonly share: { readonly id: string }
  readonly address: string
}

const TRUSTED = 'FreeBusyMerged 020200'

/** What has to hold of any number of gateways that are one: a change is made at one, and another is asked. */
function changesAtOnce(at: Gateways, count: number): void {
  const other = count - 1
  const everywhere = async (about: string, expected: string): Promise<void> => {
    for (let i = other; i >= 0; i--) expect(await at.ask(i, about), `at ${i}`).to.deep.equal([expected])
  }

  for (const { what, about, more, less, since, until = less, lower, raise } of KINDS) {
    it(`${what} counts from the next lookup, and for one under way`, async () => {
      await raise(at, 0)
      await everywhere(about, more)
      await lower(at, 0)
      await everywhere(about, less)
      expect(await at.askDuring(other, about, async () => void (await raise(at, 0))), 'raised meanwhile').to.equal(
        since,
      )
      await everywhere(about, more)
      expect(await at.askDuring(other, about, async () => void (await lower(at, 0))), 'lowered meanwhile').to.equal(
        until,
      )
      await raise(at, 0)
      await everywhere(about, more)
    })
  }

  it('the level of a published link, and of what caps it, counts from the next look', async () => {
    const shares = `/mailboxes/${TEA}/shares`
    const made = (await at.call(0, 'POST', shares, { level: 'LimitedDetails' })) as Opened
    const share = `${shares}/${encodeURIComponent(made.share.id)}`
    const everybody = async (expected: string): Promise<void> => {
      for (let i = other; i >= 0; i--) expect(await at.look(i, made.address), `at ${i}`).to.equal(expected)
    }
    const cap = (action: string): Promise<void> =>
      at.change(0, '/organizations/tailspin/policies/standard', {
        domains: ['*: CalendarSharingFreeBusyReviewer', `Anonymous: CalendarSharingFreeBusy${action}`],
      })
    await everybody('tea knee')
    await at.change(0, share, { level: 'AvailabilityOnly' })
    await everybody('nothing')
    await at.change(0, share, { level: 'LimitedDetails' })
    await everybody('tea knee')
    await cap('Simple')
    await everybody('nothing')
    await cap('Reviewer')
    await everybody('tea knee')
    await at.change(0, share, { hiddenCategories: ['Doctor'] })
    await everybody('tea')
    await at.call(0, 'DELETE', share)
    await everybody('404')
  })

  it('a suspended trust counts from the next lookup, and for one under way', async () => {
    const trust = `/trusts/${await trustOf(at)}`
    const suspend = async (): Promise<void> => void (await at.call(0, 'POST', `${trust}/suspend`, { reason: 'a test' }))
    const resume = async (): Promise<void> => void (await at.call(0, 'POST', `${trust}/resume`, {}))
    await everywhere(SLOW, TRUSTED)
    await suspend()
    await everywhere(SLOW, REFUSED)
    await resume()
    await everywhere(SLOW, TRUSTED)
    expect(await at.askDuring(other, SLOW, suspend)).to.equal(REFUSED)
    await resume()
  })

  it('a revoked trust counts for a lookup under way, and from the next one on', async () => {
    const revoke = `/trusts/${await trustOf(at)}/revoke`
    const told = await at.askDuring(
      other,
      SLOW,
      async () => void (await at.call(0, 'POST', revoke, { reason: 'lost' })),
    )
    expect(told).to.equal(REFUSED)
    await everywhere(SLOW, REFUSED)
  })
}

describe('A change at one of two gateways over Redis, once it is acknowledged:', function () {
  this.timeout(60_000)
  const at = new Gateways()
  let redis: RedisServer | null = null
  before(async function () {
    redis = await startRedis({ 'maxmemory-policy': 'noeviction' })
    if (redis === null) return withoutRedis(this)
    await at.open(2, redis.url)
  })
  after(async () => {
    await at.close()
    await redis?.stop()
  })
  changesAtOnce(at, 2)
})

describe('A change at a gateway with a store of its own, once it is acknowledged:', function () {
  this.timeout(60_000)
  const at = new Gateways()
  before(() => at.open(1))
  after(() => at.close())
  changesAtOnce(at, 1)
})
