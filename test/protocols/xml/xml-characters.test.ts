import { expect } from 'chai'
import {
  isWideName,
  isXmlCharacter,
  NAME_CLASS,
  NAME_FIRST,
  NAME_LATER,
  TEXT_CLASS,
  TEXT_FORBIDDEN,
} from '../../../protocols/xml/xml-characters.ts'

describe('the characters of XML', () => {
  it('are those of production 2', () => {
    const edges = [
      0x8, 0x9, 0xa, 0xb, 0xd, 0x1f, 0x20, 0xd7ff, 0xd800, 0xdfff, 0xe000, 0xfffd, 0xfffe, 0xffff, 0x10000, 0x10ffff,
      0x110000,
    ]
    expect(edges.filter(isXmlCharacter)).to.deep.equal([0x9, 0xa, 0xd, 0x20, 0xd7ff, 0xe000, 0xfffd, 0x10000, 0x10ffff])
  })
  it('have a class for each byte of text', () => {
    const forbidden = [...TEXT_CLASS.keys()].filter((byte) => TEXT_CLASS[byte] === TEXT_FORBIDDEN)
    expect(forbidden).to.deep.equal([...Array(32).keys()].filter((byte) => ![9, 10, 13].includes(byte)))
  })
  it('have a class for each ASCII byte of a name', () => {
    const of = (kind: number): string =>
      String.fromCharCode(...[...NAME_CLASS.keys()].filter((byte) => NAME_CLASS[byte] === kind))
    expect(of(NAME_FIRST)).to.equal('ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz')
    expect(of(NAME_LATER)).to.equal('-.0123456789')
  })
  it('have names in all scripts, without signs', () => {
    expect(['é', 'ключ', 'a·b', '名', '𐀀'].every(isWideName)).to.equal(true)
    expect(['×', '÷a', '·a', 'a😀\u{f0000}', 'a:é', 'a é'].some(isWideName)).to.equal(false)
  })
})
