import { expect } from 'chai'
import { constants, createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { readPartnerCertificate } from '../../../trust/keys/partner-certificate.ts'
import { revoke } from '../../../trust/organization/trust-transitions.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { withNewTokenKey } from '../../../trust/organization/organization.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { foreignCertificate } from '../keys/foreign-certificates.ts'
import {
  activeTrust,
  emptyTrustStore,
  granted,
  idOf,
  known,
  newTokenId,
  put,
  START,
  VirtualClock,
} from '../known-organizations.ts'
import { itShared, sharedPath } from '../../shared-material.ts'
import { openRefusingDoor } from './refusing-door.ts'
import type { RefusingDoor } from './refusing-door.ts'
import { claimsOf, encode, headerOf, keyOf, Receiver, signEs256, US } from './token-fixture.ts'
import type { Json } from './token-fixture.ts'

/**
 * One recipe. The file was written for RS256 tokens; ours are ES256. Each is therefore sent twice: as written, under the
 * issuer's own RSA key (refused always, we have no such tokens), and carried over, with ES256 and the issuer's true token
 * key wherever the recipe means "the right algorithm", so that only the flaw the recipe is about can refuse it.
 */
interface Recipe {
  readonly id: string
  readonly expect: string
  readonly header?: Json
  readonly rawHeader?: string
  readonly payload?: Json
  readonly payloadDelete?: readonly string[]
  readonly rawPayload?: string
  readonly rawPayloadHex?: string
  readonly sign?: string
  readonly mutate?: string
}

interface Forge {
  readonly algorithm: 'ES256' | 'RS256'
  readonly canary: string
}

const P256_ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551')

let fabrikam: Organization
let adatum: Organization
let receiver: Receiver
let trusts: readonly FederationTrust[]
let door: RefusingDoor
/** What somebody is told who shows no token at all that could be one. */
let theOneAnswer: string

/** 'verified', or why not; whatever the reason, the door tells nothing of it (TK14). */
async function outcomeOf(token: string): Promise<string> {
  const outcome = await receiver.outcome(token)
  if (outcome !== 'verified') expect(await door.answerTo(token), outcome).to.equal(theOneAnswer)
  return outcome
}

function headerFor(recipe: Recipe, forge: Forge): string {
  if (recipe.rawHeader) {
    const rest = JSON.stringify({ ...headerOf(fabrikam), alg: undefined }).slice(1)
    return recipe.rawHeader.replace('RS256', forge.algorithm).replace(/}$/, `,${rest}`)
  }
  const said = { ...headerOf(fabrikam), alg: forge.algorithm, ...recipe.header }
  const right = recipe.header?.['alg'] === 'RS256' ? { alg: forge.algorithm } : {}
  const header: Json = { ...said, ...right }
  if (recipe.id === 'alg-missing') delete header['alg']
  for (const name of ['jku', 'x5u', 'x5t']) if (name in header) header[name] = forge.canary
  if (header['kid'] === '<100000 x a>') header['kid'] = 'a'.repeat(100_000)
  if (header['kid'] === '<kid of org B>') header['kid'] = headerOf(adatum)['kid']
  return JSON.stringify(header)
}

function valueOf(value: unknown): unknown {
  const seconds = typeof value === 'string' ? /^now([+-][0-9.e]+)?$/.exec(value) : null
  if (seconds) return START / 1000 + Number(seconds[1] ?? 0)
  if (Array.isArray(value)) return value.map(valueOf)
  const names: Json = {
    '<org A>': fabrikam.id,
    '<org B>': adatum.id,
    '<us>': US,
    '<US>': US.toUpperCase(),
    '<us>.evil': `${US}.evil`,
    'user@orgB.example': 'user@adatum.example',
  }
  return typeof value === 'string' ? (names[value] ?? value) : value
}

