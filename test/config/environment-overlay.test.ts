import { expect } from 'chai'
import { overlayEnvironment } from '../../config/environment-overlay.ts'

describe('the environment over a configuration', () => {
  it('changes nothing where it says nothing', () => {
    const document = { gateway: { publicUrl: 'a' } }
    expect(overlayEnvironment(document, { PATH: '/bin', LEDIG_CONFIG: 'x' })).to.equal(document)
  })

  it('reaches a field by its words joined with underscores, in any case', () => {
    expect(overlayEnvironment({ gateway: { publicUrl: 'a' } }, { LEDIG_GATEWAY__PUBLIC_URL: 'b' })).to.deep.equal({
      gateway: { publicUrl: 'b' },
    })
  })

  it('makes sections that the file has not', () => {
    expect(overlayEnvironment({}, { LEDIG_STORE__KIND: 'memory' })).to.deep.equal({
      store: { kind: 'memory' },
    })
  })

  it('reads numbers and truth values as YAML does', () => {
    const environment = { LEDIG_A__NUMBER: '12', LEDIG_A__TRUTH: 'false', LEDIG_A__TEXT: '12 apples' }
    expect(overlayEnvironment({}, environment)).to.deep.equal({ a: { number: 12, truth: false, text: '12 apples' } })
  })
})
