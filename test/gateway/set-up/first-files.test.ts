import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { readConfig } from '../../../config/read-config.ts'
import {
  configurationWritten,
  firstFiles,
  organizationNameOf,
  takeBackFirstFiles,
  writeFirstFiles,
} from '../../../gateway/set-up/first-files.ts'
import type { FirstAnswers } from '../../../gateway/set-up/first-files.ts'
import { parseDomain, parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'

const HASH = `scrypt$15$8$3$${'A'.repeat(22)}$${'A'.repeat(43)}`
const ANSWERS: FirstAnswers = {
  ...{ gatewayId: 'urn:ledig:3f6b7f0e-2c9a-4c58-9d6e-0a4c5a1f7b21', name: 'Contoso', timeZone: 'Europe/Stockholm' },
  ...{ organizationId: 'urn:ledig:8a1d2f64-7e0b-4b7c-8f3a-5d9c3b2e1a00', domain: parseDomain('contoso.example') },
  ...{ calendars: 'calendars', place: { reach: 'here', port: 8025 }, consolePort: 8027 },
  first: {
    address: parseMailboxAddress('first@contoso.example'),
    ...{ passwordHash: HASH, uid: 'f', at: Date.UTC(2026, 10, 27, 8) },
  },
}

describe('The files of a first gateway', () => {
  let folder: string
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ledig-first-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const text = (name: string): string => readFileSync(join(folder, name), 'utf8')

  it('are a configuration that is sound, for their owner alone', () => {
    writeFirstFiles(folder, ANSWERS)
    const settings = readConfig(join(folder, 'ledig.yaml'), {})
    expect(settings.gateway).to.deep.include({ id: ANSWERS.gatewayId, name: 'Contoso' })
    expect(settings.console?.publicUrl).to.equal('http://127.0.0.1:8027')
    expect(settings.organizations[0]?.users.get(ANSWERS.first?.address as never)).to.equal(HASH)
    expect(statSync(join(folder, 'ledig.yaml')).mode & 0o777).to.equal(0o600)
    expect(text('calendars/first.ics')).to.include('DTSTART:20261128T090000Z\r\n')
  })

  it('open nothing to partners on this machine once others reach it', () => {
    const tls = { certificate: 'c.pem', key: 'k.pem' }
    const place = {
      reach: 'beyond',
      host: '0.0.0.0',
      port: 443,
      publicUrl: 'https://gateway.contoso.example',
      tls,
    } as const
    const configuration = firstFiles({ ...ANSWERS, place }).at(-1)?.content ?? ''
    expect(configuration)
      .to.include('tls: { certificate: c.pem, key: k.pem }')
      .and.to.not.match(/loopback|unproven/)
    for (const name of ['c.pem', 'k.pem']) writeFileSync(join(folder, name), 'x')
    writeFirstFiles(folder, { ...ANSWERS, place })
    expect(readConfig(join(folder, 'ledig.yaml'), {}).gateway).to.deep.include({ publicUrl: place.publicUrl })
  })

  it('say what was answered, whatever it is', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((typed) => typed.trim() === typed)
    const awkward = fc.constantFrom(
      'null',
      'yes',
      '0x1f',
      '1e3',
      '- a',
      'a: b',
      '#',
      '&a',
      '*a',
      '!x',
      '"',
      "'",
      '{}',
      '\u2028',
      '\u0085x',
    )
    fc.assert(
      fc.property(fc.oneof(name, awkward), fc.oneof(fc.constant('calendars'), awkward), (named, calendars) => {
        const inside = join(folder, 'one')
        mkdirSync(inside)
        try {
          writeFirstFiles(inside, { ...ANSWERS, name: named, calendars })
          const settings = readConfig(join(inside, 'ledig.yaml'), {})
          expect(settings.gateway.name).to.equal(named)
          expect(settings.organizations[0]?.calendars).to.equal(join(inside, calendars))
        } finally {
          rmSync(inside, { recursive: true })
        }
      }),
      { numRuns: 200 },
    )
  })

  it('call an organization by its first label, unless the gateway itself is called so', () => {
    expect(organizationNameOf(parseDomain('contoso.example'))).to.equal('contoso')
    expect(organizationNameOf(parseDomain('gateway.contoso.example'))).to.equal('gateway-contoso-example')
  })

  for (const there of ['ledig.yaml', 'policy.yaml', 'calendars/first.ics']) {
    it(`overwrite nothing: where ${there} is, none of them is written`, () => {
      mkdirSync(join(folder, 'calendars'))
      writeFileSync(join(folder, there), 'mine')
      expect(() => writeFirstFiles(folder, ANSWERS)).to.throw(`${there}: cannot be written: it is there already`)
      expect(text(there)).to.equal('mine')
      const others = ['ledig.yaml', 'policy.yaml', 'calendars/first.ics'].filter((name) => name !== there)
      expect(others.filter((name) => existsSync(join(folder, name)))).to.deep.equal([])
    })
  }

  it('write through no link to somewhere else, where nothing is yet either', () => {
    const elsewhere = join(folder, 'elsewhere.yaml')
    symlinkSync(elsewhere, join(folder, 'ledig.yaml'))
    expect(() => writeFirstFiles(folder, ANSWERS)).to.throw(/ledig\.yaml: cannot be written/)
    expect(existsSync(elsewhere)).to.equal(false)
  })

  it('are taken back as they were written, whole or begun, and not once somebody changed them', () => {
    writeFirstFiles(folder, ANSWERS)
    expect(configurationWritten(folder, ANSWERS)).to.equal('whole')
    writeFileSync(join(folder, 'policy.yaml'), `${text('policy.yaml')}# mine\n`)
    writeFileSync(join(folder, 'ledig.yaml'), text('ledig.yaml').slice(0, 100))
    expect(configurationWritten(folder, ANSWERS)).to.equal('begun')
    takeBackFirstFiles(folder, ANSWERS)
    expect(configurationWritten(folder, ANSWERS)).to.equal('nothing')
    expect([existsSync(join(folder, 'calendars/first.ics')), existsSync(join(folder, 'policy.yaml'))]).to.deep.equal([
      false,
      true,
    ])
    writeFileSync(join(folder, 'ledig.yaml'), 'mine')
    expect(configurationWritten(folder, ANSWERS)).to.equal('other')
  })
})
