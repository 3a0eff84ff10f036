import { expect } from 'chai'
import fc from 'fast-check'
import jwt from 'jsonwebtoken'
import { generateKeyPairSync } from 'node:crypto'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { revoke, suspend } from '../../../trust/organization/trust-transitions.ts'
import { signMetadata } from '../../../trust/organization/federation-metadata.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import {
  activeTrust,
  granted,
  idOf,
  known,
  newTokenId,
  orderOf,
  QUESTION,
  sibling,
  START,
} from '../known-organizations.ts'
import { claimsOf, headerOf, keyOf, Receiver, REQUEST, signEs256, US } from './token-fixture.ts'
import type { Json } from './token-fixture.ts'

let fabrikam: Organization
let receiver: Receiver

function tokenWith(change: Json = {}, headerChange: Json = {}): string {
  const header = { ...headerOf(fabrikam), ...headerChange }
  return signEs256(header, { ...claimsOf(fabrikam), ...change }, keyOf(fabrikam))
}

describe('the verifier of tokens', () => {
  beforeEach(async () => {
    fabrikam = await known('Fabrikam')
    receiver = new Receiver([activeTrust(US, fabrikam, ['fabrikam.example'], { now: () => START })])
  })

  it('says who asks, proved', async () => {
    expect(await receiver.verify(tokenWith({ jti: 'the-token-id-0001' }))).to.deep.equal({
      verified: true,
      requester: {
        issuer: fabrikam.id,
        organization: fabrikam.id,
        person: 'anna@fabrikam.example',
        audience: US,
        hop: 0,
        tokenId: 'the-token-id-0001',
      },
    })
  })

  it('takes what jsonwebtoken signs', async () => {
    const options = { algorithm: 'ES256', header: headerOf(fabrikam) as unknown as jwt.JwtHeader } as const
    expect(await receiver.outcome(jwt.sign(claimsOf(fabrikam), keyOf(fabrikam), options))).to.equal('verified')
  })

  it('takes a token once, however often and at once it comes (TK9)', async () => {
    const token = tokenWith()
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => receiver.outcome(token)))
    expect(outcomes.filter((outcome) => outcome === 'verified')).to.have.length(1)
    expect(outcomes.filter((outcome) => outcome === 'TRUST_REPLAYED')).to.have.length(19)
    receiver.clock.pass(359_000)
    expect(await receiver.outcome(token)).to.equal('TRUST_REPLAYED')
  })

  it('takes one id from two issuers (TK9)', async () => {
    const adatum = await known('Adatum')
    const clock = receiver.clock
    receiver.trustOnly([
      activeTrust(US, fabrikam, ['fabrikam.example'], clock),
      activeTrust(US, adatum, ['adatum.example'], clock),
    ])
    const jti = newTokenId()
    const theirs = { ...claimsOf(adatum), sub: 'bo@adatum.example', jti }
    expect(await receiver.outcome(tokenWith({ jti }))).to.equal('verified')
    expect(await receiver.outcome(signEs256(headerOf(adatum), theirs, keyOf(adatum)))).to.equal('verified')
  })

  it('lets a refused token burn nothing', async () => {
    const jti = newTokenId()
    for (const bad of [{ htu: 'https://other.example/' }, { exp: START / 1000 - 61 }, { sub: 'x@other.example' }]) {
      expect(await receiver.outcome(tokenWith({ jti, ...bad }))).to.not.equal('verified')
    }
    expect(await receiver.outcome(tokenWith({ jti }))).to.equal('verified')
  })

  it('throws when the spent tokens cannot be asked, instead of answering', async () => {
    const down = new FederationError('ERR_STORE_UNAVAILABLE', 'down')
    const replay = { remembersSince: 0, firstUse: () => Promise.reject(down) }
    try {
      await receiver.verify(tokenWith(), REQUEST, { replay })
    } catch (error) {
      expect(error).to.equal(down)
      return
    }
    expect.fail('it answered')
  })

  it('takes no token older than the memory of spent tokens (TK11)', async () => {
    const replay = { remembersSince: START, firstUse: () => Promise.resolve(true) }
    const second = START / 1000
    expect(await receiver.outcome(tokenWith({ iat: second - 1 }), REQUEST, { replay })).to.equal('TRUST_TIME')
    const older = tokenWith({ iat: second - 1, exp: second + 299 })
    expect(await receiver.outcome(older, REQUEST, { replay })).to.equal('TRUST_BEFORE_START')
    expect(await receiver.outcome(tokenWith(), REQUEST, { replay })).to.equal('verified')
  })

  for (const [claim, offset, boundary] of [
    // Over on or after exp + 60 s (RFC 7519 4.1.4), early before iat or nbf - 60 s.
    ['exp', 300 + 60, { last: -1, first: 0 }],
    ['iat', -60, { last: 0, first: -1 }],
  ] as const) {
    it(`is exact around ${claim} to the millisecond and the second (TK6)`, async () => {
      const at = START + offset * 1000
      for (const [shift, outcome] of [
        [boundary.last, 'verified'],
        [boundary.first, 'TRUST_TIME'],
        [Math.sign(boundary.last - boundary.first) * 1000, 'verified'],
        [Math.sign(boundary.first - boundary.last) * 1000, 'TRUST_TIME'],
      ] as const) {
        receiver.clock.time = at + shift
        expect(await receiver.outcome(tokenWith()), `${shift} ms`).to.equal(outcome)
      }
    })
  }

  for (const [why, change, outcome] of [
    ['nbf a minute ahead', { nbf: START / 1000 + 60 }, 'verified'],
    ['nbf 61 s ahead', { nbf: START / 1000 + 61 }, 'TRUST_TIME'],
    ['300 s of life', { exp: START / 1000 + 300 }, 'verified'],
    ['301 s of life', { exp: START / 1000 + 301 }, 'TRUST_TIME'],
    ['no life', { exp: START / 1000 }, 'TRUST_TIME'],
    ['an end before its beginning', { exp: START / 1000 - 1 }, 'TRUST_TIME'],
    ['an end beyond all time', { exp: 1e300 }, 'TRUST_CLAIMS'],
    ['a fraction of a second', { exp: START / 1000 + 0.5 }, 'TRUST_CLAIMS'],
    ['a time as text', { iat: String(START / 1000) }, 'TRUST_CLAIMS'],
    ['a negative time', { iat: -1 }, 'TRUST_CLAIMS'],
    ['a time that is null', { nbf: null }, 'TRUST_CLAIMS'],
    ['another action', { action: 'MSExchange.SharingRead' }, 'TRUST_CLAIMS'],
    ['an id of 15 characters', { jti: 'a'.repeat(15) }, 'TRUST_CLAIMS'],
    ['an id of 16 characters', { jti: 'a'.repeat(16) }, 'verified'],
    ['an id of 64 characters', { jti: 'a'.repeat(64) }, 'verified'],
    ['an id of 65 characters', { jti: 'a'.repeat(65) }, 'TRUST_CLAIMS'],
    ['an id with a line break', { jti: `${'a'.repeat(20)}\n` }, 'TRUST_CLAIMS'],
    ['an id that is a number', { jti: 1e20 }, 'TRUST_CLAIMS'],
    ['a claim we do not know', { scope: 'all' }, 'TRUST_CLAIMS'],
    ['two claims we do not know', { scope: 'all', org: 'x' }, 'TRUST_CLAIMS'],
    ['another method', { htm: 'GET' }, 'TRUST_REQUEST'],
    ['the method in other letters', { htm: 'post' }, 'TRUST_REQUEST'],
    ['another URL', { htu: 'https://gateway.contoso.example/ews/exchange.asmx' }, 'TRUST_REQUEST'],
    ['another body', { body: 'A'.repeat(43) }, 'TRUST_REQUEST'],
    ['a person of another domain', { sub: 'bo@adatum.example' }, 'TRUST_SUBJECT'],
    ['a person of a sub-domain', { sub: 'bo@mail.fabrikam.example' }, 'TRUST_SUBJECT'],
    ['a person of a longer domain', { sub: 'bo@evilfabrikam.example' }, 'TRUST_SUBJECT'],
    ['a person in other letters', { sub: 'ANNA@Fabrikam.Example' }, 'verified'],
    ['no mailbox', { sub: 'anna' }, 'TRUST_SUBJECT'],
    ['two mailboxes', { sub: 'anna@fabrikam.example, bo@fabrikam.example' }, 'TRUST_SUBJECT'],
    ['another receiver', { aud: idOf(901) }, 'TRUST_AUD'],
    ['a list of receivers', { aud: [US] }, 'TRUST_AUD'],
    ['a longer receiver', { aud: `${US}0` }, 'TRUST_AUD'],
    ['a receiver in other letters', { aud: US.toUpperCase() }, 'TRUST_AUD'],
    ['an unknown issuer', { iss: idOf(902) }, 'TRUST_ISSUER_UNKNOWN'],
    ['ourselves as issuer (TH9)', { iss: US }, 'TRUST_ISSUER_UNKNOWN'],
    ['a list of issuers', { iss: ['x'] }, 'TRUST_ISSUER_UNKNOWN'],
    ['an issuer that is a name of every object', { iss: '__proto__' }, 'TRUST_ISSUER_UNKNOWN'],
    ['a hop and nobody it acts for', { hop: 1 }, 'TRUST_CLAIMS'],
    ['somebody it acts for and no hop', { act: { sub: idOf(903) } }, 'TRUST_CLAIMS'],
    ['somebody it may not act for', { act: { sub: idOf(903) }, hop: 1 }, 'TRUST_BROKER'],
  ] as const) {
    it(`answers ${outcome} to ${why}`, async () => {
      expect(await receiver.outcome(tokenWith(change))).to.equal(outcome)
    })
  }

  it('misses every claim that is missing', async () => {
    for (const name of Object.keys(claimsOf(fabrikam))) {
      const expected = name === 'aud' ? 'TRUST_AUD' : name === 'iss' ? 'TRUST_ISSUER_UNKNOWN' : 'TRUST_CLAIMS'
      expect(await receiver.outcome(tokenWith({ [name]: undefined })), name).to.equal(expected)
    }
    const inherited = JSON.stringify({ ...claimsOf(fabrikam), body: undefined }).replace(
      '{',
      '{"__proto__":{"body":"x"},',
    )
    expect(await receiver.outcome(signEs256(headerOf(fabrikam), inherited, keyOf(fabrikam)))).to.equal('TRUST_CLAIMS')
  })

  it('compares the request it came with, not the one it was made for', async () => {
    const { url } = REQUEST
    for (const request of [
      { ...REQUEST, method: 'GET' },
      { ...REQUEST, url: `${url}/` },
      { ...REQUEST, body: Buffer.concat([QUESTION, Buffer.from(' ')]) },
      { ...REQUEST, body: Buffer.alloc(0) },
    ]) {
      expect(await receiver.outcome(tokenWith(), request)).to.equal('TRUST_REQUEST')
    }
  })

  for (const [why, change, outcome] of [
    ['alg none', { alg: 'none' }, 'TRUST_ALG'],
    ['alg in other letters', { alg: 'es256' }, 'TRUST_ALG'],
    ['RS256', { alg: 'RS256' }, 'TRUST_ALG'],
    ['HS256', { alg: 'HS256' }, 'TRUST_ALG'],
    ['ES384', { alg: 'ES384' }, 'TRUST_ALG'],
    ['no alg', { alg: undefined }, 'TRUST_HEADER'],
    ['no kid', { kid: undefined }, 'TRUST_HEADER'],
    ['no typ', { typ: undefined }, 'TRUST_HEADER'],
    ['another typ', { typ: 'JWT' }, 'TRUST_TYPE'],
    ['the type in other letters', { typ: 'AT+JWT' }, 'TRUST_TYPE'],
    ['the long type', { typ: 'application/at+jwt' }, 'TRUST_TYPE'],
    ['a metadata type (TK12)', { typ: 'federation-metadata+jwt' }, 'TRUST_TYPE'],
    ['an offer type (TK12)', { typ: 'federation-offer+jwt' }, 'TRUST_TYPE'],
    ['an unknown key', { kid: 'another' }, 'TRUST_KEY_UNKNOWN'],
    ['a key that is a name of every object', { kid: '__proto__' }, 'TRUST_KEY_UNKNOWN'],
    ['a key that is a path', { kid: '../../dev/null' }, 'TRUST_HEADER'],
    ['a key with a line break', { kid: 'a\n' }, 'TRUST_HEADER'],
    ['a key of 129 characters', { kid: 'a'.repeat(129) }, 'TRUST_HEADER'],
    ['a key that is a number', { kid: 1 }, 'TRUST_HEADER'],
    ['a key that is nothing', { kid: '' }, 'TRUST_HEADER'],
    ['jku', { jku: 'http://127.0.0.1:1/' }, 'TRUST_HEADER'],
    ['jwk', { jwk: {} }, 'TRUST_HEADER'],
    ['x5c', { x5c: [] }, 'TRUST_HEADER'],
    ['crit', { crit: ['exp'] }, 'TRUST_HEADER'],
    ['b64', { b64: true }, 'TRUST_HEADER'],
    ['cty', { cty: 'JWT' }, 'TRUST_HEADER'],
  ] as const) {
    it(`answers ${outcome} to a header with ${why}`, async () => {
      expect(await receiver.outcome(tokenWith({}, change))).to.equal(outcome)
    })
  }

  it('takes no text that is not one canonical token', async () => {
    const token = tokenWith()
    const [header = '', payload = '', signature = ''] = token.split('.')
    const lastBits = `${signature.slice(0, -1)}${signature.endsWith('A') ? 'B' : String.fromCharCode(signature.charCodeAt(85) + 1)}`
    for (const text of [
      '',
      '.',
      '..',
      header,
      `${header}.${payload}`,
      `${token}.`,
      `${token}.x`,
      ` ${token}`,
      `${token}\n`,
      `${token}==`,
      `${header}.${payload}=.${signature}`,
      `${header}.${payload}.${signature.slice(0, 40)}\n${signature.slice(40)}`,
      `${header}.${payload}.${lastBits}`,
      JSON.stringify({ payload, signatures: [{ protected: header, signature }] }),
    ]) {
      expect(await receiver.outcome(text), text.slice(-20)).to.equal('TRUST_TOKEN_MALFORMED')
    }
    expect(await receiver.outcome(`${token}${'A'.repeat(8193 - token.length)}`)).to.equal('TRUST_TOKEN_TOO_LONG')
    expect(await receiver.outcome(token)).to.equal('verified')
  })

  it('takes no signature that is empty, short, long, zero, in DER or of another key', async () => {
    const token = tokenWith()
    const signed = token.slice(0, token.lastIndexOf('.'))
    const true64 = Buffer.from(token.slice(signed.length + 1), 'base64url')
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    const bytes = [
      Buffer.alloc(0),
      true64.subarray(1),
      Buffer.concat([true64, Buffer.of(0)]),
      Buffer.alloc(64),
      Buffer.alloc(64, 0xff),
    ]
    for (const signature of bytes) {
      expect(await receiver.outcome(`${signed}.${signature.toString('base64url')}`)).to.equal('TRUST_SIG')
    }
    expect(await receiver.outcome(signEs256(headerOf(fabrikam), claimsOf(fabrikam), stranger))).to.equal('TRUST_SIG')
  })

  it('takes no token with any one character changed', async () => {
    const token = tokenWith()
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), fc.nat(63), async (at, letter) => {
        const other = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.charAt(letter)
        if (other === token[at]) return
        expect(await receiver.outcome(`${token.slice(0, at)}${other}${token.slice(at + 1)}`)).to.not.equal('verified')
      }),
      { numRuns: 300 },
    )
    expect(await receiver.outcome(token)).to.equal('verified')
  })

  it('keeps a key from its announced beginning to its end (TK18)', async () => {
    const [key] = fabrikam.tokenKeys
    if (!key) return expect.fail('no key')
    const until = START + 100_000
    const clock = { now: () => START }
    const brief = { ...fabrikam, tokenKeys: [{ ...key, from: START, until }] }
    receiver.trustOnly([activeTrust(US, brief, ['fabrikam.example'], clock)])
    for (const [time, outcome] of [
      [START - 60_000, 'verified'],
      [START - 60_001, 'TRUST_KEY_EXPIRED'],
      [until - 1, 'verified'],
      [until, 'TRUST_KEY_EXPIRED'],
    ] as const) {
      receiver.clock.time = time
      const second = Math.floor(time / 1000)
      const token = tokenWith({ iat: second, nbf: second, exp: second + 300 })
      expect(await receiver.outcome(token), String(time - START)).to.equal(outcome)
    }
    return undefined
  })

  it('hears nobody whose trust is suspended, revoked or over (TH11)', async () => {
    const trust = activeTrust(US, fabrikam, ['fabrikam.example'], receiver.clock)
    const token = tokenWith()
    receiver.trustOnly([granted(suspend(trust, 'x', receiver.clock))])
    expect(await receiver.outcome(token)).to.equal('TRUST_SUSPENDED')
    receiver.trustOnly([granted(revoke(trust, 'x', receiver.clock))])
    expect(await receiver.outcome(token)).to.equal('TRUST_ISSUER_UNKNOWN')
    receiver.trustOnly([trust])
    expect(await receiver.outcome(token)).to.equal('verified')
    receiver.clock.pass(826 * DAY)
    expect(await receiver.outcome(tokenWith(claimsOf(fabrikam, receiver.clock.now())))).to.equal('TRUST_SUSPENDED')
  })

  it('hears a broker only for the domain and the organization it is named for, over one hop', async () => {
    const actor = idOf(77)
    const clock = receiver.clock
    const brokerFor = [{ domain: 'fabrikam.example', organization: actor }]
    receiver.trustOnly([activeTrust(US, fabrikam, ['gateway.example'], clock, brokerFor)])
    const brokered = (change: Json): Promise<string> =>
      receiver.outcome(tokenWith({ act: { sub: actor }, hop: 1, ...change }))
    expect(await brokered({})).to.equal('verified')
    for (const [change, reason] of [
      [{ act: { sub: idOf(78) } }, 'TRUST_BROKER'],
      [{ act: { sub: 'x' } }, 'TRUST_BROKER'],
      [{ act: { sub: actor, act: { sub: idOf(78) } } }, 'TRUST_CLAIMS'],
      [{ act: actor }, 'TRUST_CLAIMS'],
      [{ act: [] }, 'TRUST_CLAIMS'],
      [{ act: {} }, 'TRUST_CLAIMS'],
      [{ hop: 0 }, 'TRUST_BROKER'],
      [{ hop: 2 }, 'TRUST_BROKER'],
      [{ hop: -1 }, 'TRUST_BROKER'],
      [{ hop: '1' }, 'TRUST_CLAIMS'],
      [{ hop: 1.5 }, 'TRUST_CLAIMS'],
      [{ sub: 'x@gateway.example' }, 'TRUST_BROKER'],
      [{ sub: 'x@adatum.example' }, 'TRUST_BROKER'],
    ] as const) {
      expect(await brokered(change), JSON.stringify(change)).to.equal(reason)
    }
    expect(await receiver.outcome(tokenWith())).to.equal('TRUST_SUBJECT')
  })

  it('reads the trusts of the organization that is asked, not of another it serves', async () => {
    const other = idOf(901)
    receiver = new Receiver([activeTrust(US, fabrikam, ['fabrikam.example'], receiver.clock)], [US, other])
    expect(await receiver.outcome(tokenWith({ aud: other }))).to.equal('TRUST_ISSUER_UNKNOWN')
    expect(await receiver.outcome(tokenWith())).to.equal('verified')
  })

  it('takes no metadata for a token (TK12)', async () => {
    const document = signMetadata(fabrikam, orderOf('fabrikam', receiver.clock))
    expect(await receiver.outcome(document)).to.be.oneOf(['TRUST_HEADER', 'TRUST_TYPE'])
  })
})

