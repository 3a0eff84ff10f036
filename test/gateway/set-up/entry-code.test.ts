import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { EntryCode } from '../../../gateway/set-up/entry-code.ts'
import { MINUTE } from '../../../protocols/availability/time-window.ts'
import { VirtualClock } from '../../trust/known-organizations.ts'

const random = { bytes: randomBytes, uuid: () => '', fraction: () => 0 }

describe('The code of a set-up', () => {
  let clock: VirtualClock
  let code: EntryCode
  beforeEach(() => {
    clock = new VirtualClock()
    code = new EntryCode(random, clock)
  })

  const cookie = (opened: ReturnType<EntryCode['open']>): string =>
    typeof opened === 'string' ? opened : (opened.setCookie.split(';')[0] ?? '')

  it('has 50 random bits in signs that are not read for one another', () => {
    expect(code.text).to.match(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/)
    expect(new EntryCode(random, clock).text).to.not.equal(code.text)
  })

  it('opens the pages for one browser, once', () => {
    const opened = code.open(code.text)
    expect(typeof opened === 'object' && opened.setCookie).to.match(
      /^ledig-set-up=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; /,
    )
    expect(code.formToken(cookie(opened))).to.match(/^[\w-]{43}$/)
    expect(code.open(code.text)).to.equal('used')
    for (const other of [undefined, '', `ledig-set-up=${'A'.repeat(43)}`]) expect(code.formToken(other)).to.equal(null)
  })

  it('is known however it is typed', () => {
    const fixed = new EntryCode({ ...random, bytes: () => Buffer.from([0, 1, 2, 3, 10, 20, 30, 31, 1, 0]) }, clock)
    expect(fixed.text).to.equal('0123A-MYZ10')
    expect(cookie(fixed.open(' o1 23a myz lo '))).to.match(/^ledig-set-up=/)
  })

  it('is guessed ten times a minute at most, and then not found by the right one either', () => {
    for (let guess = 0; guess < 10; guess++) expect(code.open(`guess ${guess}`)).to.equal('wrong')
    expect(code.open(code.text)).to.equal('tooMany')
    clock.pass(MINUTE)
    expect(cookie(code.open(code.text))).to.match(/^ledig-set-up=/)
  })
})
