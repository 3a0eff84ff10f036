import { expect } from 'chai'
import type { ExplanationStep } from '../../gateway/explain/explanation.ts'
import { questionAbout, ServedGateway, VERAS } from './served-gateway.ts'

const VERA = 'vera@contoso.example'
const WRONG = { ...VERAS, authorization: `Basic ${Buffer.from(`${VERA}:no`).toString('base64')}` }
const NOBODY = { 'content-type': 'text/xml' }
const BAD_TOKEN = { ...NOBODY, authorization: 'Bearer a.b.c' }

describe('The id of an answer', function () {
  this.timeout(120_000)
  const gateway = new ServedGateway()
  before(async () => {
    await gateway.configure()
    await gateway.start()
  })
  after(() => gateway.remove())

  async function send(headers: Readonly<Record<string, string>>, body = questionAbout(VERA), method = 'POST') {
    const init = method === 'POST' ? { method, headers, body } : { method, headers }
    const answer = await fetch(`${gateway.url}/EWS/Exchange.asmx`, init)
    return { status: answer.status, id: answer.headers.get('request-id') ?? '', text: await answer.text() }
  }
  const show = async (id: string) => (await gateway.ask('GET', `/lookups/${id}`)).body
  /** What is kept is on disk a moment later: it is known to be once it is listed. */
  async function onRecord(id: string): Promise<void> {
    for (;;) {
      const { body } = await gateway.ask('GET', '/audit?limit=1000')
      if (JSON.stringify(body).includes(`"requestId":"${id}"`)) return
      // Each look is an entry of its own, and would push what is looked for off the page.
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  async function endAndStart(): Promise<void> {
    // A process that ends puts on record what it has counted.
    process.kill(gateway.pid, 'SIGTERM')
    while (!gateway.ended) await new Promise((resolve) => setTimeout(resolve, 50))
    await gateway.start()
  }

  it('leads to every step of its lookup, from memory and, after the gateway was killed and started, from the log', async () => {
    const { id } = await send(VERAS)
    const first = await show(id)
    expect(first).to.include({ requestId: id, from: VERA, source: 'memory', refused: null })
    await onRecord(id)
    await gateway.kill()
    await gateway.start()
    expect(await show(id)).to.deep.equal({ ...first, source: 'audit' })
    const [mailbox] = first['mailboxes'] as readonly { readonly steps: readonly ExplanationStep[] }[]
    expect(mailbox?.steps.map(({ step, outcome }) => `${step} ${outcome}`)).to.deep.equal([
      ...['route pass', 'mailbox pass', 'mailbox cap', 'policy cap'],
      ...['limits pass', 'fetch pass', 'merge pass', 'answer pass'],
    ])
  })

  const mailboxes = (count: number): string => {
    const one = /<t:MailboxData>.*?<\/t:MailboxData>/s.exec(questionAbout(VERA))?.[0] ?? ''
    return questionAbout(VERA).replace(one, one.repeat(count))
  }
  /** How a request is refused, and where that is told to have been. */
  const REFUSALS: readonly (readonly [
    name: string,
    headers: Readonly<Record<string, string>>,
    ended: string,
    from?: string | null,
    body?: string,
    method?: string,
  ])[] = [
    ['without credentials', NOBODY, 'credential NO_CREDENTIALS'],
    ['with a wrong password', WRONG, 'credential basic: wrong'],
    ['with a token that is none', BAD_TOKEN, 'credential TRUST_TOKEN_MALFORMED'],
    ['of another method', VERAS, 'request HTTP_405', null, '', 'GET'],
    ['of another type', { ...VERAS, 'content-type': 'application/json' }, 'request HTTP_415', null, '{}'],
    ['that is too large', VERAS, 'limits HTTP_413', null, 'x'.repeat(400_001)],
    ['that is no SOAP', VERAS, 'request ERR_MESSAGE_MALFORMED', VERA, 'nonsense'],
    ['about too many mailboxes', VERAS, 'limits ERR_MAILBOXES_TOO_MANY', VERA, mailboxes(101)],
    [
      'for too long a time',
      VERAS,
      'limits ERR_WINDOW_TOO_LONG',
      VERA,
      questionAbout(VERA).replace('2026-11-24T00', '2027-11-24T00'),
    ],
    [
      'as somebody else',
      VERAS,
      'credential ERR_IMPERSONATION_REFUSED',
      VERA,
      questionAbout(VERA).replace(
        '<s:Body>',
        '<s:Header><t:ExchangeImpersonation><t:ConnectingSID><t:PrimarySmtpAddress>bo@contoso.example' +
          '</t:PrimarySmtpAddress></t:ConnectingSID></t:ExchangeImpersonation></s:Header><s:Body>',
      ),
    ],
  ]
  for (const [name, headers, ended, from = null, body, method] of REFUSALS) {
    it(`leads from a refused request to the one step at which it ended: ${name}`, async () => {
      const { status, id } = await send(headers, body, method)
      expect(status).to.be.greaterThan(399)
      const told = await show(id)
      expect(told).to.include({ requestId: id, from, source: 'memory', refused: ended.slice(ended.indexOf(' ') + 1) })
      const steps = told['steps'] as readonly ExplanationStep[]
      const stopped = steps.filter(({ outcome }) => outcome !== 'pass')
      expect(stopped.map(({ step, code }) => `${step} ${code}`)).to.deep.equal([ended])
      expect(stopped[0]).to.equal(steps.at(-1))
    })
  }

  it('leads from a refused request of somebody known, and from refused credentials, to why also after a start', async () => {
    const [known, stranger, unread] = [await send(VERAS, mailboxes(101)), await send(BAD_TOKEN), await send(NOBODY)]
    await endAndStart()
    const told = await show(known.id)
    expect(told).to.include({ source: 'audit', refused: 'ERR_MAILBOXES_TOO_MANY', from: null })
    const steps = told['steps'] as readonly ExplanationStep[]
    expect(steps.at(-1)).to.deep.include({ found: { says: 'mailboxesTooMany', values: { limit: 100 } } })
    expect(await show(stranger.id)).to.include({ source: 'audit', refused: 'TRUST_TOKEN_MALFORMED' })
    expect((await gateway.ask('GET', `/lookups/${unread.id}`)).status).to.equal(404)
  })

  it('of a flood of strangers fills no log, and drives out no refusal of somebody known', async () => {
    const known = await send(VERAS, mailboxes(101))
    const before = (await gateway.ask('GET', '/audit?limit=1000')).body['entries'] as unknown[]
    for (let i = 0; i < 75; i++) await Promise.all(Array.from({ length: 16 }, () => send(NOBODY, '')))
    expect(await show(known.id)).to.include({ source: 'memory' })
    const after = (await gateway.ask('GET', '/audit?limit=1000')).body['entries'] as unknown[]
    expect(after.length - before.length).to.be.lessThan(8)
  })
})
