import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import fc from 'fast-check'
import { acceptsEwsContentType, answerEws, EWS_LIMITS, ewsFault } from '../../../protocols/ews/ews-endpoint.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { itShared } from '../../shared-material.ts'
import { ANNA, availabilityRequest, envelope, mailboxElement, outcomeOf } from './ews-requests.ts'
import type { RequestParts } from './ews-requests.ts'
import { textOf, treeOf } from './saxes-tree.ts'
import { collectAnswer } from './schema-check.ts'

const codeOf = async (body: Buffer): Promise<string | null> =>
  textOf(treeOf((await outcomeOf(body)).answer.body), 'e:ResponseCode')

describe('an EWS endpoint', () => {
  it('answers a question with what the port says, in its order', async () => {
    const mailboxes = mailboxElement('vera@contoso.example') + mailboxElement('nils@contoso.example')
    const { answer, code } = await outcomeOf(availabilityRequest({ mailboxes }), EWS_LIMITS, () => [
      { kind: 'no-data', reason: 'REACH_TIMEOUT' },
      { kind: 'not-found' },
    ])
    expect([answer.status, code]).to.deep.equal([200, null])
    expect(collectAnswer(answer.body).toString()).to.match(/ErrorTimeoutExpired[\s\S]*ErrorMailRecipientNotFound/)
  })

  it('refuses an operation it does not offer', async () => {
    expect(await codeOf(envelope('', '<m:ResolveNames ReturnFullContactData="true"/>'))).to.equal('ErrorInvalidRequest')
    expect(await codeOf(envelope('', '<t:GetUserAvailabilityRequest/>'))).to.equal('ErrorInvalidRequest')
  })

  const version = (name: string): Partial<RequestParts> => ({ header: `<t:RequestServerVersion Version="${name}"/>` })
  for (const name of ['Exchange2007_SP1', 'Exchange2013', 'Exchange2016', 'Exchange2019', 'V2017_07_11']) {
    it(`knows the version ${name}`, async () =>
      expect((await outcomeOf(availabilityRequest(version(name)))).code).to.equal(null))
  }
  for (const name of ['', 'Exchange1999', 'Exchange2010_SP9', 'exchange2013']) {
    it(`does not know the version ${JSON.stringify(name)}`, async () => {
      expect(await codeOf(availabilityRequest(version(name)))).to.equal('ErrorInvalidServerVersion')
    })
  }

  const impersonating = (address: string): Partial<RequestParts> => ({
    header: `<t:ExchangeImpersonation><t:ConnectingSID><t:PrimarySmtpAddress>${address}</t:PrimarySmtpAddress></t:ConnectingSID></t:ExchangeImpersonation>`,
  })
  it('lets nobody speak as somebody else', async () => {
    expect(await codeOf(availabilityRequest(impersonating('boss@contoso.example')))).to.equal(
      'ErrorImpersonateUserDenied',
    )
    expect((await outcomeOf(availabilityRequest(impersonating('Anna@contoso.example')))).code).to.equal(null)
  })

  it('makes the failure of the port the fault of the protocol', async () => {
    const failing = async (failure: Error): Promise<string | null> => {
      const answer = await answerEws(availabilityRequest(), {
        limits: EWS_LIMITS,
        caller: { address: ANNA },
        availability: () => Promise.reject(failure),
        refused: () => undefined,
      })
      expect(answer.status).to.equal(500)
      return textOf(treeOf(answer.body), 'e:ResponseCode')
    }
    expect(await failing(new FederationError('ERR_STORE_UNAVAILABLE', 'x'))).to.equal('ErrorServerBusy')
    expect(await failing(new TypeError('secret'))).to.equal('ErrorInternalServerError')
  })

  it('does not send an answer with a mailbox too few', async () => {
    const { answer, code } = await outcomeOf(availabilityRequest(), EWS_LIMITS, () => [])
    expect([answer.status, code]).to.deep.equal([500, 'ERR_INTERNAL'])
  })

  it('refuses what is bigger than a request may be', async () => {
    expect(await codeOf(Buffer.alloc(400 * 1024 + 1, ' '))).to.equal('ErrorRequestStreamTooBig')
  })

  it('makes the same fault for who fails before', () => {
    expect(textOf(treeOf(ewsFault(new FederationError('ERR_BUSY', 'x')).body), 'e:ResponseCode')).to.equal(
      'ErrorServerBusy',
    )
  })

  it('takes SOAP 1.1 in UTF-8 and nothing else', () => {
    const taken = [
      'text/xml',
      'text/xml; charset=utf-8',
      'Text/XML;charset="UTF-8"',
      'text/xml; action=x; charset=utf8',
    ]
    const refused = [
      undefined,
      '',
      'application/soap+xml',
      'application/xml',
      'text/xml; charset=utf-16',
      'text/xml; charset=iso-8859-1',
      'text/xmlx',
      'text/plain',
    ]
    expect(taken.filter((type) => !acceptsEwsContentType(type))).to.deep.equal([])
    expect(refused.filter(acceptsEwsContentType)).to.deep.equal([])
  })
})

