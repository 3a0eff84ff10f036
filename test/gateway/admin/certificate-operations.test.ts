import { randomBytes, randomUUID, X509Certificate } from 'node:crypto'
import express from 'express'
import { expect } from 'chai'
import request from 'supertest'
import { Secret } from '../../../config/secrets.ts'
import { AccessTokens } from '../../../gateway/admin/access-tokens.ts'
import { adminRouter } from '../../../gateway/admin/admin-router.ts'
import type { Administration } from '../../../gateway/admin/administration.ts'
import { auditTreeOf } from '../../../gateway/audit/audit-operations.ts'
import { RecentLookups } from '../../../gateway/broker/lookup-trace.ts'
import { DomainWatch } from '../../../gateway/domains/domain-watch.ts'
import { Identities } from '../../../gateway/identities.ts'
import { PartnerHealth } from '../../../gateway/health/partner-health.ts'
import { openLog } from '../../../gateway/log.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { fingerprintInHex } from '../../../trust/keys/fingerprint.ts'
import { openBundle } from '../../../trust/keys/key-bundle.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { StatePolicyStore } from '../../../trust/policies/state-policy-store.ts'
import { MemoryEngine, MemoryWorld } from '../../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'
import { StateTrustStore } from '../../../trust/stores/trust-store.ts'
import { openssl } from '../../openssl.ts'
import { itOpenssl } from '../../shared-material.ts'
import { printOf } from '../../trust/keyed-certificates.ts'
import { activeTrust, known, put, VirtualClock } from '../../trust/known-organizations.ts'
import { madeCertificate, madeFile, PASSPHRASE, WHILE_VALID } from '../../trust/keys/made-certificates.ts'
import { saying } from '../../trust/organization/trust-states.ts'
import { SILENT_AGREEMENT } from './silent-agreement.ts'
import { budgetsOfNobody } from '../limits/budget-limits.ts'
import { silentInvitations } from './silent-invitations.ts'
import { ConsoleAccounts } from '../../../gateway/sign-in/console-accounts.ts'
import { ConsoleSessions } from '../../../gateway/sign-in/console-sessions.ts'
import { silentSharing } from './silent-sharing.ts'

const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }
const TOKEN = 'the-token-of-the-configuration-file'
const never = (): Promise<never> => Promise.reject(new Error('nothing leaves in this test'))

interface Shown {
  readonly fingerprint: { readonly hex: string; readonly words: string }
  readonly key: string
  readonly selfSigned: boolean
  readonly daysLeft: number
  readonly announced: number
}

type Slots = Record<'current' | 'next' | 'previous', Shown | null> & { readonly requestUnderWay: boolean }

