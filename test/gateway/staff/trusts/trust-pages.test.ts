import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { ACTOR_TEXTS } from '../../../../gateway/console/actor-words.ts'
import { CONSOLE_TEXTS } from '../../../../gateway/console/console-texts.ts'
import { CHANGE_REFUSALS } from '../../../../gateway/console/trusts/change-refusals.ts'
import { PROOF_TEXTS } from '../../../../gateway/console/trusts/proof-texts.ts'
import { TERMS_TEXTS } from '../../../../gateway/console/trusts/terms-texts.ts'
import { APPROVAL_TEXTS } from '../../../../gateway/console/approvals/approval-texts.ts'
import { TRUST_CHANGE_TEXTS } from '../../../../gateway/console/trusts/trust-change-texts.ts'
import { TRUST_PAGE_TEXTS } from '../../../../gateway/console/trusts/trust-page-texts.ts'
import { TRUST_TEXTS } from '../../../../gateway/console/trusts/trust-texts.ts'
import { escapeHtml } from '../../../../gateway/console/html.ts'
import { fingerprintInHex, fingerprintInWords, fingerprintOf } from '../../../../trust/keys/fingerprint.ts'
import { parseDomain } from '../../../../protocols/availability/mailbox-address.ts'
import { DAY } from '../../../../protocols/availability/time-window.ts'
import { unreachable } from '../../../../protocols/http/outbound-failure.ts'
import { challengeDomain } from '../../../../trust/organization/domain-proof.ts'
import { BY_ITSELF } from '../../../../trust/stores/cause.ts'
import { known } from '../../../trust/known-organizations.ts'
import { fieldsOf, METADATA_URL, trustsWorld } from './trusts-world.ts'
import type { TrustsWorld } from './trusts-world.ts'

const [LIST, PAGE, CHANGE, TERMS] = [TRUST_TEXTS.en, TRUST_PAGE_TEXTS.en, TRUST_CHANGE_TEXTS.en, TERMS_TEXTS.en]
const WHO = ACTOR_TEXTS.en
const said = (text: string): string => escapeHtml(text)
const YES = { confirmed: 'yes' }