/** The body of a recorded HTTP request. */
function bodyOf(recorded: Buffer): Buffer {
  const crlf = recorded.indexOf('\r\n\r\n')
  return crlf >= 0 ? recorded.subarray(crlf + 4) : recorded.subarray(recorded.indexOf('\n\n') + 2)
}

describe('what real clients send', () => {
  itShared('is answered: every recorded question', 'captures', async (path) => {
    const files = readdirSync(path).filter((file) => !file.includes('response') && !file.startsWith('other-'))
    const bodies = files.flatMap((file) => {
      if (file.endsWith('.http')) return [[file, bodyOf(readFileSync(`${path}/${file}`))] as const]
      return file.endsWith('.xml') ? [[file, readFileSync(`${path}/${file}`)] as const] : []
    })
    expect(bodies.length).to.be.greaterThan(10)
    for (const [file, body] of bodies) {
      const { answer, question } = await outcomeOf(body)
      expect(answer.status, file).to.equal(200)
      expect(question?.mailboxes[0], file).to.equal('alice@dummy.test')
      expect((question?.window.end ?? 0) - (question?.window.start ?? 0), file).to.equal(24 * 3_600_000)
      collectAnswer(answer.body)
    }
  })

  itShared('is answered: what exchangelib asks first', 'captures', async (path) => {
    for (const name of ['01-ConvertId', '02-GetServerTimeZones']) {
      const { answer } = await outcomeOf(bodyOf(readFileSync(`${path}/other-exchangelib-guess-${name}.http`)))
      expect(answer.status, name).to.equal(200)
    }
  })

  itShared('is read as its documents have it: samples 01 and 03 read, 05 refused', 'samples/ews', async (path) => {
    const sample = (name: string): Buffer => readFileSync(`${path}/${name}`)
    const first = await outcomeOf(sample('01-request-detailedmerged-2users.xml'))
    expect(first.question).to.deep.equal({
      mailboxes: ['user1@example.com', 'user2@example.com'],
      window: { start: Date.UTC(2006, 9, 16, 7), end: Date.UTC(2006, 9, 17, 6, 59, 59) },
      view: 'DetailedMerged',
      interval: 60,
    })
    const third = await outcomeOf(sample('03-request-timezonecontext-freebusy-and-suggestions.xml'))
    expect(third.question?.window).to.deep.equal({ start: Date.UTC(2014, 1, 13, 8), end: Date.UTC(2014, 1, 14, 8) })
    expect(collectAnswer(third.answer.body).toString()).to.contain('ErrorMeetingSuggestionGenerationFailed')
    expect((await outcomeOf(sample('05-request-freebusymerged.xml'))).code).to.equal('ERR_MESSAGE_MALFORMED')
  })
})

