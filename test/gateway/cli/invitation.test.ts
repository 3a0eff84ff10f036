import { expect } from 'chai'
import { startAdministeredGateway } from './administered-gateway.ts'
import type { AdministeredGateway } from './administered-gateway.ts'
import { runLedig } from './run-ledig.ts'

const POLICY = 'organization: { id: contoso, domains: [contoso.example] }\n'

describe('ledig invitation bounce', () => {
  let running: AdministeredGateway
  before(async () => void (running = await startAdministeredGateway(POLICY)))
  after(() => running.close())

  const bounce = (input: string) =>
    runLedig(['invitation', 'bounce', '--token-file', 'token', '--gateway', running.url], {
      folder: running.folder,
      input,
    })

  it('refuses what is no report', async () => {
    const { code, err } = await bounce('Subject: Hello\r\n\r\nAction: failed\r\n')
    expect([code, err]).to.deep.equal([
      2,
      'standard input is no report (RFC 3464) that a message of ours was not delivered\n',
    ])
  })

  it('says of a report about a message that is not ours that it is not', async () => {
    const part = (type: string, text: string) => `--b\r\nContent-Type: ${type}\r\n\r\n${text}\r\n`
    const { code, err } = await bounce(
      'MIME-Version: 1.0\r\nContent-Type: multipart/report; boundary="b"\r\n\r\n' +
        part('message/delivery-status', 'Reporting-MTA: dns; x\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n') +
        part('message/rfc822', 'Message-ID: <nobody@contoso.example>\r\n\r\nx') +
        '--b--\r\n',
    )
    expect(code).not.to.equal(0)
    expect(err).to.include('There is no invitation of this Message-ID')
  })
})
