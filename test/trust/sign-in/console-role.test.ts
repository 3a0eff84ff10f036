import { expect } from 'chai'
import { roleOf } from '../../../trust/sign-in/console-role.ts'

const MAPPING = {
  claim: 'groups',
  values: { administrator: ['federation-admins', 'root'], auditor: ['audit'], owner: ['staff'] },
}

const TABLE: readonly (readonly [string, Record<string, unknown>, string | null])[] = [
  ['a group', { groups: ['audit'] }, 'auditor'],
  ['several groups: the most they give', { groups: ['staff', 'audit', 'root'] }, 'administrator'],
  ['one text instead of a list', { groups: 'staff' }, 'owner'],
  ['a group that gives nothing', { groups: ['visitors'] }, null],
  ['another case', { groups: ['Root'] }, null],
  ['a part of a name', { groups: ['root2', 'audit '] }, null],
  ['no such claim', { roles: ['root'] }, null],
  ['an empty list', { groups: [] }, null],
  ['values that are no texts', { groups: [['root'], { root: true }, 1, null] }, null],
  ['a claim that is no list', { groups: { 0: 'root', length: 1 } }, null],
  ['nothing', {}, null],
]

describe('A role in the console', () => {
  for (const [title, claims, role] of TABLE) {
    it(`comes of what the provider says: ${title}`, () => expect(roleOf(claims, MAPPING)).to.equal(role))
  }

  it('is given by no name that objects have by themselves', () => {
    for (const claim of ['constructor', '__proto__', 'toString']) {
      const values = { administrator: ['function Object() { [native code] }', 'Object'], auditor: [], owner: [] }
      expect(roleOf({}, { claim, values }), claim).to.equal(null)
    }
  })

  it('is given to nobody where no value is named', () => {
    const values = { administrator: [], auditor: [], owner: [] }
    expect(roleOf({ groups: ['root', ''] }, { claim: 'groups', values })).to.equal(null)
  })
})