/** The generators of hostile XML, by the ids of the collection; each is put where it could do harm. */
const address = (markup: string): Buffer => availabilityRequest({ mailboxes: mailboxElement(markup) })
const inHeader = (markup: string): Buffer => envelope(markup, '<m:GetUserAvailabilityRequest/>')
const N = 40_000
const HOSTILE: Readonly<Record<string, () => Buffer>> = {
  'ns-depth': () => inHeader(Array.from({ length: 2000 }, (_, i) => `<a xmlns:n${i}="u">`).join('')),
  depth: () => inHeader('<a>'.repeat(N)),
  attrs: () => inHeader(`<a ${Array.from({ length: N / 2 }, (_, i) => `a${i}=""`).join(' ')}/>`),
  'ns-root': () => inHeader(`<a ${Array.from({ length: 2000 }, (_, i) => `xmlns:n${i}="u"`).join(' ')}/>`),
  siblings: () => inHeader('<b/>'.repeat(N)),
  'distinct-siblings': () => inHeader(Array.from({ length: N }, (_, i) => `<b${i}/>`).join('')),
  doctype: () =>
    Buffer.concat([
      Buffer.from('<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x">'),
      address('a@contoso.example').subarray(38),
    ]),
  'billion-laughs': () =>
    Buffer.from(
      `<!DOCTYPE a [${Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')}]><a>&l9;</a>`,
    ),
  'quadratic-blowup': () => Buffer.from(`<!DOCTYPE a [<!ENTITY l "${'x'.repeat(N)}">]><a>${'&l;'.repeat(N)}</a>`),
  'two-roots': () => Buffer.concat([address('a@contoso.example'), Buffer.from('<b/>')]),
  'junk-after-root': () => Buffer.concat([address('a@contoso.example'), Buffer.from('junk')]),
  nul: () => address('a@contoso.example\u0000'),
  'dup-attr': () => inHeader('<t:RequestServerVersion Version="Exchange2013" Version="Exchange2016"/>'),
  'unbound-prefix': () => inHeader('<x:a/>'),
  'ns-confusion': () =>
    envelope('', '<GetUserAvailabilityRequest xmlns="http://schemas.microsoft.com/exchange/services/2006/message"/>'),
  'named-entity': () => address('a&nbsp;@contoso.example'),
  'comment-splice': () => address('user@good.example<!---->.evil.example'),
  'underscore-child': () => address('t<_>x</_>'),
  utf16: () => Buffer.from(address('a@contoso.example').toString(), 'utf16le'),
  'utf7-decl': () => Buffer.from(address('a@contoso.example').toString().replace('utf-8', 'UTF-7')),
  proto: () => address('<__proto__>a@contoso.example</__proto__>'),
}

describe('hostile XML', () => {
  for (const [id, generate] of Object.entries(HOSTILE)) {
    it(`of the kind ${id} gets a fault`, async () => {
      const { answer, question } = await outcomeOf(generate())
      expect(answer.status).to.equal(500)
      expect(question).to.equal(null)
      expect(Object.keys(Object.prototype)).to.deep.equal([])
    })
  }

  it('of the kind crlf-charref stays no mailbox', async () => {
    const { question } = await outcomeOf(address('x@contoso.example&#13;&#10;Bcc: y'))
    expect(question?.mailboxes[0]).to.be.an('object')
  })

  itShared('is tried in every kind that is collected', 'attacks/own/xml-dos.json', (path) => {
    const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: readonly { id: string }[] }
    expect(cases.map(({ id }) => id).filter((id) => HOSTILE[id] === undefined)).to.deep.equal(['crlf-charref'])
  })

  it('made of a good request by cutting, flipping and splicing is answered or gets a fault', async () => {
    const whole = availabilityRequest()
    const words = [
      '<t:',
      '</',
      '/>',
      '<![CDATA[',
      '<!--',
      '&#x',
      '&amp;',
      ' xmlns="u"',
      '<!DOCTYPE',
      '\u0000',
      '2026',
      '-',
      'Z',
      '99999999999',
      '<t:Address>',
    ]
    let answered = 0
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length),
        fc.nat(40),
        fc.constantFrom(...words),
        fc.boolean(),
        async (from, length, word, cut) => {
          const mutant = Buffer.concat([
            whole.subarray(0, from),
            Buffer.from(cut ? '' : word),
            whole.subarray(from + length),
          ])
          const { answer } = await outcomeOf(mutant)
          if (answer.status === 200) answered++
          expect(answer.status).to.be.oneOf([200, 500])
          treeOf(answer.body)
        },
      ),
      { numRuns: 2000 },
    )
    expect(answered).to.be.greaterThan(0)
  })
})
