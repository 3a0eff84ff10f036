import { expect } from 'chai'
import type { LookupFailure, TextLookup } from '../../../protocols/dns/text-lookup.ts'
import { authorityFindings, judgeProof, resolverFindings } from '../../../trust/organization/judge-proof.ts'
import type { AuthorityViews, ProofOutcome, ServerView } from '../../../trust/organization/judge-proof.ts'

const TEXT = 'ledig-federation=urn:ledig:1; token=abc'
const OTHERS = [
  'ledig-federation=urn:ledig:1; token=abd',
  'ledig-federation=urn:ledig:2; token=abc',
  `${TEXT} `,
  `"${TEXT}"`,
  TEXT.toUpperCase(),
  `v=spf1 ${TEXT}`,
]

const texts = (...found: string[]): TextLookup => ({ outcome: 'texts', texts: found, validated: false, aliases: [] })
const none: TextLookup = { outcome: 'no-name', aliases: [] }
const empty: TextLookup = { outcome: 'no-text', aliases: [] }
const failed = (because: LookupFailure): TextLookup => ({ outcome: 'failed', because, aliases: [] })
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

const judge = (views: readonly ServerView[], authorities: AuthorityViews | null = null): ProofOutcome =>
  judgeProof(TEXT, views, authorities)

const fromAuthorities = (exact: TextLookup[], sibling: TextLookup[] = [none]): AuthorityViews => ({ exact, sibling })
const shown = texts(TEXT)

const REFUSED_BY_AUTHORITIES: readonly (readonly [name: string, views: AuthorityViews, because: string])[] = [
  ['one of them does not have it', fromAuthorities([shown, none]), 'PROOF_DISAGREEMENT'],
  ['one of them has another text', fromAuthorities([texts('x'), shown]), 'PROOF_DISAGREEMENT'],
  ['the only one that answers has no text', fromAuthorities([empty, failed('timeout')]), 'PROOF_DISAGREEMENT'],
  ['one of them shows a wildcard', fromAuthorities([shown, shown], [none, shown]), 'PROOF_WILDCARD'],
  ['none answers', fromAuthorities([failed('timeout'), failed('refused')]), 'PROOF_NO_AUTHORITY'],
  ['none was found', fromAuthorities([failed('servfail')], [failed('servfail')]), 'PROOF_NO_AUTHORITY'],
  ['none says anything of a sibling', fromAuthorities([shown], [failed('unreachable')]), 'PROOF_NO_AUTHORITY'],
  ['one of them says more than anybody reads', fromAuthorities([shown, failed('too-much')]), 'PROOF_TOO_MUCH'],
  ['one of them leads in a circle', fromAuthorities([shown, failed('aliases')]), 'PROOF_ALIASES'],
  ['nobody is there', fromAuthorities([], []), 'PROOF_NO_AUTHORITY'],
]

describe('judging what the servers of a zone itself say', () => {
  it('takes a proof that all of them show', () => {
    const outcome = judge([good], fromAuthorities([shown, texts('v=spf1 -all', TEXT)], [none, empty]))
    expect(outcome).to.have.property('found', true)
  })

  it('does without one that is dead or lame while another shows it', () => {
    for (const because of ['timeout', 'unreachable', 'refused', 'servfail'] as const) {
      const outcome = judge([good], fromAuthorities([failed(because), shown], [failed(because), none]))
      expect(outcome, because).to.have.property('found', true)
    }
  })

  it('takes nothing that only they show', () => {
    expect(judge([view(none)], fromAuthorities([shown]))).to.deep.equal({
      found: false,
      because: 'PROOF_NO_NAME',
      aliases: [],
    })
  })

  for (const [name, views, because] of REFUSED_BY_AUTHORITIES) {
    it(`refuses where ${name} (DP5)`, () => {
      expect(judge([good], views)).to.deep.equal({ found: false, because, aliases: [] })
    })
  }
})

