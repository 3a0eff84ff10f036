import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { HOUR } from '../../../protocols/availability/time-window.ts'
import { LastLooks } from '../../../trust/sharing/last-looks.ts'
import { MemoryEngine, MemoryWorld } from '../../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'
import { START, VirtualClock } from '../known-organizations.ts'

const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }
const VERA = parseMailboxAddress('vera@contoso.example')
const ANNA = parseMailboxAddress('anna@fabrikam.example')
const by = (share: string, mailbox = VERA) => ({ organization: 'contoso', mailbox, share })
const ANNAS = by(`grant:${ANNA}`)

async function open(world = new MemoryWorld()) {
  const state = new StateStore(new MemoryEngine(world), { clock: new VirtualClock(), random, checksumKey: null })
  await state.open()
  const looks = new LastLooks(state)
  await state.follow(looks)
  return { state, looks, world }
}

describe('The last looks', () => {
  it('are told at once, to the hour, and only of the share that was looked through', async () => {
    const { looks } = await open()
    expect(looks.of(ANNAS)).to.equal(null)
    looks.note(ANNAS, START + 59 * 60_000)
    expect(looks.of(ANNAS)).to.equal(START)
    expect(looks.of(by('link:one'))).to.equal(null)
  })

  it('never go back', async () => {
    const { looks } = await open()
    looks.note(ANNAS, START)
    looks.note(ANNAS, START - HOUR)
    expect(looks.of(ANNAS)).to.equal(START)
  })

  it('survive a start, and are written once an hour however often somebody looks', async () => {
    const { looks, state, world } = await open()
    for (let i = 0; i < 100; i++) {
      looks.note(ANNAS, START + i)
      await looks.flush()
    }
    expect((await state.head()).sequence).to.equal(1)
    expect((await open(world)).looks.of(ANNAS)).to.equal(START)
  })

  it('of several instances are the newest', async () => {
    const one = await open()
    const other = await open(one.world)
    one.looks.note(ANNAS, START)
    other.looks.note(ANNAS, START + HOUR)
    await Promise.all([one.looks.flush(), other.looks.flush()])
    await Promise.all([one.looks.flush(), other.looks.flush()])
    expect([one.looks.of(ANNAS), other.looks.of(ANNAS)]).to.deep.equal([START + HOUR, START + HOUR])
    expect((await open(one.world)).looks.of(ANNAS)).to.equal(START + HOUR)
  })

  it('go on record nowhere else', async () => {
    const { looks, state } = await open()
    looks.note(ANNAS, START)
    await looks.flush()
    expect((await state.head()).auditSize).to.equal(0)
  })

  it('are erased for a person who looked, and for a mailbox looked at, written or not', async () => {
    const { looks, world } = await open()
    const other = by('link:one', parseMailboxAddress('bo@contoso.example'))
    looks.note(ANNAS, START)
    looks.note(other, START)
    await looks.flush()
    looks.note(ANNAS, START + HOUR)
    expect(await looks.forget(ANNA)).to.equal(1)
    expect(looks.of(ANNAS)).to.equal(null)
    expect(looks.of(other)).to.equal(START)
    expect((await open(world)).looks.of(ANNAS)).to.equal(null)
    expect(await looks.forget(other.mailbox)).to.equal(1)
    expect([...(world.records.get('last-look') ?? [])]).to.deep.equal([])
  })

  it('go with the shares they were of', async () => {
    const { looks } = await open()
    looks.note(ANNAS, START)
    looks.note(by('link:one'), START)
    await looks.flush()
    await looks.forgetShares(({ share }) => share === 'link:one')
    expect([looks.of(ANNAS), looks.of(by('link:one'))]).to.deep.equal([START, null])
  })
})
