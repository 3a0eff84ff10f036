import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import PostalMime from 'postal-mime'
import { folderTransport } from '../../../protocols/mail/folder-transport.ts'
import { sharingMetadata } from '../../../protocols/mail/sharing-metadata.ts'
import { messageOf, recipientOf } from './messages.ts'

const NEVER = new AbortController().signal

describe('mail into a folder', () => {
  let place: string
  const folder = (): string => join(place, 'state', 'mail')
  beforeEach(() => void (place = mkdtempSync(join(tmpdir(), 'ledig-mail-'))))
  afterEach(() => rmSync(place, { recursive: true }))

  const file = (name = '0123456789abcdef.eml'): Buffer => readFileSync(join(folder(), name))

  it("is a file for its owner's eyes only, in a folder of the same", async () => {
    expect(await folderTransport(folder(), null).send(messageOf(), NEVER)).to.deep.equal({ handedOn: true })
    expect(readdirSync(folder())).to.deep.equal(['0123456789abcdef.eml'])
    expect(statSync(folder()).mode & 0o777).to.equal(0o700)
    expect(statSync(join(folder(), '0123456789abcdef.eml')).mode & 0o777).to.equal(0o600)
  })

  it('is once there when it was sent twice', async () => {
    const transport = folderTransport(folder(), null)
    await transport.send(messageOf(), NEVER)
    await transport.send(messageOf(), NEVER)
    expect(readdirSync(folder())).to.have.length(1)
  })

  it('has lines that end as RFC 5322 wants, and a text, an HTML and an attached part', async () => {
    const attachment = sharingMetadata({
      ...{ owner: messageOf().from.address, ownerName: 'Vera', recipient: recipientOf('olle@fabrikam.example') },
      ...{
        browseUrl: 'https://gateway.example/published/A/',
        icalUrl: 'https://gateway.example/published/A/calendar.ics',
      },
    })
    await folderTransport(folder(), null).send(messageOf({ text: 'Ledig tid på måndag\n', attachment }), NEVER)
    const raw = file().toString('latin1')
    expect(raw.replaceAll('\r\n', '')).not.to.match(/[\r\n]/)
    expect(raw)
      .to.match(/^Content-Type: multipart\/mixed;/m)
      .and.to.match(/^Content-Type: multipart\/alternative;/m)
    const { text, html, attachments } = await PostalMime.parse(file())
    expect([text?.trim(), html?.trim()]).to.deep.equal(['Ledig tid på måndag', '<p>Hej</p>'])
    expect(attachments).to.have.length(1)
    expect(attachments[0]).to.include({
      filename: 'sharing_metadata.xml',
      mimeType: 'application/x-sharing-metadata-xml',
    })
    expect(Buffer.from(attachments[0]?.content as ArrayBuffer)).to.deep.equal(attachment.content)
  })

  it('is signed where there is a key', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const dkim = { domain: 'contoso.example', selector: 'ledig', privateKey: pem }
    await folderTransport(folder(), dkim).send(messageOf(), NEVER)
    const { headers } = await PostalMime.parse(file())
    const signature = headers.find(({ key }) => key === 'dkim-signature')?.value ?? ''
    expect(signature).to.include('a=rsa-sha256').and.include('d=contoso.example').and.include('s=ledig')
    // What a recipient is shown has to be signed (RFC 6376 5.4.1), and who gets the answer.
    expect(signature.toLowerCase()).to.match(/h=from:reply-to:subject:date:message-id:to/)
  })

  it('waits where the folder cannot be written', async () => {
    mkdirSync(join(place, 'state'))
    writeFileSync(folder(), 'a file')
    expect(await folderTransport(folder(), null).send(messageOf(), NEVER)).to.include({
      handedOn: false,
      because: 'unreachable',
    })
  })

  it('stays in its folder whatever a Message-ID says', async () => {
    await folderTransport(folder(), null).send(messageOf({ messageId: '../../evil@contoso.example' }), NEVER)
    expect(readdirSync(folder())).to.deep.equal(['.._.._evil.eml'])
  })
})
