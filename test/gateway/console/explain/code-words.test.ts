import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { stepWords, stopWords } from '../../../../gateway/console/explain/code-words.ts'
import { DECISION_CODES } from '../../../../trust/policies/decision.ts'
import { LANGUAGES } from '../../../../trust/sharing/published-link.ts'

const CODES = readFileSync(new URL('../../../../docs/reference/codes.md', import.meta.url), 'utf8')

/** Codes in the tables of a part of the page of codes. */
function codesOf(heading: string): readonly string[] {
  const part = CODES.slice(CODES.indexOf(`\n## ${heading}\n`) + 4).split('\n## ', 1)[0] ?? ''
  return [...part.matchAll(/`([A-Z]+_[A-Z_0-9]+|basic: [a-z ]+)`/g)].map(([, code = '']) => code)
}

describe('codes of steps in words', () => {
  for (const heading of ['Decision codes', 'Reasons for unknown', 'Token refusals', 'Steps of an explanation']) {
    for (const language of LANGUAGES) {
      it(`are there in ${language} for every one of "${heading}" in the reference`, () => {
        const codes = codesOf(heading).filter((code) => code !== 'ERR_')
        expect(codes.length).to.be.above(10)
        expect(codes.filter((code) => stopWords(language, code) === null)).to.deep.equal([])
      })
    }
  }

  it('say of a gate that let the question through the contrary of one that did not', () => {
    for (const code of DECISION_CODES) {
      if (code === 'ROOM_OUTSIDE') continue
      for (const language of LANGUAGES) {
        const words = (['pass', 'deny'] as const).map((outcome) => stepWords(language, { code, outcome }))
        expect(words[0], code).to.be.a('string').and.to.not.equal(words[1])
      }
    }
  })

  it('are missing for a code that a later release wrote, and for names every object has', () => {
    for (const code of ['SOMETHING_NEW', 'constructor', 'toString', '__proto__']) {
      expect(stopWords('en', code)).to.equal(null)
      expect(stepWords('sv', { code, outcome: 'pass' })).to.equal(null)
    }
    expect(stepWords('en', { code: null, outcome: 'pass' })).to.equal(null)
  })
})
