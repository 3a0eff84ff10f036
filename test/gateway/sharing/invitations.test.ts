import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import PostalMime from 'postal-mime'
import { silentInvitations } from '../admin/silent-invitations.ts'
import type { InvitationOrder } from '../../../gateway/sharing/invitation-order.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { DAY, MINUTE } from '../../../protocols/availability/time-window.ts'
import type { PublishedLink } from '../../../trust/sharing/published-link.ts'
import { BY_ITSELF } from '../../../trust/stores/cause.ts'
import { MemoryEngine, MemoryWorld } from '../../../trust/stores/state-engine-memory.ts'
import { mailServer } from '../../protocols/mail/mail-server.ts'
import type { MailServer } from '../../protocols/mail/mail-server.ts'
import { itShared } from '../../shared-material.ts'
import { VirtualClock } from '../../trust/known-organizations.ts'
import { mailInstance, NO_CHANGE, orderOf, VERA } from './mail-instance.ts'
import type { InstanceParts, MailInstance } from './mail-instance.ts'

const LINK: PublishedLink = {
  ...{ id: 'one', organization: 'contoso', mailbox: VERA, secretHash: '', level: 'AvailabilityOnly' },
  ...{ back: 'OneWeek', ahead: 'OneMonth', codeByMail: true, searchable: false, language: 'en', hours: null },
  ...{ recipient: VERA, hiddenCategories: [], createdAt: 0, from: null, until: null, revokedAt: null },
}

/** Tries to become a header, a recipient, a command, a page, a formula or a direction. */
const NAUGHTY = [
  ...['\r\nBcc: evil@evil.example', '\nRCPT TO:<evil@evil.example>', '\r\n.\r\nMAIL FROM:<evil@evil.example>\r\n'],
  ...[
    'olle@fabrikam.example, evil@evil.example',
    'g: evil@evil.example;',
    '"a" <evil@evil.example>',
    '%0d%0aBcc: e@e.se',
  ],
  ...[
    '=?utf-8?Q?=0D=0ABcc:_evil=40evil.example?=',
    '\u2028Bcc: evil@evil.example',
    '\u0085Bcc: x',
    '\0',
    '\x1b]0;x\x07',
  ],
  ...[
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '&#x26;lt;',
    ']]>',
    '<!--',
    '{{7*7}}',
    '${7*7}',
    '%s%n',
  ],
  ...[
    "=cmd|' /C calc'!A0",
    '+1 +1',
    '-1+1',
    '@SUM(1)',
    '\u202etxt.exe',
    '\u2066x',
    '\ud83d',
    '\uffff',
    '\u{1f469}\u200d\u{1f4bb}',
  ],
  ...[
    "'; DROP TABLE x; --",
    '../../etc/passwd',
    '/etc/passwd',
    'file:///etc/passwd',
    'a'.repeat(100_000),
    '.',
    '\r\n.\r\n',
  ],
]