function payloadFor(recipe: Recipe): Buffer {
  const good = claimsOf(fabrikam)
  if (recipe.rawPayloadHex) return Buffer.from(recipe.rawPayloadHex, 'hex')
  const raw = recipe.rawPayload
  if (raw === 'nested arrays') return Buffer.from('['.repeat(10_000) + ']'.repeat(10_000))
  if (raw?.includes('...')) {
    const rest = JSON.stringify(good).slice(1, -1)
    const opening = raw.replace(',...}', '').replace('<org A>', fabrikam.id)
    return Buffer.from(`${opening},${rest}}`)
  }
  if (raw !== undefined) return Buffer.from(raw)
  for (const [name, value] of Object.entries(recipe.payload ?? {})) good[name] = valueOf(value)
  for (const name of recipe.payloadDelete ?? []) delete good[name]
  if (recipe.mutate === 'pad payload to 1 MB') good['pad'] = 'x'.repeat(1_000_000)
  return Buffer.from(JSON.stringify(good))
}

function signatureFor(recipe: Recipe, signed: string, forge: Forge): Buffer {
  const how = recipe.sign ?? forge.algorithm
  const text = Buffer.from(signed)
  const owner = how.includes('org B key') ? adatum : fabrikam
  if (how === 'empty') return Buffer.alloc(0)
  if (how === 'zero') return Buffer.alloc(64)
  const rsaKey = owner.certificateKey
  const hmac = (secret: string | Buffer): Buffer => createHmac('sha256', secret).update(text).digest()
  if (how === 'HMAC(spki-pem)') return hmac(createPublicKey(keyOf(owner)).export({ type: 'spki', format: 'pem' }))
  if (how === 'HMAC(cert-pem)') return hmac(owner.certificate.toString())
  if (how === 'HMAC("")') return hmac('')
  if (how === 'PS256')
    return sign('sha256', text, { key: rsaKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 })
  if (how === 'RS1') return sign('sha1', text, rsaKey)
  // "ES256 instead" means a stranger's key here: the issuer's own would make the token good.
  if (recipe.id === 'es256-instead') return signRaw(text, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)
  return forge.algorithm === 'ES256' || how === 'ES256' ? signRaw(text, keyOf(owner)) : sign('sha256', text, rsaKey)
}

function signRaw(text: Buffer, key: KeyObject): Buffer {
  return sign('sha256', text, { key, dsaEncoding: 'ieee-p1363' })
}

function mutated(recipe: Recipe, token: string): string {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const withSignature = (text: string): string => `${header}.${payload}.${text}`
  const mutations: Readonly<Record<string, () => string>> = {
    'append ==': () => `${token}==`,
    // Where this signature has neither letter, the other alphabet is shown by a plus of its own.
    '-_ -> +/': () =>
      withSignature(
        signature
          .replaceAll('-', '+')
          .replaceAll('_', '/')
          .replace(/^[^+/]*$/, (all) => `+${all.slice(1)}`),
      ),
    'insert \\n': () => withSignature(`${signature.slice(0, 20)}\n${signature.slice(20)}`),
    'drop signature': () => withSignature(''),
    'drop 1 byte': () => withSignature(Buffer.from(signature, 'base64url').subarray(0, -1).toString('base64url')),
    'append .x': () => `${token}.x`,
    'JWE compact': () => `${header}.${payload}.${payload}.${payload}.${signature}`,
    'JWS JSON': () => JSON.stringify({ payload, protected: header, signature }),
    'flip unused low bit of last signature char': () => withSignature(flipLowBit(signature)),
    's -> n-s': () => withSignature(otherHalf(signature)),
  }
  return recipe.mutate ? (mutations[recipe.mutate]?.() ?? token) : token
}

function flipLowBit(signature: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return signature.slice(0, -1) + alphabet.charAt(alphabet.indexOf(signature.slice(-1)) ^ 1)
}

