import { expect } from 'chai'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import type { Domain } from '../../../protocols/availability/mailbox-address.ts'
import { inLetters, readClaim } from '../../../trust/organization/domain-claim.ts'
import type { ClaimRefusal } from '../../../trust/organization/domain-claim.ts'

const OURS = new Set<Domain>([parseDomain('contoso.example')])
const claim = (text: string) => readClaim(text, (domain) => OURS.has(domain))
const becauseOf = (text: string): string => {
  const reading = claim(text)
  return reading.claimed ? `taken as ${reading.domain}` : reading.because
}

/** Public suffixes are those of publicsuffix.org, by its own examples and rules. */
const REFUSED: readonly (readonly [text: string, because: ClaimRefusal])[] = [
  ['example', 'CLAIM_NO_DOMAIN'],
  ['localhost', 'CLAIM_NO_DOMAIN'],
  ['com', 'CLAIM_NO_DOMAIN'],
  ['', 'CLAIM_NO_DOMAIN'],
  ['192.0.2.1', 'CLAIM_NO_DOMAIN'],
  ['[192.0.2.1]', 'CLAIM_NO_DOMAIN'],
  ['[IPv6:2001:db8::1]', 'CLAIM_NO_DOMAIN'],
  ['2001:db8::1', 'CLAIM_NO_DOMAIN'],
  ['0x7f.1', 'CLAIM_NO_DOMAIN'],
  ['*.fabrikam.example', 'CLAIM_NO_DOMAIN'],
  ['_federation-challenge.fabrikam.example', 'CLAIM_NO_DOMAIN'],
  ['fabrikam.example/x', 'CLAIM_NO_DOMAIN'],
  ['fabrikam..example', 'CLAIM_NO_DOMAIN'],
  [`${'a'.repeat(64)}.example`, 'CLAIM_NO_DOMAIN'],
  [`${'a.'.repeat(113)}example`, 'CLAIM_TOO_LONG'],
  ['co.uk', 'CLAIM_PUBLIC_SUFFIX'],
  ['CO.UK', 'CLAIM_PUBLIC_SUFFIX'],
  ['com.br', 'CLAIM_PUBLIC_SUFFIX'],
  ['nom.br', 'CLAIM_PUBLIC_SUFFIX'],
  ['foo.ck', 'CLAIM_PUBLIC_SUFFIX'], // *.ck
  ['kobe.jp', 'CLAIM_PUBLIC_SUFFIX'], // *.kobe.jp makes it one too, by the default rule of its own
  ['c.kobe.jp', 'CLAIM_PUBLIC_SUFFIX'],
  ['公司.cn', 'CLAIM_PUBLIC_SUFFIX'],
  ['xn--55qx5d.cn', 'CLAIM_PUBLIC_SUFFIX'],
  ['github.io', 'CLAIM_PUBLIC_SUFFIX'], // private section
  ['dyndns.org', 'CLAIM_PUBLIC_SUFFIX'], // private section: anybody can have the label of a proof below it
  ['uk.com', 'CLAIM_PUBLIC_SUFFIX'],
  ['contoso.example', 'CLAIM_OWN_DOMAIN'],
  ['Contoso.Example', 'CLAIM_OWN_DOMAIN'],
  ['xn--zzzzzzzz99.example', 'CLAIM_NOT_IDNA'],
  ['xn--a.example', 'CLAIM_NOT_IDNA'],
  ['xn---e0p.example', 'CLAIM_NOT_IDNA'], // reads as xn--e0p, which would be a second spelling
  ['xn--cme-n76s.example', 'CLAIM_NOT_IDNA'], // full-width a, which no A-label holds
  ['аcme.example', 'CLAIM_MIXED_SCRIPT'], // U+0430
  ['xn--cme-5cd.example', 'CLAIM_MIXED_SCRIPT'], // the same
  ['gοοgle.example', 'CLAIM_MIXED_SCRIPT'], // U+03BF
  ['bücher日本.example', 'CLAIM_MIXED_SCRIPT'],
  ['mail.fabrikаm.example', 'CLAIM_MIXED_SCRIPT'],
]

