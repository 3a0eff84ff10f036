import fc from 'fast-check'
import { ACCESS_LEVELS } from '../../../trust/policies/access-level.ts'
import { parsePolicyDocument } from '../../../trust/policies/policy-document.ts'
import type { PolicyDocument } from '../../../trust/policies/policy-document.ts'
import type { WrittenDocument } from '../../../trust/policies/policy-parts.ts'

/** The instants at which something of an arbitrary document begins or ends. */
export const TURNS = ['2026-11-01T00:00:00Z', '2026-11-20T00:00:00Z', '2026-12-10T00:00:00Z', '2027-01-01T00:00:00Z']
export const OUR_MAILBOXES = ['vera', 'bo', 'nils'].map((name) => `${name}@contoso.example`)
/** A group's address, where there is one. */
export const OUR_LIST = 'list@contoso.example'
export const OUTSIDERS = ['anna@fabrikam.example', 'kim@fabrikam.example', 'otto@adatum.example']

const level = fc.constantFrom(...ACCESS_LEVELS)
const turn = fc.constantFrom(...TURNS)
const maybe = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(some, { nil: undefined })
const member = fc.constantFrom(...OUR_MAILBOXES, 'anna@fabrikam.example', 'unlisted@contoso.example', 'staff', 'board')
const groupName = fc.constantFrom('staff', 'board')

const grant = fc
  .record({
    to: fc.constantFrom(...OUTSIDERS, '@fabrikam.example', '@adatum.example', '@contoso.example', 'bo@contoso.example'),
    level,
    from: maybe(turn),
    until: maybe(turn),
  })
  .filter(({ from, until }) => from === undefined || until === undefined || from < until)

const mailbox = fc.record({
  address: fc.constantFrom(...OUR_MAILBOXES),
  kind: maybe(fc.constantFrom('user', 'room', 'equipment')),
  inside: maybe(level),
  default: maybe(level),
  grants: maybe(fc.array(grant, { maxLength: 3 })),
  sharingPolicy: maybe(fc.constantFrom('open', 'tight')),
})

const list = fc.record({
  address: fc.constant(OUR_LIST),
  kind: fc.constant('group'),
  group: groupName,
  default: maybe(level),
  grants: maybe(fc.array(grant, { maxLength: 1 })),
})

const relationship = (name: string, domains: string[]) =>
  fc.record({
    name: fc.constant(name),
    domains: fc.constant(domains),
    enabled: maybe(fc.boolean()),
    freeBusyAccessEnabled: fc.boolean(),
    freeBusyAccessLevel: level,
    freeBusyAccessScope: maybe(fc.option(groupName)),
    exclude: maybe(fc.array(member, { maxLength: 2 })),
    validUntil: maybe(fc.option(turn)),
  })

const rule = (domain: string) =>
  fc.constantFrom('Simple', 'Detail', 'Reviewer').map((action) => `${domain}: CalendarSharingFreeBusy${action}`)

const sharingPolicy = (name: string, standard: boolean) =>
  fc.record({
    name: fc.constant(name),
    default: fc.constant(standard),
    enabled: maybe(fc.boolean()),
    domains: fc
      .tuple(maybe(rule('fabrikam.example')), maybe(rule('*')), maybe(rule('Anonymous')))
      .map((rules) => rules.filter((one) => one !== undefined)),
  })

/** As somebody would write it: nothing stands in it that is not said. */
const plain = (document: unknown): WrittenDocument => JSON.parse(JSON.stringify(document)) as WrittenDocument

/** Sound documents of contoso.example, small enough that everything in them meets. */
export const writtenDocument: fc.Arbitrary<WrittenDocument> = fc
  .record({
    organization: fc.record({
      id: fc.constant('contoso'),
      domains: fc.constant(['contoso.example']),
      federationEnabled: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.boolean()),
      personalGrants: maybe(fc.constantFrom('honour', 'ignore')),
      defaultPermission: maybe(level),
      smallestGroup: maybe(fc.constantFrom(2, 3)),
    }),
    groups: fc.record({ staff: fc.array(member, { maxLength: 4 }), board: fc.array(member, { maxLength: 2 }) }),
    mailboxes: fc
      .tuple(fc.uniqueArray(mailbox, { maxLength: 3, selector: ({ address }) => address }), maybe(list))
      .map(([own, shared]) => (shared === undefined ? own : [...own, shared])),
    relationships: fc
      .tuple(
        maybe(relationship('fabrikam', ['fabrikam.example'])),
        maybe(relationship('adatum', ['adatum.example', 'sub.fabrikam.example'])),
      )
      .map((some) => some.filter((one) => one !== undefined)),
    sharingPolicies: fc
      .tuple(fc.boolean())
      .chain(([open]) => fc.tuple(sharingPolicy('open', open), sharingPolicy('tight', !open))),
  })
  .map(plain)

/** @throws Error where the document is not sound, which none of the above is */
export function read(document: WrittenDocument): PolicyDocument {
  const reading = parsePolicyDocument(document)
  if (reading.accepted) return reading.document
  throw new Error(JSON.stringify(reading.problems))
}
