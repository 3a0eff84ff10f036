import { expect } from 'chai'
import { policySchema } from '../../../trust/policies/policy-schema.ts'
import { POLICY_SCHEMAS } from '../../../trust/policies/policy-document.ts'
import { readText } from '../../source-files.ts'

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly enum?: readonly string[]
  readonly description?: string
  readonly additionalProperties?: unknown
}

describe('the JSON Schema of a policy document', () => {
  it('is shipped as the program would make it; `ledig policy schema` makes it again', () => {
    expect(JSON.parse(readText('config/policy-document.schema.json'))).to.deep.equal(policySchema())
  })

  it('knows every field of every part, and no other', () => {
    const { properties = {}, additionalProperties } = policySchema() as Schema
    expect(additionalProperties).to.equal(false)
    const fields = (schema: Schema | undefined): string[] => Object.keys(schema?.properties ?? {})
    expect(fields(properties['organization'])).to.deep.equal(Object.keys(POLICY_SCHEMAS.organization.shape))
    expect(fields(properties['mailboxes']?.items)).to.deep.equal(Object.keys(POLICY_SCHEMAS.mailbox.shape))
    expect(fields(properties['relationships']?.items)).to.deep.equal(Object.keys(POLICY_SCHEMAS.relationship.shape))
    expect(fields(properties['sharingPolicies']?.items)).to.deep.equal(
      Object.keys(POLICY_SCHEMAS['sharing-policy'].shape),
    )
  })

  it('offers an editor the words of a choice, and says what a text has to be', () => {
    const mailbox = (policySchema() as Schema).properties?.['mailboxes']?.items
    expect(mailbox?.properties?.['default']?.enum).to.deep.equal([
      'None',
      'AvailabilityOnly',
      'LimitedDetails',
      'Reviewer',
    ])
    expect(mailbox?.properties?.['address']?.description).to.equal('a mailbox address')
  })
})
