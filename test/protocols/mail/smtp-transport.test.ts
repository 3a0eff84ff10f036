import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import PostalMime from 'postal-mime'
import { smtpTransport } from '../../../protocols/mail/smtp-transport.ts'
import type { SmtpParts, SmtpServer } from '../../../protocols/mail/smtp-transport.ts'
import { freePort } from '../../conformance/redis-server.ts'
import { rawServer } from '../http/raw-server.ts'
import { testAuthority } from '../http/test-authority.ts'
import { mailServer } from './mail-server.ts'
import type { MailServer, MailServerBehaviour } from './mail-server.ts'
import { messageOf, recipientOf } from './messages.ts'

const NEVER = new AbortController().signal
const ACCOUNT = { user: 'ledig', password: 'correct horse' }

describe('sending by SMTP', () => {
  const authority = testAuthority()
  const tls = authority.issue({ names: ['localhost'], addresses: ['127.0.0.1'] })
  let server: MailServer

  const serverWith = async (behaviour: Partial<MailServerBehaviour> = {}) => (server = await mailServer(behaviour))
  afterEach(() => server.stop())

  function send(given: Partial<SmtpServer> = {}, message = messageOf(), parts: Partial<SmtpParts> = {}) {
    const at: SmtpServer = {
      ...{ host: '127.0.0.1', port: server.port, security: 'none', account: null, authorities: authority.ca },
      ...given,
    }
    return smtpTransport({ server: at, dkim: null, ownName: 'gateway.contoso.example', ...parts }).send(message, NEVER)
  }

  it('hands a message on to its one recipient', async () => {
    await serverWith()
    expect(await send()).to.deep.equal({ handedOn: true })
    expect(server.recipients).to.deep.equal(['olle@fabrikam.example'])
    expect(server.received[0]).to.include({ from: 'no-reply@contoso.example', secure: false, user: null })
  })

  it('says nothing before the connection is secured, and shows its account then (ML6)', async () => {
    await serverWith({ tls, account: ACCOUNT })
    expect(await send({ security: 'starttls', account: ACCOUNT })).to.deep.equal({ handedOn: true })
    expect(server.received[0]).to.include({ secure: true, user: 'ledig' })
  })

  it('speaks TLS from the first byte where asked', async () => {
    await serverWith({ tls, implicitTls: true })
    expect(await send({ security: 'tls' })).to.deep.equal({ handedOn: true })
    expect(server.received[0]).to.include({ secure: true })
  })

  it('sends nothing where STARTTLS is not offered, as to somebody in between who took the offer away (ML6)', async () => {
    await serverWith()
    expect(await send({ security: 'starttls' })).to.include({ handedOn: false, because: 'unreachable' })
    expect([server.recipients, server.received]).to.deep.equal([[], []])
  })

  it('sends nothing to a server whose certificate nobody vouches for, or that is of another name', async () => {
    await serverWith({ tls: testAuthority().issue({ addresses: ['127.0.0.1'] }) })
    expect(await send({ security: 'starttls' })).to.include({ because: 'unreachable' })
    await server.stop()
    await serverWith({ tls: authority.issue({ names: ['mail.evil.example'] }) })
    expect(await send({ security: 'starttls' })).to.include({ because: 'unreachable' })
    expect(server.recipients).to.deep.equal([])
  })

  it('sends nothing where its account is refused or not asked for', async () => {
    await serverWith({ tls, account: { ...ACCOUNT, password: 'another' } })
    const refused = await send({ security: 'starttls', account: ACCOUNT })
    expect(refused).to.include({ because: 'unreachable', detail: '535 5.7.8 Authentication failed' })
    await server.stop()
    await serverWith({ tls })
    expect(await send({ security: 'starttls', account: ACCOUNT })).to.include({ because: 'unreachable' })
    expect(server.recipients).to.deep.equal([])
  })

  const answers: readonly (readonly [string, Partial<MailServerBehaviour>, string])[] = [
    ['550 to the recipient', { atRecipient: () => ({ code: 550, text: '5.1.1 No such user' }) }, 'refused'],
    ['450 to the recipient', { atRecipient: () => ({ code: 450, text: '4.2.0 Greylisted' }) }, 'deferred'],
    ['421 to the recipient', { atRecipient: () => ({ code: 421, text: '4.3.2 Going down' }) }, 'unreachable'],
    ['554 to the message', { atMessage: { code: 554, text: '5.7.1 Not wanted' } }, 'refused'],
    ['451 to the message', { atMessage: { code: 451, text: '4.3.0 Try later' } }, 'deferred'],
    ['550 to the sender', { atSender: { code: 550, text: '5.7.1 Who are you' } }, 'unreachable'],
    ['451 to the sender', { atSender: { code: 451, text: '4.3.0 Try later' } }, 'unreachable'],
  ]
  for (const [what, behaviour, because] of answers) {
    it(`takes ${what} as ${because}`, async () => {
      await serverWith(behaviour)
      const { code, text } = { ...(behaviour.atRecipient?.('') ?? behaviour.atMessage ?? behaviour.atSender) } as never
      expect(await send()).to.deep.equal({ handedOn: false, because, detail: `${code} ${text}` })
      expect(server.received).to.deep.equal([])
    })
  }

  it('takes a server that is not there, hangs up, or never answers for away', async () => {
    await serverWith({ hangs: true })
    expect(await send({ port: await freePort() })).to.include({ because: 'unreachable' })
    expect(await send({}, messageOf(), { longestMs: 300 })).to.include({ because: 'unreachable' })
    const silent = await rawServer(() => undefined)
    const talkative = createServer((socket) => socket.end('nonsense\r\n'.repeat(100))).listen(0, '127.0.0.1')
    await once(talkative, 'listening')
    try {
      expect(await send({ port: silent.port }, messageOf(), { longestMs: 300 })).to.include({ because: 'unreachable' })
      expect(await send({ port: (talkative.address() as AddressInfo).port })).to.include({ because: 'unreachable' })
    } finally {
      await silent.close()
      talkative.close()
    }
  })

  it('ends when it is told to', async () => {
    await serverWith({ hangs: true })
    const ending = new AbortController()
    const at: SmtpServer = { host: '127.0.0.1', port: server.port, security: 'none', account: null, authorities: null }
    const sending = smtpTransport({ server: at, dkim: null, ownName: 'test' }).send(messageOf(), ending.signal)
    setTimeout(() => ending.abort(), 100)
    expect(await sending).to.include({ because: 'unreachable' })
  })

  it('writes headers for people and programs, and none twice', async () => {
    await serverWith()
    await send({}, messageOf({ subject: 'Möte med Åsa\r\nBcc: evil@evil.example' }))
    const { raw = '' } = server.received[0] ?? {}
    const { headers, subject, from, to, replyTo, messageId, date } = await PostalMime.parse(raw)
    expect(subject).to.equal('Möte med Åsa Bcc: evil@evil.example')
    expect(from).to.include({ name: 'Contoso gateway', address: 'no-reply@contoso.example' })
    expect(to).to.deep.equal([{ name: '', address: 'olle@fabrikam.example' }])
    expect(replyTo).to.deep.equal([{ name: '', address: 'vera@contoso.example' }])
    expect(messageId).to.equal('<0123456789abcdef@contoso.example>')
    expect(new Date(date ?? '').toISOString()).to.equal('2026-11-26T08:30:00.000Z')
    const values = new Map(headers.map(({ key, value }) => [key, value]))
    expect(values.get('auto-submitted')).to.equal('auto-generated')
    expect(values.get('content-language')).to.equal('sv')
    expect(values.size).to.equal(headers.length)
    expect([...values.keys()].filter((key) => /^(list-|x-|bcc|cc)/.test(key))).to.deep.equal([])
  })

  it('reads no file and no address, whatever a text looks like (ML5)', async () => {
    await serverWith()
    const evil = { path: '/etc/hostname', href: 'http://127.0.0.1:1/' } as unknown as string
    const sent = await send({}, messageOf({ text: evil }))
    expect(sent).to.include({ handedOn: false })
    expect(server.received).to.deep.equal([])
  })

  it('sends to the recipient and nobody else, whatever stands in its headers (ML1)', async () => {
    await serverWith()
    const evil = 'x\r\nTo: evil@evil.example\r\nBcc: evil@evil.example\r\n\r\n<evil@evil.example>, g:evil@evil.example;'
    await send({}, messageOf({ subject: evil, from: { name: evil, address: messageOf().from.address }, text: evil }))
    await send({}, messageOf({ to: recipientOf('o+x_y@fabrikam.example') }))
    expect(server.recipients).to.deep.equal(['olle@fabrikam.example', 'o+x_y@fabrikam.example'])
    const { to, cc, bcc } = await PostalMime.parse(server.received[0]?.raw ?? '')
    expect([to?.length, cc, bcc]).to.deep.equal([1, undefined, undefined])
  })
})
