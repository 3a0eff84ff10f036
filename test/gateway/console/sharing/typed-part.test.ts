import { expect } from 'chai'
import fc from 'fast-check'
import { patchBetween } from '../../../../gateway/console/sharing/part-differences.ts'
import { PART_FIELDS, PART_KINDS, valueOf } from '../../../../gateway/console/sharing/part-fields.ts'
import type { PartKind, WrittenPart } from '../../../../gateway/console/sharing/part-fields.ts'
import { hiddenTyped, readTyped, rowsOf, typedOf, writtenBy } from '../../../../gateway/console/sharing/typed-part.ts'
import { mergePatch } from '../../../../trust/policies/merge-patch.ts'
import { POLICY_SCHEMAS } from '../../../../trust/policies/policy-document.ts'

const level = fc.constantFrom('None', 'AvailabilityOnly', 'LimitedDetails', 'Reviewer')
const instant = fc.constantFrom('2026-12-31T23:00:00Z', '2026-12-31T23:00:30.5+01:00', '2027-06-01T00:00:00Z')
const group = fc.constantFrom('board', 'a, b', ' spaced ', '*')
const some = { requiredKeys: [] }

/** Parts as administrators write them: any field may be there or not. */
const RELATIONSHIPS: fc.Arbitrary<WrittenPart> = fc
  .record(
    {
      ...{ enabled: fc.boolean(), validUntil: fc.option(instant), freeBusyAccessEnabled: fc.boolean() },
      ...{ freeBusyAccessLevel: level, freeBusyAccessScope: fc.option(group), exclude: fc.array(group) },
      requests: fc.record({ enabled: fc.boolean(), level, scope: fc.option(group) }, some),
      ...{ broker: fc.constant('https://gateway.example'), joinBlocks: fc.boolean(), giveWorkingHours: fc.boolean() },
    },
    some,
  )
  .map((rest) => ({ domains: ['fabrikam.example', 'Sub.Fabrikam.example'], ...rest }) as WrittenPart)
const RULES = fc.array(fc.constantFrom('*:CalendarSharingFreeBusySimple', 'Anonymous:  CalendarSharingFreeBusyDetail'))
const POLICIES = fc.record({ enabled: fc.boolean(), default: fc.boolean(), domains: RULES }, some)
const MAILBOXES = fc.record({ inside: level, default: level, sharingPolicy: group, kind: fc.constant('room') }, some)
const ORGANIZATIONS = fc
  .record(
    {
      ...{ federationEnabled: fc.boolean(), personalGrants: fc.constantFrom('honour', 'ignore') },
      ...{ defaultPermission: level, smallestGroup: fc.integer({ min: 2, max: 99 }) },
    },
    some,
  )
  .map((rest) => ({ id: 'contoso', domains: ['contoso.example'], ...rest }))
const PARTS: Readonly<Record<PartKind, fc.Arbitrary<WrittenPart>>> = {
  relationship: RELATIONSHIPS,
  policy: POLICIES as fc.Arbitrary<WrittenPart>,
  mailbox: MAILBOXES as fc.Arbitrary<WrittenPart>,
  organization: ORGANIZATIONS as fc.Arbitrary<WrittenPart>,
}

/** The form as a browser would send it. */
const sent = (kind: PartKind, part: WrittenPart): URLSearchParams =>
  new URLSearchParams(
    hiddenTyped(kind, typedOf(kind, part)).map(
      ([name, value]) => [name, value.replaceAll('\n', '\r\n')] as [string, string],
    ),
  )

describe('the form of a part', () => {
  for (const kind of PART_KINDS) {
    it(`changes nothing of a ${kind} where nothing on it was touched, however it is written`, () => {
      fc.assert(
        fc.property(PARTS[kind], (part) => {
          expect(writtenBy(kind, readTyped(kind, sent(kind, part)), part)).to.deep.equal(part)
        }),
      )
    })

    it(`says all of another ${kind} where all of it was typed, by a patch and back again`, () => {
      fc.assert(
        fc.property(PARTS[kind], PARTS[kind], (from, to) => {
          const [there, back] = [patchBetween(from, to), patchBetween(to, from)]
          const after = mergePatch(from, there) as WrittenPart
          for (const field of PART_FIELDS[kind]) {
            expect(valueOf(field, after), field.name).to.deep.equal(valueOf(field, to))
            expect(valueOf(field, mergePatch(after, back) as WrittenPart)).to.deep.equal(valueOf(field, from))
          }
        }),
      )
    })
  }

  it('has every field of a relationship, a sharing policy and an organization that an administrator may set', () => {
    const pathsOf = (kind: PartKind): string[] =>
      PART_FIELDS[kind].map(({ path }) => path[0]).filter((one, i, all) => all.indexOf(one) === i)
    const named = (shape: object): string[] => Object.keys(shape).filter((one) => one !== 'name')
    expect(pathsOf('relationship')).to.have.members(named(POLICY_SCHEMAS.relationship.shape))
    expect(pathsOf('policy')).to.have.members(named(POLICY_SCHEMAS['sharing-policy'].shape))
    // Its id and its domains are those of the configuration.
    const settled = named(POLICY_SCHEMAS.organization.shape).filter((one) => one !== 'id' && one !== 'domains')
    expect(pathsOf('organization')).to.have.members(settled)
    const requests = PART_FIELDS.relationship.flatMap(({ path }) => (path[0] === 'requests' ? [path[1]] : []))
    expect(requests).to.have.members(['enabled', 'level', 'scope'])
  })

  it('takes for what is meant by nothing what the policy takes for it', () => {
    const whole = POLICY_SCHEMAS.relationship.parse({ name: 'fabrikam', domains: ['fabrikam.example'] })
    const organization = POLICY_SCHEMAS.organization.parse({ id: 'contoso', domains: ['contoso.example'] })
    const fields = PART_FIELDS.relationship.filter(({ name }) => name !== 'domains')
    for (const field of [...fields, ...PART_FIELDS.organization]) {
      const [first, second] = field.path
      const outer = ({ ...whole, ...organization } as Record<string, unknown>)[first]
      const value = second === undefined ? outer : (outer as Record<string, unknown>)[second]
      expect(field.otherwise, field.name).to.deep.equal(value ?? null)
    }
  })

  it('leaves what is not on it as it is: it was too long for it', () => {
    const exclude = Array.from({ length: 2_000 }, (_, i) => `person${i}@contoso.example`)
    const held = { domains: ['fabrikam.example'], exclude }
    const form = sent('relationship', held)
    form.delete('exclude')
    expect(writtenBy('relationship', readTyped('relationship', form), held)).to.deep.equal(held)
  })

  it('has empty rows for new rules, and none for a rule that is for nobody', () => {
    expect(rowsOf('*: CalendarSharingFreeBusySimple')).to.have.length(4)
    const form = new URLSearchParams({
      'who-0': ' ',
      'action-0': 'x',
      'who-1': 'a.example',
      'action-1': 'y',
      'who-3': 'z',
    })
    expect(readTyped('policy', form).rules).to.equal('a.example: y')
  })
})