function otherHalf(signature: string): string {
  const bytes = Buffer.from(signature, 'base64url')
  const s = P256_ORDER - BigInt(`0x${bytes.subarray(32).toString('hex')}`)
  return Buffer.concat([bytes.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')]).toString(
    'base64url',
  )
}

function tokenOf(recipe: Recipe, forge: Forge): string {
  const signed = `${encode(headerFor(recipe, forge))}.${payloadFor(recipe).toString('base64url')}`
  return `${signed}.${signatureFor(recipe, signed, forge).toString('base64url')}`
}

/** Recipes about what surrounds a token: each says in our terms what happens. */
const AROUND: Readonly<Record<string, () => Promise<void>>> = {
  'replay-jti': () => secondUseRefused((token) => token, 'TRUST_REPLAYED'),
  'replay-b64-twiddle': () => {
    const respelled = (token: string): string => token.slice(0, -86) + flipLowBit(token.slice(-86))
    return secondUseRefused(respelled, 'TRUST_TOKEN_MALFORMED')
  },
  'replay-ecdsa-n-minus-s': () => {
    // The other half of the signature is as valid: only the id of the token tells that it was spent.
    return secondUseRefused((token) => token.slice(0, -86) + otherHalf(token.slice(-86)), 'TRUST_REPLAYED')
  },
  'rsa-1024-key': () => certificateRefused({ modulusLength: 1024 }),
  'rsa-e3-key': () => certificateRefused({ modulusLength: 2048, publicExponent: 3 }),
  'roca-like/shared-modulus': async () => {
    const store = await emptyTrustStore(receiver.clock)
    await put(store, activeTrust(US, fabrikam, [], receiver.clock), undefined)
    const copy = { ...adatum, certificate: fabrikam.certificate, certificateKey: fabrikam.certificateKey }
    const outcome = await put(store, activeTrust(US, copy, [], receiver.clock), undefined)
    expect(outcome).to.deep.equal({ stored: false, because: 'certificate-key-taken' })
  },
  'revoked-trust': async () => {
    const token = goodToken()
    receiver.trustOnly(trusts.map((trust) => granted(revoke(trust, 'x', receiver.clock))))
    expect(await outcomeOf(token)).to.equal('TRUST_ISSUER_UNKNOWN')
  },
  'expired-cert-key': async () => {
    receiver.clock.pass(826 * DAY)
    const claims = claimsOf(fabrikam, receiver.clock.now())
    expect(await outcomeOf(signEs256(headerOf(fabrikam), claims, keyOf(fabrikam)))).to.equal('TRUST_SUSPENDED')
  },
  'pre-rollover-key-in-grace': async () => {
    await rollOver()
    expect(await outcomeOf(goodToken())).to.equal('verified')
  },
  'post-grace-old-key': async () => {
    await rollOver()
    receiver.clock.time = fabrikam.tokenKeys[0]?.until ?? 0
    const claims = claimsOf(fabrikam, receiver.clock.now())
    expect(await outcomeOf(signEs256(headerOf(fabrikam), claims, keyOf(fabrikam)))).to.equal('TRUST_KEY_EXPIRED')
  },
}

function goodToken(): string {
  return signEs256(headerOf(fabrikam), claimsOf(fabrikam), keyOf(fabrikam))
}

async function secondUseRefused(respell: (token: string) => string, reason: string): Promise<void> {
  const token = goodToken()
  expect(await outcomeOf(token)).to.equal('verified')
  expect(await outcomeOf(respell(token))).to.equal(reason)
}

function certificateRefused(options: { modulusLength: number; publicExponent?: number }): Promise<void> {
  const der = foreignCertificate(fabrikam, generateKeyPairSync('rsa', options))
  expect(readPartnerCertificate(der, START)).to.equal('CERTIFICATE_KEY')
  return Promise.resolve()
}

async function rollOver(): Promise<void> {
  const rolled = await withNewTokenKey(fabrikam, { clock: receiver.clock, announcedFor: 0 })
  receiver.trustOnly([activeTrust(US, rolled, ['fabrikam.example'], receiver.clock)])
}

const path = sharedPath('attacks/own/jwt-attacks.json')
const recipes = path ? (JSON.parse(readFileSync(path, 'utf8')) as { readonly cases: readonly Recipe[] }).cases : []

describe('an attacker with the 86 recipes, answered alike by the door (TK1, TK4 to TK7, TK10, TK14)', () => {
  let connections = 0
  const canary = createServer((socket) => {
    connections++
    socket.destroy()
  })
  let address: string

  before(async () => {
    fabrikam = await known('Fabrikam')
    adatum = await known('Adatum')
    canary.listen(0, '127.0.0.1')
    await once(canary, 'listening')
    address = `http://127.0.0.1:${(canary.address() as AddressInfo).port}/k`
  })
  before(async () => {
    door = await openRefusingDoor((token, request) => receiver.verify(token, request))
    receiver = new Receiver([])
    theOneAnswer = await door.answerTo('x')
    expect(theOneAnswer).to.match(/^\[401,"Unauthorized",/)
  })
  after(() => {
    door.close()
    canary.close()
  })
  beforeEach(() => {
    const clock = new VirtualClock()
    trusts = [
      activeTrust(US, fabrikam, ['fabrikam.example'], clock),
      activeTrust(US, adatum, ['adatum.example'], clock),
    ]
    receiver = new Receiver(trusts)
  })

  itShared('has all 86 of them', 'attacks/own/jwt-attacks.json', () => {
    expect(recipes).to.have.length(86)
  })

  for (const recipe of recipes) {
    const around = AROUND[recipe.id]
    if (around) {
      it(`${recipe.id}: ${recipe.expect}`, around)
      continue
    }
    it(`${recipe.id}: ${recipe.expect}, as written and carried over to ES256`, async () => {
      const outcomes: string[] = []
      for (const algorithm of ['RS256', 'ES256'] as const) {
        const forge = { algorithm, canary: address }
        outcomes.push(await outcomeOf(mutated(recipe, tokenOf(recipe, forge))))
      }
      expect(outcomes).to.not.include('verified')
      expect(Object.prototype).to.not.have.property('admin')
      expect(connections).to.equal(0)
      // The way the tokens are forged is no flaw of its own: without the recipe's it is a good token.
      const plain = { id: 'none', expect: 'accept' }
      expect(await outcomeOf(tokenOf(plain, { algorithm: 'ES256', canary: address }))).to.equal('verified')
      expect(await outcomeOf(tokenOf(plain, { algorithm: 'RS256', canary: address }))).to.equal('TRUST_ALG')
    })
  }

  itShared(
    'gets nothing with any naughty string as key, issuer or person (TK3)',
    'attacks/blns/blns.json',
    async (blns) => {
      const strings = JSON.parse(readFileSync(blns, 'utf8')) as readonly string[]
      expect(strings.length).to.be.at.least(500)
      for (const text of strings) {
        const header = headerOf(fabrikam)
        const claims = claimsOf(fabrikam)
        for (const token of [
          signEs256({ ...header, kid: text }, claims, keyOf(fabrikam)),
          signEs256(header, { ...claims, iss: text }, keyOf(fabrikam)),
          signEs256(header, { ...claims, sub: text }, keyOf(fabrikam)),
          signEs256(header, { ...claims, htu: text, jti: newTokenId() }, keyOf(fabrikam)),
        ]) {
          expect(await outcomeOf(token), text).to.not.equal('verified')
        }
      }
      expect(receiver.replay.size).to.equal(0)
    },
  )

  it('gets nothing with HMAC over any public thing of the issuer (TK2)', async () => {
    const key = createPublicKey(keyOf(fabrikam))
    const publics: readonly (string | Buffer)[] = [
      key.export({ type: 'spki', format: 'pem' }),
      key.export({ type: 'spki', format: 'der' }),
      JSON.stringify(key.export({ format: 'jwk' })),
      fabrikam.tokenKeys[0]?.kid ?? '',
      fabrikam.certificate.toString(),
      fabrikam.certificate.raw,
      fabrikam.id,
      idOf(900),
      '',
    ]
    for (const secret of publics) {
      for (const alg of ['HS256', 'ES256', 'none']) {
        const signed = `${encode({ ...headerOf(fabrikam), alg })}.${encode(claimsOf(fabrikam))}`
        const mac = createHmac('sha256', secret).update(signed).digest()
        for (const signature of [mac, Buffer.concat([mac, mac])]) {
          expect(await outcomeOf(`${signed}.${signature.toString('base64url')}`)).to.be.oneOf([
            'TRUST_ALG',
            'TRUST_SIG',
          ])
        }
      }
    }
  })
})