describe('invitations', () => {
  const sealingKey = randomBytes(32)
  let clock: VirtualClock
  let server: MailServer
  let world: MemoryWorld
  let one: MailInstance

  const instance = (parts: Partial<InstanceParts> = {}) =>
    mailInstance({ clock, engine: new MemoryEngine(world), sealingKey, port: server.port, ...parts })
  beforeEach(async () => {
    clock = new VirtualClock()
    server = await mailServer()
    world = new MemoryWorld()
    one = await instance()
  })
  afterEach(async () => {
    await one.outbox.close()
    await server.stop()
  })

  const invite = async (given: Partial<InvitationOrder> = {}, at = one) => {
    const invited = await at.invitations.invite(orderOf(given), NO_CHANGE, BY_ITSELF)
    return invited.invited ? 'invited' : invited.because
  }

  it('are kept in one change with the share they belong to, or neither is', async () => {
    const write = (before: number) => ({ kind: 'group' as const, key: 'contoso share', value: 1, before })
    const change = (before: number) => ({ writes: [write(before)], audit: [] })
    const first = await one.invitations.invite(orderOf(), change(0), BY_ITSELF)
    expect(first).to.have.property('invited', true)
    expect((await one.state.get(write(0)))?.version).to.equal('sequence' in first ? first.sequence : -1)
    const second = await one.invitations.invite(orderOf(), change(0), BY_ITSELF)
    expect(second).to.include({ invited: false, because: 'NOT_COMMITTED' })
    const refused = await one.invitations.invite(orderOf({ recipient: 'nobody' }), change(1), BY_ITSELF)
    expect(refused).to.deep.equal({ invited: false, because: 'RECIPIENT_REFUSED' })
    await one.outbox.sendDue()
    expect([(await one.state.get(write(0)))?.version, server.received.length]).to.deep.equal([1, 1])
  })

  it('are only checked in a rehearsal', async () => {
    const rehearsal = { ...BY_ITSELF, rehearsal: true }
    expect(await one.invitations.invite(orderOf(), NO_CHANGE, rehearsal)).to.have.property('invited', true)
    await one.outbox.sendDue()
    expect([server.received, [...one.kept.all()]]).to.deep.equal([[], []])
  })

  it('are refused where no mail is sent', async () => {
    const silent = silentInvitations(one.state)
    expect(await silent.invite(orderOf(), NO_CHANGE, BY_ITSELF)).to.deep.equal({ invited: false, because: 'MAIL_OFF' })
  })

  it('are written in the language that is known, or that of the configuration', async () => {
    await invite()
    await invite({ language: null })
    await one.outbox.sendDue()
    const mails = await Promise.all(server.received.map(({ raw }) => PostalMime.parse(raw)))
    expect(mails.map(({ subject }) => subject)).to.have.members([
      'vera@contoso.example delar en kalender med dig',
      'vera@contoso.example shares a calendar with you',
    ])
  })

  it('are three a day to one recipient, whoever sends them (ML2)', async () => {
    const to = (mailbox: string) => invite({ mailbox: `${mailbox}@contoso.example` as typeof VERA })
    expect([await to('a'), await to('b'), await to('c'), await to('d')]).to.deep.equal([
      ...['invited', 'invited', 'invited', 'BUDGET_RECIPIENT'],
    ])
    clock.time += DAY - (clock.time % DAY) - 1
    expect(await to('e')).to.equal('BUDGET_RECIPIENT')
    clock.pass(1)
    expect(await to('e')).to.equal('invited')
  })

  it('are fifty a day of one owner, and as many as configured of an organization (ML2)', async () => {
    const to = (i: number, given: Partial<InvitationOrder> = {}) =>
      invite({ recipient: `o${i}@fabrikam.example`, ...given })
    for (let i = 0; i < 50; i++) expect(await to(i)).to.equal('invited')
    expect(await to(50)).to.equal('BUDGET_OWNER')
    const other = { mailbox: 'anna@contoso.example' as typeof VERA }
    expect(await to(50, other)).to.equal('invited')
    const tight = await instance({ budget: { organizationPerDay: 51 } })
    expect(await invite({ recipient: 'o60@fabrikam.example', ...other }, tight)).to.equal('BUDGET_ORGANIZATION')
    await tight.outbox.close()
  })

  it('are counted exactly where several are ordered at once, on several instances (ML2)', async () => {
    const two = await instance()
    const invited = await Promise.all(Array.from({ length: 12 }, (_, i) => invite({}, i % 2 === 0 ? one : two)))
    expect(invited.filter((outcome) => outcome === 'invited')).to.have.length(3)
    await Promise.all([one.outbox.sendDue(), two.outbox.sendDue()])
    await two.outbox.close()
  })

  it('reach exactly the one recipient that was typed, or are refused, whatever is typed (ML1, ML3)', async () => {
    const typed = new Set<string>()
    for (const [i, text] of NAUGHTY.entries()) {
      const recipient = `o${i}@fabrikam.example`
      if ((await invite({ recipient, note: text })) === 'invited') typed.add(recipient)
      for (const evil of [text, `${recipient}${text}`, `${text}${recipient}`]) {
        expect(await invite({ recipient: evil }), JSON.stringify(evil)).to.equal('RECIPIENT_REFUSED')
      }
    }
    await one.outbox.sendDue()
    expect(typed.size).to.be.above(15)
    expect(new Set(server.recipients)).to.deep.equal(typed)
    for (const { raw, to } of server.received) {
      const mail = await PostalMime.parse(raw)
      expect([to, mail.to?.map(({ address }) => address), mail.cc, mail.bcc]).to.deep.equal([
        to,
        to,
        undefined,
        undefined,
      ])
      expect(to).to.have.length(1)
      expect(mail.text).not.to.match(/\p{Cs}|[\u202a-\u202e\u2066-\u2069]|(?![\t\n\r])\p{Cc}/u)
      expect(mail.html).not.to.match(/<script|<img/)
    }
  })

  itShared(
    'survive every naughty string as a note and as a recipient (ML1)',
    'attacks/blns/blns.json',
    async (path) => {
      const strings = JSON.parse(readFileSync(path, 'utf8')) as string[]
      expect(strings.length).to.be.above(500)
      const free = await instance({ budget: { ownerPerDay: 1_000, organizationPerDay: 1_000, recipientPerDay: 1_000 } })
      let invited = 0
      for (const note of strings) {
        if ((await invite({ note }, free)) === 'invited') invited++
        expect(await invite({ recipient: note }, free), JSON.stringify(note)).to.equal('RECIPIENT_REFUSED')
      }
      await free.outbox.sendDue()
      expect(invited).to.be.above(300)
      expect(server.received).to.have.length(invited)
      expect(new Set(server.recipients)).to.deep.equal(new Set(['olle@fabrikam.example']))
      await free.outbox.close()
    },
  )

  describe('with a code', () => {
    it('go to whom the link was sent to, and are forgotten once sent', async () => {
      await one.invitations.sendCode(LINK, '493217')
      await one.outbox.sendDue()
      expect(server.recipients).to.deep.equal([VERA])
      expect((await PostalMime.parse(server.received[0]?.raw ?? '')).text).to.include('493217')
      expect([...one.kept.all()]).to.deep.equal([])
      expect(one.invitations.of({ organization: 'contoso', mailbox: VERA, share: 'link:one' })).to.equal(null)
    })

    const refusalOf = async (link: PublishedLink): Promise<unknown> => {
      const refused: unknown = await one.invitations.sendCode(link, '1').catch((error: unknown) => error)
      return refused instanceof FederationError ? [refused.code, refused.context['because']] : refused
    }

    it('are ten a day at most, and go to nobody where the link has no recipient', async () => {
      for (let i = 0; i < 10; i++) await one.invitations.sendCode(LINK, String(i))
      expect(await refusalOf(LINK)).to.deep.equal(['ERR_BUSY', 'BUDGET_RECIPIENT'])
      expect(await refusalOf({ ...LINK, recipient: null })).to.deep.equal(['ERR_BUSY', 'RECIPIENT_REFUSED'])
      await one.outbox.sendDue()
      expect(server.received).to.have.length(10)
    })

    it('are not sent when they are of no use any more', async () => {
      await server.stop()
      await one.invitations.sendCode(LINK, '493217')
      await one.outbox.sendDue()
      await server.start()
      clock.pass(10 * MINUTE)
      await one.outbox.sendDue()
      expect([server.received, [...one.kept.all()]]).to.deep.equal([[], []])
    })
  })
})
