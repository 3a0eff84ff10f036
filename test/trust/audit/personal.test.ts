import { createHash } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { commitment, countOf, valuesOf, withoutValue } from '../../../trust/audit/personal.ts'
import type { Personal } from '../../../trust/audit/personal.ts'

const SALT = '00112233445566778899aabbccddeeff'
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const someone = fc.constantFrom('ann@x.example', 'bo@x.example', 'vera@x.example')
const people = fc.array(someone, { minLength: 1, maxLength: 20 })

describe('personal values of an entry', () => {
  it('are committed to by SHA-256 of salt and value', () => {
    expect(commitment({ salt: SALT, value: 'ann@x.example' })).to.equal(sha256(`${SALT}ann@x.example`))
  })

  it('are committed to as a list by SHA-256 of their commitments, with salts that SHAKE256 makes of one seed', () => {
    const salts = createHash('shake256', { outputLength: 32 }).update(SALT, 'hex').digest('hex')
    const [one, other] = [salts.slice(0, 32), salts.slice(32)]
    const list = { seed: SALT, values: ['ann@x.example', 'bo@x.example'] }
    expect(commitment(list)).to.equal(sha256(`\0${sha256(`${one}ann@x.example`)}${sha256(`${other}bo@x.example`)}`))
  })

  it('are committed to as a list of one with the seed itself as the salt', () => {
    expect(commitment({ seed: SALT, values: ['ann@x.example'] })).to.equal(
      sha256(`\0${sha256(`${SALT}ann@x.example`)}`),
    )
  })

  it('leave the commitment as it was when any of them is erased, again and again, and nothing of who is gone', () => {
    fc.assert(
      fc.property(people, fc.array(someone, { maxLength: 3 }), (values, gone) => {
        const whole: Personal = { seed: SALT, values }
        let left: Personal | null = whole
        for (const value of gone) left = left && withoutValue(left, value)
        const expected = values.map((value) => (gone.includes(value) ? null : value))
        if (expected.every((value) => value === null)) return left === null
        if (left === null) return false
        for (const value of gone) expect(JSON.stringify(left)).to.not.include(value)
        if (expected.includes(null)) expect(JSON.stringify(left)).to.not.include(SALT)
        expect(valuesOf(left)).to.deep.equal(expected)
        return commitment(left) === commitment(whole)
      }),
    )
  })

  it('have another commitment when one is changed, left out, added or moved', () => {
    fc.assert(
      fc.property(people, people, (one, other) => {
        const same = one.join() === other.join()
        expect(commitment({ seed: SALT, values: one }) === commitment({ seed: SALT, values: other })).to.equal(same)
      }),
    )
  })

  it('are counted, and one alone is gone when it is erased', () => {
    expect(
      countOf({ seed: SALT, values: ['ann@x.example', 'bo@x.example', 'ann@x.example'] }, 'ann@x.example'),
    ).to.equal(2)
    expect(countOf({ salt: SALT, value: 'bo@x.example' }, 'ann@x.example')).to.equal(0)
    expect(withoutValue({ salt: SALT, value: 'bo@x.example' }, 'bo@x.example')).to.equal(null)
  })
})
