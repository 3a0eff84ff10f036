import { expect } from 'chai'
import { Dice } from '../../soaks/dice.ts'
import { LARGEST_REPORT, readDeliveryReport } from '../../../protocols/mail/delivery-report.ts'

const STATUS = [
  'Reporting-MTA: dns; mail.contoso.example',
  'Arrival-Date: Thu, 26 Nov 2026 08:30:00 +0000',
  '',
  'Final-Recipient: rfc822; olle@fabrikam.example',
  'Action: failed',
  'Status: 5.1.1',
  'Diagnostic-Code: smtp; 550 5.1.1 <olle@fabrikam.example>:',
  '    User unknown',
]
const RETURNED = ['From: no-reply@contoso.example', 'Message-ID: <0123456789abcdef@contoso.example>', 'Subject: x']

/** A report as RFC 3464 appendix E shows one. */
function report(status = STATUS, returned = RETURNED, type = 'message/rfc822'): Buffer {
  const part = (media: string, lines: readonly string[]) => ['--b', `Content-Type: ${media}`, '', ...lines, '']
  const lines = [
    'From: MAILER-DAEMON@mail.contoso.example',
    'To: no-reply@contoso.example',
    'Subject: Returned mail',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    ...part('text/plain', ['It could not be delivered.']),
    ...part('message/delivery-status', status),
    ...part(type, [...returned, '', 'body', 'Message-ID: <another@contoso.example>']),
    '--b--',
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n`)
}

const READ = {
  messageId: '0123456789abcdef@contoso.example',
  detail: '5.1.1 550 5.1.1 <olle@fabrikam.example>: User unknown',
}
const without = (name: string) => STATUS.filter((line) => !line.startsWith(name))
const instead = (line: string) => STATUS.map((old) => (old.split(':')[0] === line.split(':')[0] ? line : old))

describe('a report of a mail server', () => {
  it('says which message was not delivered, and why', async () => {
    expect(await readDeliveryReport(report())).to.deep.equal(READ)
  })

  it('may return the headers only, and bare line ends', async () => {
    expect(await readDeliveryReport(report(STATUS, RETURNED, 'text/rfc822-headers'))).to.deep.equal(READ)
    const bare = Buffer.from(report().toString().replaceAll('\r\n', '\n'))
    expect(await readDeliveryReport(bare)).to.deep.equal(READ)
  })

  for (const [what, bytes] of [
    ['delayed', report(instead('Action: delayed'))],
    ['delivered', report(instead('Action: delivered'))],
    ['relayed', report(instead('Action: relayed'))],
    ['of no known outcome', report(without('Action'))],
    ['of a message without an id', report(STATUS, RETURNED.slice(0, 1))],
    ['of two ids in one', report(STATUS, ['Message-ID: <a@b.example> <c@d.example>'])],
    ['an ordinary mail', Buffer.from('Subject: Action: failed\r\nMessage-ID: <a@b.example>\r\n\r\nAction: failed\r\n')],
    ['nothing', Buffer.alloc(0)],
    ['too large', Buffer.concat([report(), Buffer.alloc(LARGEST_REPORT)])],
  ] as const) {
    it(`is not one ${what}`, async () => expect(await readDeliveryReport(bytes)).to.equal(null))
  }

  it('has no say in how its reason is shown', async () => {
    const evil = report(instead('Diagnostic-Code: smtp; 550 \u001b[31m\u202ex' + 'y'.repeat(10_000)))
    const { detail = '' } = (await readDeliveryReport(evil)) ?? {}
    expect(detail)
      .to.match(/^5\.1\.1 550 \[31mxy+$/)
      .and.to.have.length(300)
  })

  it('does no harm changed at random: it is read as it was, or is none', async () => {
    const dice = new Dice(26)
    const bytes = report()
    let [read, changed] = [0, 0]
    for (let round = 0; round < 2_000; round++) {
      const mutant = Buffer.from(bytes)
      for (let n = dice.throw(3); n >= 0; n--) mutant[dice.throw(mutant.length)] = dice.throw(256)
      const failure = await readDeliveryReport(mutant)
      if (failure === null) changed++
      else if (failure.messageId === READ.messageId) read++
      else expect(failure.messageId).to.have.length.at.most(255)
    }
    expect(read).to.be.above(500)
    expect(changed).to.be.above(50)
  })
})
