import { expect } from 'chai'
import type { TextLookup } from '../../../protocols/dns/text-lookup.ts'
import { judgeProof } from '../../../trust/organization/judge-proof.ts'
import type { ServerView } from '../../../trust/organization/judge-proof.ts'

const TEXT = 'ledig-federation=urn:ledig:1; token=abc'
const OTHERS = [
  'ledig-federation=urn:ledig:1; token=abd',
  'ledig-federation=urn:ledig:2; token=abc',
  `${TEXT} `,
  `"${TEXT}"`,
  TEXT.toUpperCase(),
  `v=spf1 ${TEXT}`,
]

const texts = (...found: string[]): TextLookup => ({ outcome: 'texts', texts: found, aliases: [] })
const none: TextLookup = { outcome: 'no-name', aliases: [] }
const empty: TextLookup = { outcome: 'no-text', aliases: [] }
const failed = (because: 'servfail' | 'timeout'): TextLookup => ({ outcome: 'failed', because, aliases: [] })
const view = (exact: TextLookup, sibling: TextLookup = none): ServerView => ({ exact, sibling })
const good = view(texts(TEXT))

const REFUSED: readonly (readonly [name: string, views: readonly ServerView[], because: string])[] = [
  ['the name is not there', [view(none)], 'PROOF_NO_NAME'],
  ['the name has no text', [view(empty)], 'PROOF_NO_TEXT'],
  ['no text is quite the one (DP1)', [view(texts(...OTHERS))], 'PROOF_OTHER_TEXT'],
  ['a random sibling answers the same (DP2)', [view(texts(TEXT), texts('x', TEXT))], 'PROOF_WILDCARD'],
  ['nobody knows whether a sibling answers (DP2)', [view(texts(TEXT), failed('servfail'))], 'PROOF_SERVFAIL'],
  ['the server fails', [view(failed('servfail'))], 'PROOF_SERVFAIL'],
  ['the server is silent (DP4)', [view(failed('timeout'))], 'PROOF_TIMEOUT'],
  ['one of two servers does not have it (DP5)', [good, view(none)], 'PROOF_DISAGREEMENT'],
  ['one of two servers has another text (DP5)', [view(texts('x')), good], 'PROOF_DISAGREEMENT'],
  ['one of two servers shows a wildcard (DP2)', [good, view(texts(TEXT), texts(TEXT))], 'PROOF_WILDCARD'],
  ['one of two servers says nothing (DP5)', [good, view(failed('timeout'))], 'PROOF_TIMEOUT'],
  ['no server was asked', [], 'PROOF_UNREACHABLE'],
]

describe('judging a proof', () => {
  it('takes one match among several records', () => {
    const found = { found: true, via: 'dns', aliases: [] }
    expect(judgeProof(TEXT, [view(texts('v=spf1 -all', ...OTHERS, TEXT))])).to.deep.equal(found)
    expect(judgeProof(TEXT, [good, good])).to.deep.equal(found)
  })

  it('does not mind a wildcard that says something else (DP2)', () => {
    expect(judgeProof(TEXT, [view(texts(TEXT), texts('v=spf1 -all'))])).to.have.property('found', true)
    expect(judgeProof(TEXT, [view(texts(TEXT), empty)])).to.have.property('found', true)
  })

  it('tells where aliases led, whatever comes of it (DP2)', () => {
    const led = (aliases: string[]): ServerView => view({ outcome: 'texts', texts: [TEXT], aliases })
    const outcome = judgeProof(TEXT, [led(['a.example', 'b.example']), led(['a.example'])])
    expect(outcome).to.deep.equal({ found: true, via: 'dns', aliases: ['a.example', 'b.example'] })
    expect(judgeProof('else', [led(['a.example'])])).to.have.deep.property('aliases', ['a.example'])
  })

  for (const [name, views, because] of REFUSED) {
    it(`refuses where ${name}`, () => {
      expect(judgeProof(TEXT, views)).to.deep.equal({ found: false, because, aliases: [] })
    })
  }
})
