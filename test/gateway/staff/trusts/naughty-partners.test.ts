import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { known, metadataOf } from '../../../trust/known-organizations.ts'
import { NAUGHTY_TEXTS } from '../../../protocols/icalendar/naughty-texts.ts'
import { itShared } from '../../../shared-material.ts'
import { HOSTILE_TEXTS, tagsOf, UNPRINTABLE } from '../../pages/hostile-texts.ts'
import { trustsWorld } from './trusts-world.ts'
import type { TrustsWorld } from './trusts-world.ts'

const OWN = [...HOSTILE_TEXTS, 'x'.repeat(10_000)]

describe('What a partner calls itself', function () {
  this.timeout(180_000)
  let world: TrustsWorld
  let id: string
  let ann: Awaited<ReturnType<TrustsWorld['signedIn']>>
  beforeEach(async () => {
    world = await trustsWorld()
    ann = await world.signedIn('administrator')
    id = await world.proposed()
  })
  afterEach(() => world.close())

  /** Every page that names the partner, as somebody is led through them. */
  const pages = (): readonly string[] => [
    '/console/',
    '/console/trusts/',
    ...['', '/accept', '/revoke', '/refresh', '/file'].map((what) => `/console/trusts/${id}${what}`),
    ...['', '/terms', '/suspend', '/credential'].map((what) => `/console/trusts/${world.partner}${what}`),
  ]

  /** Puts a text wherever the partner decides what stands there. */
  async function saidEverywhere(text: string): Promise<void> {
    for (const one of [id, world.partner]) {
      await world.change(one, (trust) => ({
        ...trust,
        metadata: { ...trust.metadata, name: text, contact: text, software: { name: text, version: text } },
        tokenKeys: trust.tokenKeys.map((key) => ({
          ...{ kid: text, thumbprint: key.thumbprint, key: key.key, algorithm: key.algorithm },
          ...{ from: key.from, until: key.until },
        })),
        theirs: {
          ...{ sequence: 1, issuedAt: 0, takenAt: 0, standing: 'active', offer: null, validUntil: null, accepts: null },
          ...{ seenMetadata: 0, domains: [], content: '', scopeDescription: text },
        },
      }))
    }
  }

  async function looksHarmless(texts: readonly string[]): Promise<number> {
    const known = new Set<string>()
    await saidEverywhere('harmless')
    for (const path of pages()) for (const tag of tagsOf((await ann.get(path)).text)) known.add(tag)
    let seen = 0
    for (const text of texts) {
      await saidEverywhere(text)
      for (const path of pages()) {
        const { status, text: page } = await ann.get(path)
        expect(status, `${path}: ${text}`).to.equal(200)
        expect(
          [...tagsOf(page)].filter((tag) => !known.has(tag)),
          `${path}: ${text}`,
        ).to.deep.equal([])
        expect(UNPRINTABLE.test(page), `${path}: ${JSON.stringify(text)}`).to.equal(false)
        expect(page.length, path).to.be.lessThan(100_000)
        seen++
        // Another minute: the pages are bounded for one address.
        if (seen % 400 === 0) world.clock.pass(60_000)
      }
    }
    return seen
  }

  it('comes out as text on every page, and turns no line around (UI1)', async () => {
    expect(await looksHarmless([...OWN, ...NAUGHTY_TEXTS])).to.be.greaterThan(300)
  })

  itShared('whatever the list of naughty strings has', 'attacks/blns/blns.json', async (path) => {
    const all = JSON.parse(readFileSync(path, 'utf8')) as string[]
    // The dear page stands in for the others here: what is on them is on it.
    const some = all.filter((_, i) => i % 6 === 0)
    expect(await looksHarmless(some)).to.be.greaterThan(500)
  })

  it('and what an administrator types comes back as text', async () => {
    const fields = (text: string) => ({
      ...{ typed: text, organization: text, heard: text, domains: text, offer: text, gives: text, asks: text },
      ...{ scope: text, until: text, reason: text, host: text, kind: text, from: text, state: text, proof: text },
    })
    const places = ['propose', 'import', `${id}/accept`, `${world.partner}/terms`, `${world.partner}/suspend`]
    const tags = new Set<string>()
    const send = async (place: string, text: string) =>
      (await ann.post(`/console/trusts/${place}`, { ...fields(text), confirmed: 'yes' })).text
    /** Wrong input counts: another minute, and a session that is fresh again. */
    const later = async (): Promise<void> => {
      world.clock.pass(60_000)
      ann = await world.signedIn('administrator')
    }
    for (const place of places) {
      for (const text of ['harmless', '', 'x'.repeat(301)])
        for (const tag of tagsOf(await send(place, text))) tags.add(tag)
      await later()
    }
    // Longer than a form of all these fields may be, it is not read at all.
    const fitting = [...OWN, ...NAUGHTY_TEXTS].filter((text) => text.length <= 1_000)
    for (const [i, text] of fitting.entries()) {
      for (const place of places) {
        const page = await send(place, text)
        expect(
          [...tagsOf(page)].filter((tag) => !tags.has(tag)),
          `${place}: ${text}`,
        ).to.deep.equal([])
      }
      if (i % 3 === 2) await later()
    }
    expect(world.trustNow(world.partner).is.state).to.equal('active')
    expect(metadataOf(await known('Tailspin'), world.clock).name).to.equal('Tailspin')
  })
})