const TAKEN: readonly (readonly [text: string, domain: string])[] = [
  ['fabrikam.example', 'fabrikam.example'],
  ['FABRIKAM.Example', 'fabrikam.example'],
  ['mail.contoso.example', 'mail.contoso.example'],
  ['fabrikam.co.uk', 'fabrikam.co.uk'],
  ['www.ck', 'www.ck'], // !www.ck
  ['city.kobe.jp', 'city.kobe.jp'], // !city.kobe.jp
  ['contoso.onmicrosoft.com', 'contoso.onmicrosoft.com'],
  ['fabrikam.github.io', 'fabrikam.github.io'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ['straße.example', 'xn--strae-oqa.example'],
  ['пример.example', 'xn--e1afmkfd.example'],
  ['παράδειγμα.example', 'xn--hxajbheg2az3al.example'],
  ['例え.example', 'xn--r8jz45g.example'],
  ['실례.example', 'xn--9n2bp8q.example'],
  ['例子.example', 'xn--fsqu00a.example'],
  [`${'a.'.repeat(112)}example`, `${'a.'.repeat(112)}example`],
  ['ｆａｂｒｉｋａｍ.example', 'fabrikam.example'],
]

/** Letters that look like an ASCII one (Unicode confusables.txt), each with the letter it looks like. */
const LOOKALIKES: readonly (readonly [letter: string, like: string])[] = [
  ...Object.entries({ а: 'a', с: 'c', ԁ: 'd', е: 'e', һ: 'h', і: 'i', ј: 'j', ӏ: 'l', о: 'o', р: 'p', ԛ: 'q' }),
  ...Object.entries({ ѕ: 's', ѵ: 'v', ԝ: 'w', х: 'x', у: 'y', ь: 'b', г: 'r' }), // Cyrillic
  ...Object.entries({ α: 'a', ϲ: 'c', ι: 'i', ϳ: 'j', ο: 'o', ρ: 'p', ν: 'v', γ: 'y', υ: 'u', κ: 'k' }), // Greek
  ...Object.entries({ ց: 'g', հ: 'h', յ: 'j', ո: 'n', օ: 'o', զ: 'q', ս: 'u', ա: 'w' }), // Armenian
  ...Object.entries({ ɑ: 'a', ɡ: 'g', ɩ: 'i', ʋ: 'v', ʏ: 'y', ı: 'i', ł: 'l', ø: 'o', đ: 'd', ħ: 'h' }), // Latin
  ...Object.entries({ ａ: 'a', ｅ: 'e', ｏ: 'o', ℊ: 'g', ℯ: 'e', ⅰ: 'i', ⅼ: 'l', ⅽ: 'c', ⅾ: 'd', 𝐚: 'a', 𝗈: 'o' }), // compatibility
]

const NAMES = [
  ...['acme', 'fabrikam', 'wingtip', 'proseware', 'lucerne', 'adventure', 'blueyonder', 'hjklq', 'northwind'],
  ...['tailspin', 'relecloud', 'woodgrove', 'humongous', 'graphicdesign'],
]

const PAIRS = LOOKALIKES.flatMap(([letter, like]) =>
  NAMES.filter((name) => name.includes(like)).map((name) => [
    `${name}.example`,
    `${name.replace(like, letter)}.example`,
  ]),
)

describe('a domain somebody says a partner has', () => {
  for (const [text, because] of REFUSED) {
    it(`is refused: ${text.slice(0, 40) || '(nothing)'}, ${because} (DP7, TH10)`, () => {
      expect(becauseOf(text)).to.equal(because)
    })
  }

  for (const [text, domain] of TAKEN) {
    it(`is taken as its A-label in lower case: ${text} (TH10)`, () => {
      expect(becauseOf(text)).to.equal(`taken as ${domain}`)
    })
  }

  it(`is never equal to one that looks like it, unless the A-labels are: ${PAIRS.length} pairs (TH10)`, () => {
    expect(PAIRS).to.have.lengthOf.at.least(200)
    const wrong = PAIRS.filter(([name = '', lookalike = '']) => {
      const reading = claim(lookalike)
      // What Unicode calls another form of the same letter (NFKC) is the same name; every other letter is another name.
      const same = lookalike.normalize('NFKC') === name
      return reading.claimed && (reading.domain === name) !== same
    })
    expect(wrong).to.deep.equal([])
  })

  it('is refused in every pair whose other letter is of another script (TH10)', () => {
    const ofOtherScript = PAIRS.filter(([, lookalike = '']) =>
      /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/u.test(lookalike),
    )
    expect(ofOtherScript).to.have.lengthOf.at.least(100)
    expect(ofOtherScript.filter(([, lookalike = '']) => becauseOf(lookalike) !== 'CLAIM_MIXED_SCRIPT')).to.deep.equal(
      [],
    )
  })

  it('is shown in letters beside its A-label, also where all its letters are of one other script (TH10)', () => {
    const reading = claim('аррӏе.example')
    expect(reading).to.deep.equal({ claimed: true, domain: 'xn--80ak6aa92e.example' })
    expect(inLetters(parseDomain('xn--80ak6aa92e.example'))).to.equal('аррӏе.example')
    expect(inLetters(parseDomain('fabrikam.example'))).to.equal('fabrikam.example')
    expect(inLetters(parseDomain('xn--zzzzzzzz99.example'))).to.equal('xn--zzzzzzzz99.example')
  })
})
