import { expect } from 'chai'
import { inTime } from '../../../trust/stores/in-time.ts'

const late = (): Error => new Error('late')
const outcomeOf = (reply: Promise<string>): Promise<string> => reply.catch((error: unknown) => (error as Error).message)

/** No turn for anybody in this process, as where it is stopped. */
const standStill = (milliseconds: number): void =>
  void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)

describe('a reply within a time', () => {
  it('is what comes', async () => {
    expect(await outcomeOf(inTime(Promise.resolve('here'), 60_000, late))).to.equal('here')
    expect(await outcomeOf(inTime(Promise.reject(new Error('refused')), 60_000, late))).to.equal('refused')
  })

  it('is late where none comes, which is told once, whatever comes then', async () => {
    let told = 0
    let answer = (_text: string): void => undefined
    const reply = new Promise<string>((resolve) => (answer = resolve))
    const outcome = inTime(reply, 20, () => {
      told++
      return late()
    })
    expect(await outcomeOf(outcome)).to.equal('late')
    answer('at last')
    expect(await outcomeOf(reply)).to.equal('at last')
    expect(told).to.equal(1)
  })

  it('is not late for the time in which this process itself stood still', async () => {
    const reply = new Promise<string>((resolve) => setImmediate(() => setImmediate(() => resolve('here'))))
    const outcome = outcomeOf(inTime(reply, 200, late))
    standStill(400)
    expect(await outcome).to.equal('here')
  })
})
