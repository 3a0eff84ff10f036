import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { OwnerLinks } from '../../../gateway/sharing/owner-link.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { MINUTE } from '../../../protocols/availability/time-window.ts'
import { MemoryReplayStore } from '../../../trust/stores/replay-store-memory.ts'
import { idOf, VirtualClock } from '../../trust/known-organizations.ts'

const random = { bytes: randomBytes, uuid: () => '', fraction: () => 0 }
const VERAS = { organization: 'contoso', mailbox: parseMailboxAddress('vera@contoso.example') }

function open(clock = new VirtualClock(), sealingKey = Buffer.alloc(32, 7)) {
  const spent = new MemoryReplayStore({ clock })
  const parts = { sealingKey, spent, gateway: idOf(1), publicUrl: 'https://gateway.example', clock, random }
  return { clock, parts, links: new OwnerLinks(parts) }
}

describe("A link to an owner's page", () => {
  it('opens it once, of any number who try at once', async () => {
    const { links } = open()
    const { token } = links.make(VERAS)
    const all = await Promise.all(Array.from({ length: 50 }, () => links.verify(token)))
    expect(all.filter((owner) => owner !== null)).to.deep.equal([VERAS])
    expect(await links.verify(token)).to.equal(null)
  })

  it('is read as often as one likes before, without being spent', async () => {
    const { links } = open()
    const { token } = links.make(VERAS)
    expect([links.read(token), links.read(token)]).to.deep.equal([VERAS, VERAS])
    expect(await links.verify(token)).to.deep.equal(VERAS)
  })

  it('is over after fifteen minutes', async () => {
    const { links, clock } = open()
    const { token, address, until } = links.make(VERAS)
    expect(address).to.equal(`https://gateway.example/owner/open/${token}`)
    expect(until - clock.now()).to.equal(15 * MINUTE)
    clock.pass(15 * MINUTE - 1)
    expect(links.read(token)).to.deep.equal(VERAS)
    clock.pass(1)
    expect([links.read(token), await links.verify(token)]).to.deep.equal([null, null])
  })

  it('is taken by another instance that shares the store, once among both', async () => {
    const { links, parts } = open()
    const beside = new OwnerLinks(parts)
    const { token } = links.make(VERAS)
    const both = await Promise.all([links.verify(token), beside.verify(token)])
    expect(both.filter((owner) => owner !== null)).to.have.length(1)
  })

  it('is worth nothing where it was made before anybody remembers which were used', async () => {
    const { links, parts, clock } = open()
    const { token } = links.make(VERAS)
    clock.pass(2_000)
    const restarted = new OwnerLinks({ ...parts, spent: new MemoryReplayStore({ clock }) })
    expect(await restarted.verify(token)).to.equal(null)
  })

  it('is worth nothing under another key, or with any character changed', () => {
    const { links } = open()
    const { token } = links.make(VERAS)
    expect(open(new VirtualClock(), Buffer.alloc(32, 8)).links.read(token)).to.equal(null)
    for (let i = 0; i < token.length; i++) {
      const other = token[i] === 'A' ? 'B' : 'A'
      const owner = links.read(`${token.slice(0, i)}${other}${token.slice(i + 1)}`)
      // The last character of 32 bytes in base64url has two bits that say nothing; the code is compared as text.
      expect(owner, `character ${i}`).to.equal(null)
    }
    for (const none of ['', '.', token.slice(1), `${token}=`, `${token}.x`, 'x'.repeat(5_000)]) {
      expect(links.read(none), none.slice(0, 50)).to.equal(null)
    }
  })
})
