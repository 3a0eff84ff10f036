import { expect } from 'chai'
import { NamespaceScope, NO_NAMESPACE, UNBOUND } from '../../../protocols/xml/namespace-scope.ts'
import { WORDS } from './reading.ts'

const BYTES = Buffer.from('p q xml urn:one urn:x')
const declare = (scope: NamespaceScope, from: number, to: number, uri: string): string | null =>
  scope.declare(from, to, uri, 0, 0)

describe('the namespaces in scope', () => {
  it('are those of the vocabulary by its numbers, and others apart', () => {
    const scope = new NamespaceScope(BYTES, WORDS)
    expect(declare(scope, 0, 1, 'urn:one')).to.equal(null)
    expect(scope.declare(2, 3, null, 16, 21)).to.equal(null)
    expect(scope.resolve(0, 1)).to.equal(WORDS.namespace('urn:one'))
    expect(scope.resolve(2, 3)).to.be.greaterThan(WORDS.namespaces)
    expect(scope.resolve(2, 3)).to.equal(scope.numberOf('urn:x'))
  })
  it('end with their element, and then those outside count again', () => {
    const scope = new NamespaceScope(BYTES, WORDS)
    declare(scope, 0, 1, 'urn:one')
    const outside = scope.size
    declare(scope, 0, 1, 'urn:two')
    expect(scope.resolve(0, 1)).to.equal(WORDS.namespace('urn:two'))
    scope.leave(outside)
    expect(scope.resolve(0, 1)).to.equal(WORDS.namespace('urn:one'))
  })
  it('leave a name without prefix in none, and a prefix unbound', () => {
    const scope = new NamespaceScope(BYTES, WORDS)
    expect(scope.resolve(0, 0)).to.equal(NO_NAMESPACE)
    expect(scope.resolve(0, 1)).to.equal(UNBOUND)
    expect(scope.resolve(4, 7)).to.be.greaterThan(0)
  })
  it('cannot have a prefix for nothing', () => {
    expect(declare(new NamespaceScope(BYTES, WORDS), 0, 1, '')).to.be.a('string')
  })
})