describe('the certificates of our organizations, administered', () => {
  const clock = new VirtualClock()
  let app: express.Express
  let identities: Identities
  let trusts: StateTrustStore
  let world: MemoryWorld
  let contoso: Organization
  const told: string[] = []

  beforeEach(async () => {
    clock.time = WHILE_VALID
    told.length = 0
    world = new MemoryWorld()
    const state = new StateStore(new MemoryEngine(world), { clock, random, checksumKey: null })
    await state.open()
    const log = openLog('debug', { write: (line) => told.push(line) })
    const sealingKey = randomBytes(32)
    trusts = new StateTrustStore(state)
    identities = new Identities(state, { clock, random, log, sealingKey })
    const policies = new StatePolicyStore(state, () => ({}))
    const tokens = new AccessTokens(state, random, new Secret(TOKEN))
    const consoleAccounts = new ConsoleAccounts(state)
    const consoleSessions = new ConsoleSessions(state, random, consoleAccounts, true)
    await state.follow(trusts, identities, policies, tokens)
    contoso = await known('Contoso')
    const live = await identities.open(contoso.id, 'Contoso', () => Promise.resolve(contoso))
    const http = { get: never, post: never, probe: never, close: () => Promise.resolve() }
    const organizations = new Map([['contoso', live]])
    const lookups = { nameServers: { textsOf: never }, authorities: null, http: null, random }
    const watch = new DomainWatch({ organizations, trusts, clock, log, state, lookups })
    const administration: Administration = {
      ...{ organizations, publicUrl: 'https://gateway.example', state, auditTree: auditTreeOf(state), sealingKey },
      invitations: silentInvitations(state),
      ...{ identities, minimumSoftware: {}, trusts, policies, tokens, consoleAccounts, consoleSessions },
      ...{ http, clock, random, log },
      ...{
        lookups: new RecentLookups(),
        lookupDays: 14,
        partnerHealth: new PartnerHealth(clock),
        budgets: budgetsOfNobody(),
        explain: never,
        tryDraft: never,
        examine: never,
      },
      domains: { unprovenDomains: 'refuse', isHosted: () => false, watch },
      ...SILENT_AGREEMENT,
      ...silentSharing(state, policies, random),
    }
    app = express().use('/admin/v1', adminRouter(administration))
  })

  const path = (step: string): string => `/admin/v1/organizations/contoso${step}`

  async function get(step: string) {
    return (await request(app).get(path(step)).set('Authorization', `Bearer ${TOKEN}`)).body as Slots & { pem: string }
  }

  async function post(step: string, body: object = {}) {
    const answer = await request(app).post(path(step)).set('Authorization', `Bearer ${TOKEN}`).send(body)
    return { status: answer.status, body: answer.body as Slots, text: answer.text }
  }

  const imported = (file: string, passphrase?: string) =>
    post('/certificate/import', { file: madeFile(file).toString('base64'), passphrase })

  async function befriend(name: string, seenMetadata: number | null): Promise<FederationTrust> {
    const trust = activeTrust(contoso.id, await known(name), [`${name.toLowerCase()}.example`], clock)
    const spoken = { ...trust, theirs: seenMetadata === null ? null : saying(1, { seenMetadata }) }
    await put(trusts, spoken, undefined)
    return spoken
  }

  const current = (): X509Certificate => identities.current(contoso.id).organization.certificate

  it('are shown with fingerprints in hex and in words, what is left of them, and nothing private', async () => {
    const { pem, ...slots } = await get('/certificate')
    expect(slots.current).to.include({ key: 'RSA 3072', selfSigned: true })
    expect(slots.current?.fingerprint.hex).to.equal(fingerprintInHex(printOf(contoso)))
    expect(slots.current?.fingerprint.words.split(' ')).to.have.length(32)
    const left = Math.floor((Date.parse(contoso.certificate.validTo) - clock.time) / DAY)
    expect(slots.current?.daysLeft).to.equal(left)
    expect([slots.next, slots.previous, slots.requestUnderWay]).to.deep.equal([null, null, false])
    expect(new X509Certificate(pem).raw.equals(contoso.certificate.raw)).to.equal(true)
    expect(JSON.stringify(slots)).to.not.include('PRIVATE')
  })

  it('are made and announced, and sign only after the switch', async () => {
    const made = await post('/certificate', { days: 100 })
    expect(made.body.next).to.include({ daysLeft: 99, selfSigned: true })
    expect(made.body.next?.announced).to.equal(identities.current(contoso.id).sequence)
    expect(current().raw.equals(contoso.certificate.raw)).to.equal(true)
    const switched = await post('/roll/switch')
    expect(switched.status, switched.text).to.equal(200)
    expect(switched.body.current?.fingerprint).to.deep.equal(made.body.next?.fingerprint)
    expect(switched.body.previous?.fingerprint.hex).to.equal(fingerprintInHex(printOf(contoso)))
    expect(current().raw.equals(contoso.certificate.raw)).to.equal(false)
    expect((await post('/roll/finish')).status).to.equal(409)
    expect((await post('/roll/finish', { force: true })).body.previous).to.equal(null)
  })

  it('are not switched while a partner does not hold the metadata that names the next one', async () => {
    await post('/certificate', { days: 100 })
    const { sequence } = identities.current(contoso.id)
    const ready = await befriend('Fabrikam', sequence)
    await befriend('Adatum', sequence - 1)
    await befriend('Tailspin', null)
    const status = (await get('/roll')) as unknown as { partners: { partner: { name: string }; readiness: string }[] }
    const readiness = Object.fromEntries(status.partners.map(({ partner, readiness: how }) => [partner.name, how]))
    expect(readiness).to.deep.equal({ Fabrikam: 'ready', Adatum: 'not yet', Tailspin: 'unknown' })
    const refused = await post('/roll/switch')
    expect(refused.status).to.equal(409)
    expect(refused.text).to.include('Adatum (not yet), Tailspin (unknown)').and.not.include('Fabrikam')
    expect(current().raw.equals(contoso.certificate.raw)).to.equal(true)
    const forced = await post('/roll/switch', { force: true })
    const { broken } = forced.body as unknown as { broken: { partner: { name: string } }[] }
    expect(broken.map(({ partner }) => partner.name)).to.have.members(['Adatum', 'Tailspin'])
    expect(JSON.stringify(broken)).to.not.include(ready.partner)
    expect(current().raw.equals(contoso.certificate.raw)).to.equal(false)
  })

  it('are taken back before they sign, and cannot be switched to then', async () => {
    await post('/certificate', {})
    expect((await post('/roll/cancel')).body.next).to.equal(null)
    expect((await post('/roll/switch')).text).to.include('There is no next certificate')
  })

  for (const [file, passphrase, key] of [
    ['aes256.pfx', PASSPHRASE, 'RSA 2048'],
    ['3des-rc2.pfx', PASSPHRASE, 'RSA 2048'],
    ['p256.pfx', PASSPHRASE, 'prime256v1'],
    ['encrypted.txt', PASSPHRASE, 'RSA 2048'],
    ['plain.txt', undefined, 'RSA 2048'],
  ] as const) {
    it(`are imported from ${file}`, async () => {
      const { status, body, text } = await imported(file, passphrase)
      expect(status, text).to.equal(200)
      expect(body.next).to.include({ key })
      expect((await post('/roll/switch')).status).to.equal(200)
      const made = madeCertificate(file === 'p256.pfx' ? 'p256' : 'rsa')
      expect(current().raw.equals(made.raw)).to.equal(true)
    })
  }

  for (const [what, file, passphrase, words] of [
    ['under a wrong passphrase', 'aes256.pfx', 'wrong', /passphrase is wrong/],
    ['without a passphrase', 'aes256.pfx', undefined, /needs a passphrase/],
    ['of endless iterations', 'endless.pfx', PASSPHRASE, /more than a million iterations/],
    ['without the key, where nobody asked for it', 'rsa.crt', undefined, /no private key in the file, and no request/],
    ['with the key of another', 'mismatched.txt', undefined, /No certificate in the file belongs to the private key/],
  ] as const) {
    it(`are not imported ${what}, and nothing is changed`, async () => {
      const { status, text } = await imported(file, passphrase)
      expect(status, text).to.equal(400)
      expect(text).to.match(words)
      expect(identities.current(contoso.id).organization.next).to.equal(null)
    })
  }

  it('are not imported when partners would refuse them', async () => {
    clock.time = Date.parse(madeCertificate('rsa').validTo) + 1000
    expect((await imported('plain.txt')).text).to.include('Partners would not take this certificate: it is over')
  })

  itOpenssl('are asked of an authority, and imported when they come back, to the key that stayed', async () => {
    const asked = await post('/certificate/request')
    expect(asked.status).to.equal(201)
    const { request: text } = asked.body as unknown as { request: string }
    expect(openssl(['req', '-verify', '-noout'], text).text).to.match(/verify OK/i)
    expect((await get('/certificate')).requestUnderWay).to.equal(true)
    // Asked again meanwhile: what the authority makes of the first request fits all the same.
    expect((await post('/certificate/request')).status).to.equal(201)
    expect((await imported('rsa.crt')).text).to.include('belongs to the request that waits for one')
    const answered = signedByAuthority(text)
    // OpenSSL signs as of now, by its own clock.
    clock.time = Math.max(WHILE_VALID, Date.now())
    const { status, body, text: words } = await post('/certificate/import', { file: answered.toString('base64') })
    expect(status, words).to.equal(200)
    expect(body.next).to.include({ selfSigned: false })
    expect(body.requestUnderWay).to.equal(false)
    const switched = await post('/roll/switch')
    expect(switched.status, switched.text).to.equal(200)
    const { certificate, certificateKey } = identities.current(contoso.id).organization
    expect(certificate.checkPrivateKey(certificateKey)).to.equal(true)
  })

  it('are exported with their key under a passphrase only, which goes on record and is kept nowhere', async () => {
    expect((await post('/certificate/export', {})).status).to.equal(400)
    const short = await post('/certificate/export', { passphrase: 'too short' })
    expect([short.status, short.text.includes('expected at least 12 characters')]).to.deep.equal([400, true])
    const passphrase = 'a canary of a passphrase'
    const { body } = await post('/certificate/export', { passphrase })
    const file = Buffer.from((body as unknown as { pkcs12: string }).pkcs12, 'base64')
    const opened = openBundle({ bytes: file, passphrase })
    if (!opened.read) return expect.fail(opened.because)
    expect(Buffer.from(opened.certificates[0] as Uint8Array).equals(contoso.certificate.raw)).to.equal(true)
    const audit = JSON.stringify(await request(app).get('/admin/v1/audit').set('Authorization', `Bearer ${TOKEN}`))
    expect(audit).to.include('certificate.exported')
    return expect(`${audit}${told.join('')}`).to.not.include(passphrase)
  })

  it('and token keys: one more at once, announced before it signs, never more than partners take', async () => {
    const before = identities.signer(contoso.id).kid
    const made = await post('/token-keys', { announcedFor: 60 })
    const { kid } = made.body as unknown as { kid: string }
    expect(identities.signer(contoso.id).kid).to.equal(before)
    clock.pass(60_000)
    expect(identities.signer(contoso.id).kid).to.equal(kid)
    let status = 200
    for (let more = 0; more < 20 && status === 200; more++) status = (await post('/token-keys')).status
    expect(status).to.equal(409)
    expect(identities.current(contoso.id).organization.tokenKeys).to.have.length(16)
  })

  it('never show a private key or a passphrase in an answer, an error, the log or the store (KM2, canary)', async () => {
    const seen: string[] = []
    const keep = async (answering: Promise<{ text: string }>): Promise<void> => void seen.push((await answering).text)
    await keep(imported('aes256.pfx', PASSPHRASE))
    await keep(imported('aes256.pfx', 'a canary passphrase'))
    await keep(imported('mismatched.txt', 'a canary passphrase'))
    await keep(post('/certificate/import', { file: 'a canary passphrase', passphrase: 'a canary passphrase' }))
    await keep(post('/certificate/export', { passphrase: 'canary', more: 'a canary passphrase' }))
    await keep(post('/roll/switch'))
    await keep(post('/certificate/request'))
    await keep(post('/certificate', { days: 10 }))
    seen.push(JSON.stringify(await get('/certificate')), JSON.stringify(await get('/roll')), ...told)
    for (const kind of ['identity', 'audit'] as const) {
      if (kind === 'identity') seen.push(JSON.stringify([...world.of(kind).values()]))
    }
    const { certificateKey, next, requested, tokenKeys } = identities.current(contoso.id).organization
    const keys = [contoso.certificateKey, certificateKey, next?.key, requested, ...tokenKeys.map(({ key }) => key)]
    const secrets = keys.flatMap((key) => {
      const { d = '', p = '' } = key?.export({ format: 'jwk' }) ?? {}
      return [d, p].filter((part) => part !== '').flatMap((part) => spellingsOf(Buffer.from(part, 'base64url')))
    })
    expect(secrets.length).to.be.greaterThan(20)
    const all = seen.join('\n')
    expect([...secrets, PASSPHRASE, 'a canary passphrase'].filter((secret) => all.includes(secret))).to.deep.equal([])
    expect(all).to.not.match(/PRIVATE KEY/)
  })
})

/** How bytes could be found in text: hex, and base64 at each of its three alignments. */
function spellingsOf(bytes: Buffer): string[] {
  const base64 = [0, 1, 2].map((at) =>
    bytes
      .subarray(at, at + 24)
      .toString('base64')
      .slice(0, 28),
  )
  return [bytes.toString('hex').slice(0, 40), ...base64, bytes.toString('base64url').slice(0, 30)]
}

/** What an authority answers to a request; OpenSSL is the authority. */
function signedByAuthority(text: string): Buffer {
  const script = `set -e; d=$(mktemp -d); trap 'rm -rf $d' EXIT; cat >$d/csr
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=Authority -keyout $d/key -out $d/ca 2>/dev/null
    printf 'basicConstraints=critical,CA:FALSE' >$d/ext
    openssl x509 -req -in $d/csr -CA $d/ca -CAkey $d/key -CAcreateserial -days 300 -sha256 -extfile $d/ext 2>/dev/null
    cat $d/ca`
  return Buffer.from(openssl(['-c', script], text, 'bash').text)
}
