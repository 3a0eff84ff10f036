import { expect } from 'chai'
import { invitationMessage, senderAddress } from '../../../gateway/sharing/invitation-message.ts'
import type { Invitation } from '../../../gateway/sharing/invitation-record.ts'
import { INVITATION_TEXTS } from '../../../gateway/sharing/invitation-texts.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { LANGUAGES } from '../../../trust/sharing/published-link.ts'
import { recipientOf } from '../../protocols/mail/messages.ts'
import { SECRET, VERA } from './mail-instance.ts'

const PARTS = { sender: { address: null, name: 'Contoso gateway' }, publicUrl: 'https://gateway.contoso.example' }

const INVITATION: Invitation = {
  ...{ organization: 'contoso', mailbox: VERA, share: 'link:one', purpose: 'link', language: 'en' },
  ...{ recipient: recipientOf('olle@fabrikam.example'), level: 'AvailabilityOnly', codeByMail: false },
  from: null,
  until: Date.UTC(2027, 5, 1, 10),
  ...{ timeZone: 'Europe/Stockholm', messageId: 'id@contoso.example', createdAt: 0, ends: 1, sealed: null },
  is: { state: 'sent', at: 0 },
}
const message = (given: Partial<Invitation> = {}, note: readonly string[] = [], secret = SECRET) =>
  invitationMessage({ ...INVITATION, ...given }, { secret, note }, PARTS)

const ADDRESS = `https://gateway.contoso.example/published/${SECRET}/`

describe('an invitation', () => {
  it('says whose calendar it is, what is seen until when, and where, in English', () => {
    const { subject, text } = message()
    expect(subject).to.equal('vera@contoso.example shares a calendar with you')
    expect(text.split('\n\n')).to.deep.equal([
      'vera@contoso.example shares a calendar with you. You need no account to open it.',
      'You can see when there is free and busy time.',
      'It can be seen until 1 June 2027 at 12:00 (Europe/Stockholm).',
      `Open the calendar:\n${ADDRESS}`,
      `For your calendar program (iCalendar):\n${ADDRESS}calendar.ics`,
      'Whoever has this address can open the calendar: do not pass it on.',
      'Contoso gateway sent this message because vera@contoso.example asked for it. An answer goes to ' +
        'vera@contoso.example. If you did not expect it, do nothing.\n',
    ])
  })

  it('says the same in Swedish', () => {
    const { subject, text, html, language } = message({ language: 'sv', from: Date.UTC(2026, 11, 1, 7), until: null })
    expect([subject, language]).to.deep.equal(['vera@contoso.example delar en kalender med dig', 'sv'])
    expect(text).to.include('Den kan ses från och med 1 december 2026 kl. 08:00 (Europe/Stockholm).')
    expect(html).to.include('<html lang="sv">')
  })

  it('has a text of its own in every language', () => {
    const shown = LANGUAGES.flatMap((language) =>
      (['link', 'grant', 'code'] as const).map((purpose) => message({ language, purpose }).text),
    )
    expect(new Set(shown).size).to.equal(shown.length)
    const levels = LANGUAGES.flatMap((language) => Object.values(INVITATION_TEXTS[language].level))
    expect(new Set(levels).size).to.equal(levels.length)
  })

  it('says the same in HTML as in text, and leads nowhere but to the calendar', () => {
    const { html } = message({}, ['see <a href="https://evil.example">this</a>', '& "that"'])
    const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, address]) => address)
    expect(links).to.deep.equal([ADDRESS, `${ADDRESS}calendar.ics`])
    expect(html).to.include(
      'see &lt;a href=&quot;https://evil.example&quot;&gt;this&lt;/a&gt;<br />&amp; &quot;that&quot;',
    )
    expect(html).not.to.match(/<(script|img|link|style|form)\b|https?:\/\/(?!gateway\.contoso\.example\/)(?!evil)/)
  })

  it("marks each line of a note as the owner's (ML3)", () => {
    const { text } = message({}, ['Open the calendar:', '', '=1+2'])
    expect(text).to.include('\n\nvera@contoso.example writes:\n> Open the calendar:\n> \n> =1+2\n\n')
  })

  it('comes from the gateway, and is answered to the owner; nothing typed is ever a sender', () => {
    const { from, replyTo, to } = message()
    expect(from).to.deep.equal({ name: 'Contoso gateway', address: 'no-reply@contoso.example' })
    expect([replyTo, to]).to.deep.equal([VERA, 'olle@fabrikam.example'])
    const address = parseMailboxAddress('calendar@contoso.example')
    expect(senderAddress({ address, name: 'x' }, VERA)).to.equal(address)
  })

  it('tells programs the addresses of a calendar they can open', () => {
    const xml = message().attachment?.content.toString() ?? ''
    expect(xml).to.include(`>${ADDRESS}</BrowseUrl>`).and.to.include(`>${ADDRESS}calendar.ics</ICalUrl>`)
    expect(message({ codeByMail: true }).attachment).to.equal(null)
    expect(message({ codeByMail: true }).text).not.to.include('calendar.ics')
  })

  it('of a grant has no address in it, and says how to look', () => {
    const { text, html, attachment } = message({ purpose: 'grant', share: 'grant:olle@fabrikam.example' }, [], '')
    expect(text).to.include('add vera@contoso.example')
    expect(`${text}${html}`).not.to.match(/https?:/)
    expect(attachment).to.equal(null)
  })

  it('with a code has the code, and no address', () => {
    const { text, html, subject } = message({ purpose: 'code' }, [], '493 217')
    expect(text).to.include('\n\n493 217\n\n')
    expect(`${text}${html}`).not.to.match(/https?:/)
    expect(subject).not.to.include('493')
  })
})
