import { expect } from 'chai'
import { importedPath, sourceFilesUnder } from '../../source-files.ts'
import { meetings, nextMonday, partnerAnswer, question } from '../messages.ts'
import { StrictReader } from './strict-read.ts'

const MONDAY = nextMonday(Date.parse('2026-03-04T15:00:00Z'))
const DAY = 86_400_000

describe('the floor reader', () => {
  const reader = new StrictReader()

  it('reads the question of the bench: people, week, view', () => {
    expect(new Date(MONDAY).toISOString()).to.equal('2026-03-09T00:00:00.000Z')
    const read = reader.read(question(['vera@contoso.example', 'bo@contoso.example'], MONDAY, 'Detailed'))
    expect(read.addresses).to.deep.equal(['vera@contoso.example', 'bo@contoso.example'])
    expect([read.starts[0], read.ends[0]]).to.deep.equal([MONDAY, MONDAY + 7 * DAY])
    expect(read).to.include({ interval: 30, view: 'Detailed' })
  })

  it("reads each event of a partner's answer", () => {
    const read = reader.read(partnerAnswer(MONDAY, 10, 3))
    expect(read).to.include({ responses: 3, events: 30, mergedLength: 3 * 336 })
    const expected = meetings(MONDAY, 10).map(({ start }) => start)
    expect([...read.starts.subarray(0, 10)]).to.deep.equal(expected)
    expect([...read.ends.subarray(20, 30)]).to.deep.equal(expected.map((start) => start + 30 * 60_000))
  })

  it('applies the offset of a time', () => {
    const answer = partnerAnswer(MONDAY, 1, 1).toString()
    const shifted = answer.replace('<StartTime>2026-03-09T00:00:00', '<StartTime>2026-03-09T01:00:00+01:00')
    expect(shifted).not.to.equal(answer)
    expect(reader.read(Buffer.from(shifted)).starts[0]).to.equal(MONDAY)
  })

  const sound = question(['vera@contoso.example'], MONDAY, 'Detailed').toString()
  const spoilt: readonly (readonly [what: string, text: string])[] = [
    ['a document type', sound.replace('?>', '?><!DOCTYPE a>')],
    ['a comment', sound.replace('<t:Bias>', '<!-- a --><t:Bias>')],
    ['another end tag', sound.replace('</t:Bias>', '</t:Byas>')],
    ['a missing end', sound.replace('</soap:Envelope>', '')],
    ['a second root', `${sound}${sound.slice(sound.indexOf('<soap'))}`],
    ['text between elements', sound.replace('<t:MailboxData>', 'x<t:MailboxData>')],
    ['an unbound prefix', sound.replaceAll('t:Address', 'u:Address')],
    ['a foreign namespace', sound.replace('2006/types', '2007/types')],
    ['an unknown element', sound.replaceAll('t:Email', 't:EMail')],
    ['an unknown reference', sound.replace('vera@', '&vera;@')],
    ['an attribute twice', sound.replace('Version="Exchange2013"', 'Version="a" Version="b"')],
    ['an attribute without quotes', sound.replace('Version="Exchange2013"', 'Version=a')],
    ['a control character', sound.replace('vera@', 'ver\u0001a@')],
    ['a start without an end', sound.replace(/<t:EndTime>.*<\/t:EndTime>/, '')],
    ['a time that is none', sound.replace('T00:00:00', 'T0x:00:00')],
  ]
  for (const [what, text] of spoilt) {
    it(`refuses ${what}`, () => {
      expect(text).not.to.equal(sound)
      expect(() => reader.read(Buffer.from(text))).to.throw(Error, /at byte|not UTF-8/)
    })
  }

  it('refuses bytes that are not UTF-8', () => {
    const bytes = Buffer.from(sound)
    bytes[bytes.indexOf('vera')] = 0xff
    expect(() => reader.read(bytes)).to.throw('not UTF-8')
  })

  it('stops at every cut of a message instead of reading past it', () => {
    for (let end = 0; end < sound.length - 1; end += 7) {
      expect(() => reader.read(Buffer.from(sound.slice(0, end))), String(end)).to.throw(Error)
    }
  })
})

describe('the floors', () => {
  it('import nothing of ours but each other, so that no change of the product moves them', () => {
    const floors = sourceFilesUnder('test/benchmarks/floors').filter((file) => !file.path.endsWith('.test.ts'))
    expect(floors.map((file) => file.path)).to.have.length(6)
    const ours = floors.flatMap((file) => file.imports.map((specifier) => importedPath(file.path, specifier)))
    const foreign = ours.filter((path) => path !== null && !path.startsWith('test/benchmarks/floors/'))
    expect(foreign).to.deep.equal([])
  })
})