describe('Trusts on the console', function () {
  this.timeout(30_000)
  let world: TrustsWorld
  let ann: Awaited<ReturnType<TrustsWorld['signedIn']>>
  beforeEach(async () => {
    world = await trustsWorld()
    ann = await world.signedIn('administrator')
  })
  afterEach(() => world.close())

  const at = (id: string, what = ''): string => `/console/trusts/${id}${what === '' ? '' : `/${what}`}`
  const wordsOf = (id: string): string[] =>
    fingerprintInWords(world.trustNow(id).metadata.certificate.fingerprint).split(' ')
  const stateOf = (id: string): string => world.trustNow(id).is.state

  describe('are listed', () => {
    it('by state and by organization, a page at a time', async () => {
      const proposal = await world.proposed()
      const all = await ann.get('/console/trusts/')
      expect(all.text).to.include(at(world.partner)).and.to.include(at(proposal)).and.to.include('1–2 of 2')
      const active = await ann.get('/console/trusts/?state=active')
      expect(active.text).to.include(at(world.partner)).and.to.not.include(at(proposal))
      expect((await ann.get('/console/trusts/?state=revoked')).text).to.include(LIST.noneOfThese)
      expect((await ann.get('/console/trusts/?organization=contoso')).text).to.include(at(proposal))
      for (const query of [
        'state=%3Cb%3E',
        'organization=nobody',
        'page=99',
        'page=-1',
        'page=1e9',
        'state=constructor',
      ])
        expect((await ann.get(`/console/trusts/?${query}`)).text, query).to.include('1–2 of 2')
    })

    it('on the start page by what needs somebody, each with the way to it', async () => {
      const proposal = await world.proposed()
      const { text } = await ann.get('/console/')
      expect(text).to.include(at(proposal)).and.to.include(said(LIST.proposedNeeds)).and.to.include('?state=active')
      expect(text).to.not.include(at(world.partner))
    })
  })

  describe('are shown', () => {
    it('with the state, both halves, the fingerprint as words and digits, domains, hosts and keys', async () => {
      const { text } = await ann.get(at(world.partner))
      const trust = world.trustNow(world.partner)
      const print = trust.metadata.certificate.fingerprint
      expect(text).to.include(fingerprintInHex(print))
      for (const word of wordsOf(world.partner)) expect(text).to.include(`<li>${word}</li>`)
      for (const sentence of [
        LIST.states.active,
        PAGE.policiesDecide,
        PAGE.nothingHeard,
        PROOF_TEXTS.en.states.unproven,
      ])
        expect(text).to.include(said(sentence))
      expect(text)
        .to.include('fabrikam.example')
        .and.to.include('gateway.partner.example')
        .and.to.include(trust.tokenKeys[0]?.kid)
      const own = fingerprintInHex(fingerprintOf(world.contoso.certificate.raw))
      expect(text, 'what the partner compares').to.include(own)
    })

    for (const language of ['en', 'sv'] as const) {
      it(`with which name server showed the proof of a domain, and what the others said (${language})`, async () => {
        const texts = PROOF_TEXTS[language]
        const domain = parseDomain('fabrikam.example')
        await world.change(world.partner, (trust) => ({
          ...trust,
          is: {
            ...trust.is,
            domains: [{ domain, proof: challengeDomain({ bytes: randomBytes }, world.clock) }],
          } as never,
        }))
        const shownOf = async (servers: readonly Readonly<Record<string, string | null>>[]): Promise<string> => {
          const { local, partner } = world.trustNow(world.partner)
          const name = { kind: 'domain-check', key: `${local} ${partner}` } as const
          const before = (await world.state.get(name))?.version ?? 0
          const check = { domain, at: world.clock.now(), because: 'PROOF_DISAGREEMENT', aliases: [], servers }
          await world.state.commit({
            writes: [{ ...name, value: { claimedAt: null, checks: [check] }, before }],
            audit: [],
          })
          const { text } = await ann.get(at(world.partner), { language })
          return /<section class="card" aria-labelledby="domains">.*?<\/section>/s.exec(text)?.[0] ?? ''
        }
        const text = await shownOf([
          { server: '192.0.2.2', kind: 'authority', because: 'PROOF_NO_NAME' },
          { server: null, kind: 'authority', because: 'PROOF_SERVFAIL' },
          { server: '192.0.2.53', kind: 'resolver', because: null },
          { server: '192.0.2.1', kind: 'authority', because: null },
        ])
        const lines = {
          en: ['Shown by 192.0.2.53 (ours), 192.0.2.1', 'The domain’s own name servers: '],
          sv: ['Visades av 192.0.2.53 (vår), 192.0.2.1', 'Domänens egna namnservrar: '],
        }[language]
        expect(text)
          .to.include(`<li>${said(lines[0] ?? '')}</li>`)
          .and.to.include(`<li>${said(`${lines[1]}${texts.failures.PROOF_SERVFAIL} (PROOF_SERVFAIL)`)}</li>`)
          .and.to.include(`<li>${said(`192.0.2.2: ${texts.failures.PROOF_NO_NAME} (PROOF_NO_NAME)`)}</li>`)
        expect(await shownOf([])).to.not.include('<li>')
      })
    }

    it('with what each side gives and asks, what of it counts, and where it does not fit', async () => {
      await world.change(world.partner, (trust) => ({
        ...trust,
        ours: {
          ...trust.ours,
          offer: {
            gives: { freeBusyAccessEnabled: true, freeBusyAccessLevel: 'AvailabilityOnly' },
            asks: { enabled: true, level: 'LimitedDetails' },
          },
        },
        offer: {
          gives: { freeBusyAccessEnabled: false, freeBusyAccessLevel: 'None' },
          asks: { enabled: true, level: 'LimitedDetails' },
        },
      }))
      const { text } = await ann.get(at(world.partner))
      const { levels } = LIST
      expect(text).to.include(PAGE.given(levels.AvailabilityOnly)).and.to.include(PAGE.asked(levels.LimitedDetails))
      expect(text).to.include(PAGE.atMost(levels.AvailabilityOnly)).and.to.include(PAGE.atMost(levels.None))
      const { misfit } = PAGE
      expect(text).to.include(misfit['they-ask-more'](levels.LimitedDetails, levels.AvailabilityOnly))
      expect(text).to.include(misfit['we-ask-more'](levels.LimitedDetails, levels.None))
    })

    it('with the last changes, by whom and when, newest first', async () => {
      await ann.post(at(world.partner, 'suspend'), { reason: 'a drill', ...YES })
      const token = { actor: 'token:file', requestId: null }
      const before = world.trustNow(world.partner)
      await world.trusts.put({ ...before, heard: before.heard + 1 }, before, token, { name: 'trust.partner-said' })
      const { text } = await ann.get(at(world.partner))
      const history = text.slice(text.indexOf('id="history"'))
      expect(history).to.include(PAGE.events['trust.suspended']).and.to.include(WHO.session('the administrator'))
      expect(history.indexOf(PAGE.events['trust.partner-said'] ?? '')).to.be.lessThan(
        history.indexOf(PAGE.events['trust.suspended'] ?? ''),
      )
      expect(history).to.include(WHO.fileToken)
    })

    it('with twenty changes at most, and what is older is said to be elsewhere', async () => {
      for (let count = 0; count < 25; count++) {
        const before = world.trustNow(world.partner)
        await world.trusts.put({ ...before, heard: count + 1 }, before, BY_ITSELF, { name: 'trust.refreshed' })
      }
      const { text } = await ann.get(at(world.partner))
      expect(text.split(`</span>${PAGE.events['trust.refreshed']}`)).to.have.length(21)
      expect(text).to.include(PAGE.moreHistory)
    })

    it('to auditors without anything to change, and not at all where there is none', async () => {
      const auditor = await world.signedIn('auditor')
      const { text, status } = await auditor.get(at(world.partner))
      expect(status).to.equal(200)
      expect(text).to.not.include(`${at(world.partner)}/`)
      expect((await ann.get(at('0000000000000000'))).status).to.equal(404)
    })

    it('in Swedish without a sentence of English', async () => {
      const { text } = await ann.get(at(world.partner), { language: 'sv' })
      expect(text).to.include('<html lang="sv">').and.to.include(TRUST_TEXTS.sv.states.active)
      const strings = (part: object): string[] =>
        Object.values(part).flatMap((one: unknown) =>
          typeof one === 'string' ? [one] : one !== null && typeof one === 'object' ? strings(one) : [],
        )
      for (const english of [...strings(PAGE), ...strings(LIST)].filter((one) => one.length > 20))
        expect(text, english).to.not.include(said(english))
    })
  })

  describe('are stopped and started', () => {
    it('after it was asked for, with a reason, and taken back with one click', async () => {
      const path = at(world.partner, 'suspend')
      expect((await ann.get(path)).text).to.include(CHANGE.suspendWhy)
      for (const reason of ['  ', 'x'.repeat(501)]) {
        const wrong = await ann.post(path, { reason, ...YES })
        expect([wrong.status, wrong.text.includes(CHANGE.noReason)]).to.deep.equal([422, true])
      }
      const done = await ann.post(path, { reason: 'a drill', ...YES })
      expect(done.text).to.include(CHANGE.suspended).and.to.include(CONSOLE_TEXTS.en.undo)
      expect(stateOf(world.partner)).to.equal('suspended')
      const [entry] = world.entries('trust.suspended')
      expect(entry?.facts['reason'], 'as the form says').to.equal('a drill')
      expect(entry?.actor).to.equal(`session:${ann.session.key.slice(0, 16)}`)
      expect((await ann.post(path, { reason: 'again', ...YES })).status, 'a second time').to.equal(409)
      const back = await ann.post(at(world.partner, 'resume'), fieldsOf(done.text, /resume$/))
      expect(back.text).to.include(CHANGE.resumed)
      expect(stateOf(world.partner)).to.equal('active')
      expect(fieldsOf(back.text, /suspend$/)['state'], 'made from the state it is in').to.match(/^active \d+$/)
      const forth = await ann.post(at(world.partner, 'suspend'), fieldsOf(back.text, /suspend$/))
      expect(forth.text).to.include(CHANGE.suspended)
      expect(world.trustNow(world.partner).is).to.deep.include({ reason: 'a drill' })
    })

    it('not before the yes, whatever a form says of the reason', async () => {
      for (const what of ['suspend', 'revoke']) {
        const asked = await ann.post(at(world.partner, what), { reason: 'a drill' })
        expect([asked.status, asked.text.includes('name="confirmed"')], what).to.deep.equal([200, true])
        expect(stateOf(world.partner), what).to.equal('active')
      }
    })

    it('but an undo overwrites nobody who was there in between', async () => {
      const done = await ann.post(at(world.partner, 'suspend'), { reason: 'a drill', ...YES })
      const undo = fieldsOf(done.text, /resume$/)
      await ann.post(at(world.partner, 'resume'), YES)
      world.clock.pass(1_000)
      await ann.post(at(world.partner, 'suspend'), { reason: 'key lost', ...YES })
      const stale = await ann.post(at(world.partner, 'resume'), undo)
      expect([stale.status, stale.text.includes(CHANGE.changedMeanwhile)]).to.deep.equal([409, true])
      expect(stateOf(world.partner)).to.equal('suspended')
    })

    it('for good only with the words that say so, and without a way back', async () => {
      const asked = await ann.get(at(world.partner, 'revoke'))
      expect(asked.text).to.include(said(CHANGE.revokeWhy)).and.to.include('class="final"')
      expect(stateOf(world.partner)).to.equal('active')
      const done = await ann.post(at(world.partner, 'revoke'), { reason: 'over', ...YES })
      expect(done.text).to.include(CHANGE.revoked).and.to.not.include(CONSOLE_TEXTS.en.undo)
      expect(stateOf(world.partner)).to.equal('revoked')
      expect((await ann.post(at(world.partner, 'resume'), YES)).status).to.equal(409)
    })

    it('after a second administrator where two are needed', async () => {
      world.administration.approvals = 2
      const done = await ann.post(at(world.partner, 'revoke'), { reason: 'over', ...YES })
      expect(done.text)
        .to.include(APPROVAL_TEXTS.en.seeWaiting)
        .and.to.match(/approvals\/\w+\/withdraw/)
      expect(stateOf(world.partner)).to.equal('active')
    })
  })

  describe('are proposed', () => {
    const order = { organization: 'contoso', typed: METADATA_URL }

    it('by an address, after what was found there is shown, and taken back', async () => {
      world.answers(world.tailspin)
      const found = await ann.post('/console/trusts/propose', order)
      const print = fingerprintOf(world.tailspin.certificate.raw)
      expect(found.text)
        .to.include('Tailspin')
        .and.to.include(fingerprintInHex(print))
        .and.to.include(said(TERMS.foundWhy))
      expect(world.entries('trust.proposed'), 'only looked at').to.have.length(0)
      const kept = await ann.post('/console/trusts/propose', fieldsOf(found.text, /propose$/))
      expect(kept.text).to.include(TERMS.kept)
      const [, id = ''] = /trusts\/(\w{16})\/accept/.exec(kept.text) ?? []
      expect(stateOf(id)).to.equal('proposed')
      expect((await ann.post('/console/trusts/propose', order)).status, 'again, over a proposal').to.equal(200)
      const undone = await ann.post(at(id, 'revoke'), fieldsOf(kept.text, /revoke$/))
      expect(undone.text).to.include(CHANGE.revoked)
      expect(stateOf(id)).to.equal('revoked')
    })

    it('with a sentence for whatever keeps it from being read', async () => {
      const refused = async (typed = METADATA_URL) => {
        const answer = await ann.post('/console/trusts/propose', { organization: 'contoso', typed })
        expect(answer.status, typed).to.equal(422)
        expect(answer.text, 'what was typed stays').to.include(`value="${typed}"`)
        return answer.text
      }
      const words = CHANGE_REFUSALS.en
      expect(await refused('')).to.include(TERMS.noAddress)
      expect(await refused('ftp://x')).to.include(said(words.forbiddenAddress))
      for (const [reason, word] of [
        ['REACH_DNS', 'dns'],
        ['REACH_TIMEOUT', 'away'],
        ['TLS_REFUSED', 'tls'],
      ] as const) {
        world.administration.http = {
          ...world.administration.http,
          get: () => Promise.reject(unreachable(reason, 'x')),
        }
        expect(await refused(), reason).to.include(said(words[word]))
      }
      world.administration.http = {
        ...world.administration.http,
        get: () => Promise.resolve({ status: 200, headers: {}, body: Buffer.from('<html>') }) as never,
      }
      expect(await refused()).to.include(said(words.metadata))
      world.answers(await known('Fabrikam'))
      expect(await refused()).to.include(words.already)
      world.answers(world.contoso)
      expect(await refused()).to.include(words['own-organization'])
      const nobody = await ann.post('/console/trusts/propose', { organization: 'nobody', typed: METADATA_URL })
      expect([nobody.status, nobody.text.includes(TERMS.noOrganization)]).to.deep.equal([422, true])
    })

    it('by a file, which is none where it is anything else', async () => {
      world.answers(world.tailspin)
      const { body } = await world.administration.http.get(new URL(METADATA_URL), {}, {} as never)
      const text = JSON.stringify({ 'ledig-trust': 1, metadata: body.toString('latin1'), statement: null })
      const found = await ann.post('/console/trusts/import', { organization: 'contoso', typed: text })
      expect(found.text).to.include('Tailspin')
      const kept = await ann.post('/console/trusts/import', fieldsOf(found.text, /import$/))
      expect(kept.text).to.include(TERMS.kept)
      for (const typed of [
        '',
        '{',
        '[]',
        '{"ledig-trust":2,"metadata":"x","statement":null}',
        'null',
        '{"metadata":""}',
      ]) {
        const wrong = await ann.post('/console/trusts/import', { organization: 'contoso', typed })
        expect([wrong.status, wrong.text.includes(said(CHANGE.notAFile))], typed).to.deep.equal([422, true])
      }
      const shown = await ann.get(at(world.partner, 'file'))
      expect(shown.text).to.include('ledig-trust&quot;: 1')
      expect((await ann.get('/console/trusts/own-file/contoso')).text).to.include('ledig-trust&quot;: 1')
      expect((await ann.get('/console/trusts/own-file/nobody')).status).to.equal(404)
    })
  })

  describe('are accepted', () => {
    const terms = { domains: 'tailspin.example', offer: 'policy', scope: '', until: '' }
    let id: string
    beforeEach(async () => (id = await world.proposed()))
    const accept = (heard: string, more: Readonly<Record<string, string>> = {}) =>
      ann.post(at(id, 'accept'), { heard, ...terms, ...YES, ...more })

    it('with what was read over the telephone, which the page itself does not show', async () => {
      const words = wordsOf(id)
      const asked = await ann.get(at(id, 'accept'))
      expect(asked.text).to.include(said(TERMS.acceptWhy))
      expect(asked.text)
        .to.not.include(words.join(' '))
        .and.to.not.include(`<li>${words[0] ?? ''}</li>`)
      const done = await accept(words.join(' '))
      expect(done.text).to.include(TERMS.accepted).and.to.include(said(TERMS.acceptFinal))
      expect(done.text).to.not.include(CONSOLE_TEXTS.en.undo)
      expect(stateOf(id)).to.equal('proving')
      const { text } = await ann.get(at(id))
      expect(text).to.include('_federation-challenge.tailspin.example').and.to.include(PAGE.toDoThere)
    })

    it('and not with a word that was misheard: its place is said, and what would be right is not', async () => {
      const words = wordsOf(id)
      // Some of the words stand on every page, as `button` does.
      const usual = (await ann.get(at(id, 'accept'))).text.split(/\W+/)
      const place = words.findIndex((word) => !usual.includes(word) && words.filter((one) => one === word).length === 1)
      const heard = words.map((word, i) => (i === place ? (word === 'acid' ? 'acorn' : 'acid') : word))
      const wrong = await accept(heard.join(' '))
      expect(wrong.status).to.equal(422)
      expect(wrong.text).to.include(said(TERMS.few(TERMS.wordAt(heard[place] ?? '', place + 1))))
      expect(wrong.text, 'what was typed stays').to.include(heard.join(' ')).and.to.include('tailspin.example')
      expect(wrong.text.replaceAll(heard.join(' '), '').split(/\W+/)).to.not.include(words[place])
      expect(stateOf(id)).to.equal('proposed')
    })

    it('nor with the fingerprint of another certificate, nor with what is none', async () => {
      const other = fingerprintInWords(fingerprintOf(world.contoso.certificate.raw))
      const cases = [
        [other, TERMS.another],
        [fingerprintInHex(fingerprintOf(world.contoso.certificate.raw)), TERMS.another],
        ['', TERMS.nothingHeard],
        ['acid actor', TERMS.wrongWords(2)],
        ['00 11', TERMS.wrongDigits(4)],
        [`${wordsOf(id).slice(1).join(' ')} <b>`, TERMS.unknownWords(TERMS.wordAt('<b>', 32))],
      ] as const
      for (const [heard, sentence] of cases) {
        const wrong = await accept(heard)
        expect([wrong.status, wrong.text.includes(said(sentence))], sentence).to.deep.equal([422, true])
      }
      expect(stateOf(id)).to.equal('proposed')
    })

    it('with domains that a partner can have, an end that is to come, and a sentence to each that is not right', async () => {
      const words = wordsOf(id).join(' ')
      const cases = [
        [{ domains: 'com' }, TERMS.badDomain('com', TERMS.claims.CLAIM_NO_DOMAIN)],
        [{ domains: 'co.uk' }, TERMS.badDomain('co.uk', TERMS.claims.CLAIM_PUBLIC_SUFFIX)],
        [{ domains: 'a.example\nA.example' }, TERMS.domainTwice],
        [{ until: 'soon' }, TERMS.badEnd],
        [{ until: '2027-02-30' }, TERMS.badEnd],
        [{ until: '2026-11-22' }, TERMS.endPassed],
        [{ scope: 'x'.repeat(201) }, TERMS.badScope],
        [{ offer: 'said', gives: 'Everything', asks: 'None' }, TERMS.badOffer],
        [{ domains: 'fabrikam.example' }, CHANGE_REFUSALS.en['domain-taken']],
      ] as const
      for (const [more, sentence] of cases) {
        const proof = sentence === CHANGE_REFUSALS.en['domain-taken'] ? { proof: 'word' } : {}
        if ('proof' in proof)
          world.administration.domains = {
            ...world.administration.domains,
            unprovenDomains: 'allow',
            watch: world.administration.domains.watch,
          }
        const wrong = await accept(words, { ...more, ...proof })
        expect([wrong.status, wrong.text.includes(said(sentence))], sentence).to.deep.equal([422, true])
      }
      expect(stateOf(id)).to.equal('proposed')
    })

    it('by word only where this gateway allows it, and a form that says so otherwise begins a proof', async () => {
      expect((await ann.get(at(id, 'accept'))).text).to.not.include(TERMS.byWord)
      await accept(wordsOf(id).join(' '), { proof: 'word' })
      expect(world.trustNow(id).is).to.have.nested.property('domains[0].proof.state', 'pending')
    })

    it('with terms of ours, to the last second of the day', async () => {
      await accept(wordsOf(id).join(' '), {
        offer: 'said',
        gives: 'AvailabilityOnly',
        asks: 'None',
        scope: 'Stockholm',
        until: '2027-06-30',
      })
      const { ours } = world.trustNow(id)
      expect(ours).to.deep.include({ scopeDescription: 'Stockholm', validUntil: Date.UTC(2027, 5, 30, 23, 59, 59) })
      expect(ours.offer).to.deep.equal({
        gives: { freeBusyAccessEnabled: true, freeBusyAccessLevel: 'AvailabilityOnly' },
        asks: { enabled: false, level: 'None' },
      })
    })

    it('once: the form is refused where it was done already', async () => {
      await accept(wordsOf(id).join(' '))
      expect((await accept(wordsOf(id).join(' '))).status).to.equal(409)
      expect((await ann.get(at(id, 'accept'))).status).to.equal(409)
    })

    it('anew under another certificate, of which both are shown beside each other', async () => {
      const renewed = { ...(await known('Renewed')), id: world.tailspin.id, name: 'Tailspin' }
      await accept(wordsOf(id).join(' '))
      const strange = fingerprintOf(renewed.certificate.raw)
      world.answers(renewed, { sequence: 2 })
      const looked = await ann.post(at(id, 'refresh'), YES)
      expect(looked.text).to.include(said(CHANGE_REFUSALS.en['certificate-changed']))
      const { text } = await ann.get(at(id))
      expect(text)
        .to.include(said(PAGE.showsNow))
        .and.to.include(fingerprintInHex(strange))
        .and.to.include(PAGE.compared)
      expect((await ann.get(at(id, 'terms'))).status, 'nothing else before it').to.equal(409)
      const wrong = await accept(wordsOf(id).join(' '))
      expect([wrong.status, world.trustNow(id).strange]).to.deep.equal([422, strange])
      expect(wrong.text, 'the one that was compared before').to.include(said(TERMS.known))
      expect((await accept(fingerprintInWords(fingerprintOf(world.contoso.certificate.raw)))).text).to.include(
        said(TERMS.another),
      )
      const done = await accept(fingerprintInWords(strange))
      expect(done.text).to.include(TERMS.accepted)
      expect(world.trustNow(id).is).to.deep.include({ signer: strange })
    })
  })

  describe('are given other terms', () => {
    const typed = {
      domains: 'fabrikam.example',
      proof: 'record',
      offer: 'policy',
      gives: 'None',
      asks: 'None',
      scope: '',
      until: '',
    }
    const madeFrom = async () => fieldsOf((await ann.get(at(world.partner, 'terms'))).text, /terms$/)
    const send = async (more: object, from = madeFrom()) =>
      ann.post(at(world.partner, 'terms'), { ...(await from), ...typed, ...more })
    beforeEach(() => {
      world.administration.domains = {
        ...world.administration.domains,
        unprovenDomains: 'allow',
        watch: world.administration.domains.watch,
      }
    })

    it('after what changes was shown beside what there is, and put back with one click', async () => {
      const asked = await send({ until: '2027-06-30', scope: 'Stockholm' })
      expect(asked.text).to.include(TERMS.confirmTitle).and.to.include('2027-06-30').and.to.include('Stockholm')
      expect(world.trustNow(world.partner).ours.validUntil).to.equal(null)
      const done = await ann.post(at(world.partner, 'terms'), fieldsOf(asked.text, /terms$/))
      expect(done.text).to.include(TERMS.changed)
      expect(world.trustNow(world.partner).ours).to.deep.include({ scopeDescription: 'Stockholm' })
      const undone = await ann.post(at(world.partner, 'terms'), fieldsOf(done.text, /terms$/))
      expect(undone.text).to.include(TERMS.changed)
      expect(world.trustNow(world.partner).ours).to.deep.include({ scopeDescription: null, validUntil: null })
      expect(stateOf(world.partner)).to.equal('active')
    })

    it('with the domains that are bound no more, and not where nothing changes', async () => {
      const asked = await send({ domains: 'other.example' })
      expect(asked.text).to.include(TERMS.leftOut('fabrikam.example'))
      const nothing = await send({})
      expect([nothing.status, nothing.text.includes(TERMS.nothingChanges)]).to.deep.equal([422, true])
    })

    it('but not over what somebody else changed meanwhile, which is shown', async () => {
      const from = madeFrom()
      await from
      const first = await send({ scope: 'Göteborg' })
      await ann.post(at(world.partner, 'terms'), fieldsOf(first.text, /terms$/))
      const stale = await send({ scope: 'Stockholm', ...YES }, from)
      expect(stale.status).to.equal(409)
      expect(stale.text).to.include(CHANGE.changedMeanwhile).and.to.include('Göteborg').and.to.include('Stockholm')
      expect(world.trustNow(world.partner).ours.scopeDescription).to.equal('Göteborg')
    })
  })

  it('are looked at now, where somebody asks for it', async () => {
    expect((await ann.get(at(world.partner, 'check-domains'))).text).to.include(said(CHANGE.checkWhy))
    expect((await ann.post(at(world.partner, 'check-domains'), YES)).text).to.include(said(CHANGE.checkedBefore))
    world.answers(await known('Fabrikam'))
    expect((await ann.get(at(world.partner, 'refresh'))).text).to.include(said(CHANGE.refreshWhy))
    expect((await ann.post(at(world.partner, 'refresh'), YES)).text).to.include(said(CHANGE.refreshed))
  })

  it('may be asked at a host that somebody confirmed, and at no other', async () => {
    const moved = { ews: 'https://elsewhere.example/EWS', trust: METADATA_URL }
    world.answers(await known('Fabrikam'), { sequence: 2, endpoints: moved })
    await ann.post(at(world.partner, 'refresh'), YES)
    expect(stateOf(world.partner)).to.equal('attention')
    expect((await ann.get('/console/')).text).to.include(said(LIST.causes['host-unconfirmed']))
    for (const host of ['', 'evil.example'])
      expect((await ann.post(at(world.partner, 'hosts'), { host, ...YES })).status).to.equal(422)
    await ann.post(at(world.partner, 'hosts'), { host: 'elsewhere.example' })
    expect(world.trustNow(world.partner).hosts, 'not before the yes').to.not.include('elsewhere.example')
    const done = await ann.post(at(world.partner, 'hosts'), { host: 'elsewhere.example', ...YES })
    expect(done.text).to.include(CHANGE.hostsConfirmed)
    expect(world.trustNow(world.partner).hosts).to.include('elsewhere.example')
    expect((await ann.get(at(world.partner, 'hosts'))).status).to.equal(409)
  })

  it('warn of a certificate that ends soon, on the list and at the start', async () => {
    const { notAfter } = world.trustNow(world.partner).metadata.certificate
    world.clock.time = notAfter - 3 * DAY
    const soon = await world.signedIn('administrator')
    expect((await soon.get('/console/trusts/')).text).to.include(LIST.soon(3))
    expect((await soon.get('/console/')).text).to.include(LIST.soon(3))
  })
})