describe('judging a proof', () => {
  it('takes one match among several records', () => {
    const found = { found: true, via: 'dns', aliases: [], validated: false }
    expect(judge([view(texts('v=spf1 -all', ...OTHERS, TEXT))])).to.deep.equal(found)
    expect(judge([good, good])).to.deep.equal(found)
  })

  it('does not mind a wildcard that says something else (DP2)', () => {
    expect(judge([view(texts(TEXT), texts('v=spf1 -all'))])).to.have.property('found', true)
    expect(judge([view(texts(TEXT), empty)])).to.have.property('found', true)
  })

  it('calls it validated where every configured server says so, and only then (DP5)', () => {
    const said = (validated: boolean): ServerView => view({ outcome: 'texts', texts: [TEXT], validated, aliases: [] })
    expect(judge([said(true), said(true)])).to.have.property('validated', true)
    expect(judge([said(true), said(false)])).to.have.property('validated', false)
  })

  it('tells where aliases led, whatever comes of it (DP2)', () => {
    const led = (aliases: string[]): ServerView => view({ outcome: 'texts', texts: [TEXT], validated: false, aliases })
    const outcome = judge([led(['a.example', 'b.example']), led(['a.example'])])
    expect(outcome).to.deep.equal({ found: true, via: 'dns', aliases: ['a.example', 'b.example'], validated: false })
    expect(judgeProof('else', [led(['a.example'])], null)).to.have.deep.property('aliases', ['a.example'])
  })

  for (const [name, views, because] of REFUSED) {
    it(`refuses where ${name}`, () => {
      expect(judge(views)).to.deep.equal({ found: false, because, aliases: [] })
    })
  }
})

describe('what each server showed of a proof', () => {
  const from = (server: string | null, text: TextLookup) => ({ server, text })
  const [ONE, TWO, THREE] = ['192.0.2.1', '192.0.2.2', '2001:db8::3']

  it('is said of each of ours by itself', () => {
    const views = [
      { server: ONE, ...good },
      { server: TWO, ...view(texts('x')) },
      { server: THREE, ...view(shown, shown) },
    ]
    expect(resolverFindings(TEXT, views)).to.deep.equal([
      { server: ONE, kind: 'resolver', because: null },
      { server: TWO, kind: 'resolver', because: 'PROOF_OTHER_TEXT' },
      { server: THREE, kind: 'resolver', because: 'PROOF_WILDCARD' },
    ])
  })

  it('is said of each of the zone once, and what one of its answers lacks, it lacks', () => {
    const exact = [from(ONE, shown), from(TWO, failed('timeout')), from(THREE, none), from(THREE, shown)]
    const sibling = [from(ONE, shown), from(TWO, none), from(THREE, none)]
    expect(authorityFindings(TEXT, exact, sibling)).to.deep.equal([
      { server: ONE, kind: 'authority', because: 'PROOF_WILDCARD' },
      { server: TWO, kind: 'authority', because: 'PROOF_TIMEOUT' },
      { server: THREE, kind: 'authority', because: 'PROOF_NO_NAME' },
    ])
  })

  it('is said of one that serves the name beside it alone only where that is in the way', () => {
    expect(authorityFindings(TEXT, [from(ONE, shown)], [from(ONE, none), from(TWO, none)])).to.deep.equal([
      { server: ONE, kind: 'authority', because: null },
    ])
    const wildcard = authorityFindings(TEXT, [from(ONE, shown)], [from(TWO, shown)])
    expect(wildcard).to.deep.include({ server: TWO, kind: 'authority', because: 'PROOF_WILDCARD' })
  })

  it('is said of nobody where the servers of the zone were not found', () => {
    const unknown = [from(null, failed('servfail'))]
    expect(authorityFindings(TEXT, unknown, unknown)).to.deep.equal([
      { server: null, kind: 'authority', because: 'PROOF_SERVFAIL' },
    ])
  })
})
