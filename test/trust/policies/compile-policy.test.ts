import { expect } from 'chai'
import { parseDomain, parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { policyOf } from './policy-vocabulary.ts'

const ORGANIZATION = { id: 'northwind', domains: ['northwind.example', 'Northwind.TEST'] }
const BROKER = 'urn:ledig:00000000-0000-4000-8000-000000000001'

const ASKED = ['ivy', 'max', 'joe'].map((name) => parseMailboxAddress(`${name}@northwind.example`))

describe('a compiled policy', () => {
  it('has everyone of a group, however deep', () => {
    const groups = { all: ['some', 'max@northwind.example'], some: ['few'], few: ['Ivy@northwind.example'] }
    const policy = policyOf({
      organization: ORGANIZATION,
      groups,
      relationships: [{ name: 'c', domains: ['carrier.example'], freeBusyAccessScope: 'all', exclude: ['few'] }],
    })
    const relationship = policy.relationship(parseDomain('carrier.example'))
    expect(ASKED.map((address) => relationship?.scope?.has(address))).to.deep.equal([true, true, false])
    expect(ASKED.map((address) => relationship?.exclude.has(address))).to.deep.equal([true, false, false])
    expect(policy.notices).to.deep.equal([])
  })

  it('bears groups that hold each other in a circle, and says so', () => {
    const groups = {
      a: ['b', 'ivy@northwind.example'],
      b: ['c'],
      c: ['a', 'max@northwind.example'],
      d: ['a'],
      e: ['f'],
      f: [],
    }
    const policy = policyOf({
      organization: ORGANIZATION,
      groups,
      relationships: [{ name: 'c', domains: ['carrier.example'], freeBusyAccessScope: 'b' }],
    })
    const scope = policy.relationship(parseDomain('carrier.example'))?.scope
    expect(ASKED.map((address) => scope?.has(address))).to.deep.equal([true, true, false])
    expect(policy.notices).to.deep.equal(['groups hold each other in a circle: a, b, c, d'])
  })

  it('bears a chain of ten thousand groups', () => {
    const groups = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, i) => [`g${i}`, i === 9_999 ? ['ivy@northwind.example'] : [`g${i + 1}`]]),
    )
    const policy = policyOf({
      organization: ORGANIZATION,
      groups,
      relationships: [{ name: 'c', domains: ['carrier.example'], freeBusyAccessScope: 'g0' }],
    })
    const scope = policy.relationship(parseDomain('carrier.example'))?.scope
    expect(ASKED.map((address) => scope?.has(address))).to.deep.equal([true, false, false])
  })

  it('knows no mailbox outside our domains, and says so', () => {
    const policy = policyOf({
      organization: ORGANIZATION,
      mailboxes: [{ address: 'joe@carrier.example', default: 'Reviewer' }, { address: 'max@northwind.test' }],
    })
    expect(policy.mailbox(parseMailboxAddress('joe@carrier.example'))).to.equal(undefined)
    expect(policy.mailbox(parseMailboxAddress('max@northwind.test'))).to.include({ default: 'None' })
    expect(policy.notices).to.deep.equal(['mailbox joe@carrier.example is in no domain of ours'])
  })

  it('knows a mailbox by its entry where it also has a calendar', () => {
    const ivy = parseMailboxAddress('ivy@northwind.example')
    const document = { organization: ORGANIZATION, mailboxes: [{ address: ivy, inside: 'None' }] }
    expect(policyOf(document, { calendarMailboxes: () => new Set([ivy]) }).mailbox(ivy)).to.include({ inside: 'None' })
  })

  it('tells working hours in minutes after midnight of their zone', () => {
    const hours = [{ days: ['Monday', 'Friday'], start: '07:30', end: '24:00' }]
    const policy = policyOf({
      organization: ORGANIZATION,
      mailboxes: [{ address: 'ivy@northwind.example', timeZone: 'America/Chicago', workingHours: hours }],
    })
    expect(policy.mailbox(parseMailboxAddress('ivy@northwind.example'))?.workingHours).to.deep.equal({
      timeZone: 'America/Chicago',
      periods: [{ days: ['Monday', 'Friday'], start: 450, end: 1440 }],
    })
  })

  it('names the gateway that speaks for a domain', () => {
    const policy = policyOf({
      organization: ORGANIZATION,
      relationships: [
        { name: 'c', domains: ['carrier.example'], broker: BROKER },
        { name: 'd', domains: ['direct.example'] },
      ],
    })
    expect(policy.brokerFor(parseDomain('carrier.example'))).to.equal(BROKER)
    expect(policy.brokerFor(parseDomain('direct.example'))).to.equal(null)
    expect(policy.brokerFor(parseDomain('nobody.example'))).to.equal(null)
  })
})
