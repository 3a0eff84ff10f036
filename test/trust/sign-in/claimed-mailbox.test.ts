import { expect } from 'chai'
import { claimedMailbox, mailboxClaims } from '../../../trust/sign-in/claimed-mailbox.ts'

const VERA = 'vera@contoso.example'

describe('The mailbox that a provider says is hers', () => {
  const CASES: readonly (readonly [string, Readonly<Record<string, unknown>>, string | null, string | null])[] = [
    [
      'counts where the provider saw to it that the address is hers',
      { email: VERA, email_verified: true },
      'email',
      VERA,
    ],
    ['is in lower case', { email: 'Vera@Contoso.example', email_verified: true }, 'email', VERA],
    ['is none where it did not', { email: VERA, email_verified: false }, 'email', null],
    ['is none where it does not say so', { email: VERA }, 'email', null],
    ['is none where it says so in another way', { email: VERA, email_verified: 'true' }, 'email', null],
    ['is that of another claim as it is said', { upn: VERA }, 'upn', VERA],
    [
      'is none where what is verified is another address',
      { upn: 'nobody', email: VERA, email_verified: true },
      'upn',
      null,
    ],
    ['is none where the claim is no address', { upn: `"${VERA}` }, 'upn', null],
    ['is none where it is a list', { upn: [VERA] }, 'upn', null],
    ['is none where the claim is not there', {}, 'email', null],
    ['is none where no claim gives one', { email: VERA, email_verified: true }, null, null],
  ]
  for (const [title, claims, claim, mailbox] of CASES) {
    it(title, () => expect(claimedMailbox(claims, claim)).to.equal(mailbox))
  }

  it('needs to know whether an address is verified only of the claim that may be anything', () => {
    expect(mailboxClaims('email')).to.deep.equal(['email', 'email_verified'])
    expect(mailboxClaims('upn')).to.deep.equal(['upn'])
    expect(mailboxClaims(null)).to.deep.equal([])
  })
})
