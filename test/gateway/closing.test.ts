import { expect } from 'chai'
import { Closing } from '../../gateway/closing.ts'

describe('closing what was opened', () => {
  it('closes in the opposite order, and only once', async () => {
    const closed: string[] = []
    const closing = new Closing()
    for (const name of ['first', 'second', 'third']) {
      expect(closing.add(name, (opened) => void closed.push(opened))).to.equal(name)
    }
    await closing.all()
    await closing.all()
    expect(closed).to.deep.equal(['third', 'second', 'first'])
  })

  it('closes the rest though one fails, and tells of the failure', async () => {
    const closed: string[] = []
    const closing = new Closing()
    closing.add('first', (opened) => void closed.push(opened))
    closing.add('second', () => Promise.reject(new Error('stuck')))
    let caught: unknown
    await closing.all().catch((error: unknown) => (caught = error))
    expect(caught).to.be.instanceOf(Error).with.property('message', 'stuck')
    expect(closed).to.deep.equal(['first'])
  })
})
