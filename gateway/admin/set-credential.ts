import { z } from 'zod'
import { domainOf, parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { PartnerCredential } from '../../trust/credentials/partner-credential.ts'
import { hashPassword } from '../../trust/credentials/password-hash.ts'
import { sealSecret } from '../../trust/credentials/sealed-secret.ts'
import { isAddressSpace } from '../../trust/organization/address-space.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import { findTrust } from './administration.ts'
import type { Administration } from './administration.ts'
import { changeTrust } from './change-trust.ts'
import type { Answer, Call } from './operation.ts'

const password = z.string().min(16).max(256)

export const setCredentialBody = z.strictObject({
  kind: z.enum(['single-use', 'access-token', 'exchange', 'basic']),
  /** exchange, basic: as whom the partner asks where it names nobody, an address in one of its domains. */
  account: z.string().max(320).optional(),
  /** basic: what it sends us; made by us, told to nobody else. */
  password: password.optional(),
  /** basic: what we send it, where we ask it too. */
  ours: z.strictObject({ name: z.string().min(1).max(320), password }).optional(),
})

type Body = z.infer<typeof setCredentialBody>
/** Fields besides the kind. */
const MOST_TOLD = { 'single-use': 0, 'access-token': 0, exchange: 1, basic: 3 } as const
const SALT_BYTES = 16
const NONCE_BYTES = 12

function bad(message: string): FederationError {
  return new FederationError('ERR_MESSAGE_MALFORMED', message)
}

/** An account asks in the partner's name, so it has to be one of its people's addresses. */
function accountOf(trust: FederationTrust, text: string | undefined) {
  if (text === undefined) throw bad('account: this kind needs one.')
  const address = parseMailboxAddress(text)
  const domains = 'domains' in trust.is ? trust.is.domains.map(({ domain }) => domain) : []
  if (domains.includes(domainOf(address))) return address
  throw bad("account: expected an address in one of the partner's domains.")
}

async function readCredential(
  { random, sealingKey }: Administration,
  trust: FederationTrust,
  body: Body,
): Promise<PartnerCredential> {
  const exchange = trust.metadata.exchange !== undefined
  const told = Object.keys(body).length - 1
  if (told > MOST_TOLD[body.kind]) throw bad('This kind takes no such field.')
  if (body.kind === 'exchange') {
    if (!exchange) throw bad('kind: only an Exchange organization has tokens of that kind.')
    return { kind: body.kind, account: accountOf(trust, body.account) }
  }
  if (body.kind === 'basic') {
    const { ours, password: theirs } = body
    if (theirs === undefined) throw bad('password: this kind needs one.')
    const owner = `${trust.local} ${trust.partner}`
    return {
      kind: body.kind,
      account: accountOf(trust, body.account),
      passwordHash: await hashPassword(theirs, random.bytes(SALT_BYTES)),
      ours:
        ours === undefined
          ? null
          : {
              name: ours.name,
              sealedPassword: sealSecret(ours.password, owner, sealingKey, random.bytes(NONCE_BYTES)),
            },
    }
  }
  if (isAddressSpace(trust)) throw bad('kind: an address space knows names and passwords only.')
  if (exchange) throw bad('kind: an Exchange organization signs no tokens of that kind.')
  return { kind: body.kind }
}

/** How a partner shows who asks: one way for each relationship, and none shared with another. */
export async function setCredential(administration: Administration, call: Call<Body>): Promise<Answer> {
  const trust = findTrust(administration, call.params['trust'] ?? '')
  const credential = await readCredential(administration, trust, call.body)
  return changeTrust(administration, call, (before) => ({ ...before, credential }), {
    event: 'trust.credential',
    facts: () => ({ credential: credential.kind }),
  })
}
