import { expect } from 'chai'
import fc from 'fast-check'
import { csvField, writeLooks } from '../../../gateway/audit/write-looks.ts'
import type { LookFormat } from '../../../gateway/audit/write-looks.ts'
import type { Look } from '../../../gateway/audit/look.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'

const LOOK: Look = {
  ...{
    index: 8,
    at: '2026-11-26T12:43:20.000Z',
    requestId: 'r-1',
    organization: 'urn:ledig:fabrikam',
    kind: 'partner',
  },
  ...{ from: 'anna@fabrikam.example', about: 'vera@contoso.example', asked: 'Detailed', outcome: 'answer' },
  window: { start: '2026-11-27T00:00:00.000Z', end: '2026-11-28T00:00:00.000Z' },
  ...{ level: 'AvailabilityOnly', given: 'FreeBusy', decidedBy: 'RELATIONSHIP_LEVEL', side: 'answering' },
}

/** RFC 4180 2, rules 1 to 7, read character by character; independent of what writes it. */
function readCsv(text: string): readonly (readonly string[])[] {
  const records: string[][] = []
  let [record, field, quoted] = [[] as string[], '', false]
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i)
    if (quoted) {
      if (char !== '"') field += char
      else if (text.charAt(i + 1) === '"') field += text.charAt(i++)
      else quoted = false
    } else if (char === '"') {
      expect(field, 'a quote inside of a field that has none around it').to.equal('')
      quoted = true
    } else if (char === ',') [record, field] = [[...record, field], '']
    else if (char === '\r' && text.charAt(i + 1) === '\n') {
      records.push([...record, field])
      ;[record, field] = [[], '']
      i++
    } else field += char
  }
  expect([record, field, quoted], 'a record without an end').to.deep.equal([[], '', false])
  return records
}

async function* one(looks: readonly Look[]) {
  await Promise.resolve()
  for (const look of looks) yield { index: look.index, looks: [look] }
}

async function written(looks: readonly Look[], format: LookFormat, name: string | null = 'Fabrikam'): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of writeLooks(one(looks), format, () => name)) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}

describe('looks as a table', () => {
  it('have a line of names and one for each mailbox asked about', async () => {
    const erased = {
      ...LOOK,
      requestId: null,
      from: null,
      about: null,
      outcome: 'refuse',
      level: null,
      given: null,
    } as const
    expect(await written([LOOK, erased], 'csv', null)).to.equal(
      [
        'entry,at,requestId,organization,organizationName,from,about,windowStart,windowEnd,asked,outcome,level,given,decidedBy,side',
        '8,2026-11-26T12:43:20.000Z,r-1,urn:ledig:fabrikam,,anna@fabrikam.example,vera@contoso.example,2026-11-27T00:00:00.000Z,2026-11-28T00:00:00.000Z,Detailed,answer,AvailabilityOnly,FreeBusy,RELATIONSHIP_LEVEL,answering',
        '8,2026-11-26T12:43:20.000Z,,urn:ledig:fabrikam,,,,2026-11-27T00:00:00.000Z,2026-11-28T00:00:00.000Z,Detailed,refuse,,,RELATIONSHIP_LEVEL,answering',
        '',
      ].join('\r\n'),
    )
  })

  it('calculate nothing, whatever a partner calls itself and whoever asks (UI4)', async () => {
    // Addresses may begin so (RFC 5321 4.1.2 Atom, RFC 5322 3.2.3 atext).
    for (const local of ['=1+1', '+1', '-1', '=cmd|/c']) {
      const from = parseMailboxAddress(`${local}@evil.example`)
      expect(readCsv(await written([{ ...LOOK, from }], 'csv'))[1]?.[5]).to.equal(`'${from}`)
    }
    const formulas = [
      '=HYPERLINK("https://evil.example","x")',
      '+1',
      '-2+3',
      '@SUM(1)',
      '\t=1',
      '\r=1',
      '\n=1',
      '＝1',
      '\u202e=1',
    ]
    for (const name of formulas) {
      const field = readCsv(await written([LOOK], 'csv', name))[1]?.[4]
      expect(field, JSON.stringify(name)).to.match(/^'/)
    }
    expect(csvField("it's = fine")).to.equal("it's = fine")
  })

  it('are read back by RFC 4180, whatever a partner calls itself, and turn no line around', async () => {
    const names = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc
        .array(fc.constantFrom('"', ',', '\r', '\n', '\t', '=', '\u202e', '\u2066', '\u0000', ' ', 'a', '😀'), {
          maxLength: 12,
        })
        .map((all) => all.join('')),
    )
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        const text = await written([LOOK, LOOK], 'csv', name)
        const [head, ...rows] = readCsv(text)
        expect(rows).to.have.length(2)
        for (const row of rows) {
          expect(row).to.have.length(head?.length ?? 0)
          expect(row[6]).to.equal(LOOK.about)
          const shown = row[4] ?? ''
          expect(shown).to.not.match(/^[=+\-@\t\r\n＝＋－＠]|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
          const bare = name.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
          expect([bare, `'${bare}`]).to.include(shown)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('looks as JSON lines', () => {
  it('are one object a line, whatever a partner calls itself', async () => {
    const name = '"},\r\n{"entry":9,\u2028"x":"'
    const lines = (await written([LOOK, LOOK], 'jsonl', name)).split('\n')
    expect(lines).to.have.length(3)
    expect(
      lines.slice(0, 2).map((line) => (JSON.parse(line) as { organizationName: string }).organizationName),
    ).to.deep.equal([name, name])
  })

  it('are sent in pieces as they are read, and read no further than they are taken', async () => {
    let read = 0
    async function* endless() {
      await Promise.resolve()
      for (;;) yield { index: read++, looks: [LOOK] }
    }
    const pieces = writeLooks(endless(), 'jsonl', () => null)[Symbol.asyncIterator]()
    const first = await pieces.next()
    const size = (first.value as Buffer).length
    expect(size).to.be.greaterThan(65_535).and.lessThan(70_000)
    expect(read).to.equal((first.value as Buffer).toString().trimEnd().split('\n').length)
    await pieces.return?.()
  })
})