describe('ten organizations that all trust each other', () => {
  it('are heard on the diagonal of issuer, key, person and receiver, and nowhere else (TK8)', async function () {
    this.timeout(60_000)
    const base = await known('Fabrikam')
    const clock = { now: () => START }
    const numbers = Array.from({ length: 10 }, (_, at) => at)
    const members = await Promise.all(numbers.map((at) => sibling(base, idOf(800 + at), `Member ${at}`)))
    const receivers = members.map((local) => {
      const partners = members.filter((partner) => partner !== local)
      const trusts = partners.map((partner) =>
        activeTrust(local.id, partner, [`m${members.indexOf(partner)}.example`], clock),
      )
      return new Receiver(trusts, [local.id])
    })
    const accepted: string[] = []
    for (const [iss, issuer] of members.entries()) {
      for (const [key, signer] of members.entries()) {
        for (const sub of numbers) {
          for (const [aud, receiver] of receivers.entries()) {
            const claims = { ...claimsOf(issuer), sub: `x@m${sub}.example`, aud: members[aud]?.id }
            const token = signEs256(headerOf(signer), claims, keyOf(signer))
            const elsewhere = await receivers[(aud + 1) % 10]?.outcome(token)
            if (elsewhere === 'verified') accepted.push(`${iss} ${key} ${sub} ${aud} elsewhere`)
            if ((await receiver.outcome(token)) === 'verified') accepted.push(`${iss} ${key} ${sub} ${aud}`)
          }
        }
      }
    }
    // By hand: issuer, key and person's domain are one; nobody trusts itself.
    const pairs = numbers.flatMap((one) => numbers.filter((other) => other !== one).map((other) => [one, other]))
    expect(accepted).to.deep.equal(pairs.map(([one, other]) => `${one} ${one} ${one} ${other}`))
    expect(accepted).to.have.length(90)
  })

  it('are not heard with a key of another under its own name', async () => {
    const base = await known('Fabrikam')
    const clock = { now: () => START }
    const [one, two] = await Promise.all([sibling(base, idOf(801), 'One'), sibling(base, idOf(802), 'Two')])
    const receiver = new Receiver([
      activeTrust(US, one, ['one.example'], clock),
      activeTrust(US, two, ['two.example'], clock),
    ])
    const claims = { ...claimsOf(one), sub: 'x@one.example' }
    expect(await receiver.outcome(signEs256(headerOf(two), claims, keyOf(two)))).to.equal('TRUST_KEY_UNKNOWN')
    expect(await receiver.outcome(signEs256(headerOf(one), claims, keyOf(two)))).to.equal('TRUST_SIG')
    expect(await receiver.outcome(signEs256(headerOf(one), claims, keyOf(one)))).to.equal('verified')
  })
})
