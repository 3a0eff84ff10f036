import { expect } from 'chai'
import { newCode, sweepCodes, VisitorCodes } from '../../../gateway/sharing/visitor-codes.ts'
import { HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'
import { VirtualClock } from '../../trust/known-organizations.ts'
import { codeParts, random } from './published-world.ts'

describe('a code', () => {
  it('has eight digits, any of them as likely as another', () => {
    const seen = new Set<string>()
    for (let i = 0; i < 2_000; i++) {
      const code = newCode(random)
      expect(code).to.match(/^\d{8}$/)
      ;[...code].forEach((digit, place) => seen.add(`${place} ${digit}`))
    }
    expect(seen.size).to.equal(80)
  })

  it('is drawn again where the draw would favour some', () => {
    const draws = [4_294_967_295, 123]
    const bytes = (count: number): Buffer => {
      const buffer = Buffer.alloc(count)
      buffer.writeUInt32BE(draws.shift() ?? 0)
      return buffer
    }
    expect(newCode({ ...random, bytes })).to.equal('00000123')
  })
})

describe('the codes of several gateways on one store', () => {
  const LINK = 'contoso l1'
  const wrong = (code: string): string => (code === '00000000' ? '11111111' : '00000000')

  async function twoGateways() {
    const clock = new VirtualClock()
    const parts = await codeParts(clock)
    const [one, other] = [new VisitorCodes(parts), new VisitorCodes(parts)] as const
    const code = (await one.begin(LINK, clock.now())) ?? expect.fail('no code')
    return { clock, state: parts.state, one, other, code }
  }

  it('are taken by any of them, once', async () => {
    const { clock, one, other, code } = await twoGateways()
    const taken = await Promise.all([one, other, one].map((codes) => codes.use(LINK, code, clock.now())))
    expect(taken.filter(Boolean)).to.have.length(1)
  })

  it('are tried five times in all, however many try at once', async () => {
    const { clock, one, other, code } = await twoGateways()
    const tries = Array.from({ length: 5 }, (_, i) => (i % 2 === 0 ? one : other))
    await Promise.all(tries.map((codes) => codes.use(LINK, wrong(code), clock.now())))
    expect(await one.use(LINK, code, clock.now())).to.equal(false)
  })

  it('are sent once a minute by all of them together', async () => {
    const { clock, other } = await twoGateways()
    expect(await other.begin(LINK, clock.now())).to.equal(null)
    clock.pass(MINUTE)
    expect(await other.begin(LINK, clock.now())).to.match(/^\d{8}$/)
  })

  it('are kept as other digests where two links drew the same code', async () => {
    const clock = new VirtualClock()
    const parts = await codeParts(clock)
    const codes = new VisitorCodes({ ...parts, random: { ...random, bytes: (count) => Buffer.alloc(count, 7) } })
    const sent = [await codes.begin('contoso l1', clock.now()), await codes.begin('contoso l2', clock.now())]
    expect(sent[0]).to.equal(sent[1])
    const kept = await parts.state.list('visitor-code', { limit: 10 })
    expect(new Set(kept.map(({ value }) => (value as { digest: string }).digest)).size).to.equal(2)
  })

  it('are kept as digests that tell nothing of them, and no longer than an hour', async () => {
    const { clock, state, code } = await twoGateways()
    expect(JSON.stringify(await state.list('visitor-code', { limit: 10 }))).to.not.include(code)
    clock.pass(HOUR - 1)
    await sweepCodes(state)
    expect(await state.list('visitor-code', { limit: 10 })).to.have.length(1)
    clock.pass(1)
    await sweepCodes(state)
    expect(await state.list('visitor-code', { limit: 10 })).to.deep.equal([])
  })
})
