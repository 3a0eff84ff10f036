import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { saidOf } from '../../../gateway/console/set-up/start-problem-texts.ts'
import { openLog } from '../../../gateway/log.ts'
import { openEngine, ownSealingKey } from '../../../gateway/open-state.ts'
import { openServer } from '../../../gateway/open-network.ts'
import { writeFirstFiles } from '../../../gateway/set-up/first-files.ts'
import type { FirstAnswers } from '../../../gateway/set-up/first-files.ts'
import { Progress } from '../../../gateway/set-up/progress.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { VirtualClock } from '../../trust/known-organizations.ts'
import { random } from '../admin/administration-world.ts'

const FIRST: FirstAnswers = {
  gatewayId: 'urn:ledig:3f6b7f0e-2c9a-4c58-9d6e-0a4c5a1f7b21',
  organizationId: 'urn:ledig:8a1d2f64-7e0b-4b7c-8f3a-5d9c3b2e1a00',
  ...{ name: 'Contoso', domain: parseDomain('contoso.example'), timeZone: 'Etc/UTC', calendars: 'calendars' },
  ...{ first: null, place: { reach: 'here', port: 8025 }, consolePort: 8027 },
}

describe('what keeps a set-up or a first start from going on', () => {
  let folder: string
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ledig-problem-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const at = (...names: string[]): string => join(folder, ...names)
  const parts = { clock: new VirtualClock(), random, log: openLog('silent') }

  async function failureOf(work: () => unknown): Promise<unknown> {
    try {
      await work()
    } catch (error) {
      return error
    }
    throw new Error('it did not fail')
  }

  /** In English as the error has it, so that the command line and the page say the same. */
  async function expectSaid(work: () => unknown, swedish: string): Promise<void> {
    const error = await failureOf(work)
    expect(error).to.be.instanceOf(FederationError)
    const english = (error as FederationError).message
    expect(saidOf(error, { language: 'en' })).to.deep.equal({ sentence: english, quoted: null })
    expect(saidOf(error, { language: 'sv' })).to.deep.equal({ sentence: swedish, quoted: null })
  }

  it('is told of a file that is there already', async () => {
    writeFileSync(at('policy.yaml'), 'mine')
    await expectSaid(() => writeFirstFiles(folder, FIRST), `${at('policy.yaml')} går inte att skriva: den finns redan`)
  })

  it('is told of folders that cannot be made', async () => {
    writeFileSync(at('file'), '')
    await expectSaid(
      () => writeFirstFiles(folder, { ...FIRST, calendars: 'file/below' }),
      `${at('file', 'below')} går inte att skapa: en del av sökvägen är ingen mapp`,
    )
    await expectSaid(
      () => writeFirstFiles(folder, { ...FIRST, calendars: '/proc/nowhere' }),
      '/proc/nowhere går inte att skapa: ingen mapp kan skapas där',
    )
  })

  it('is told of answers that cannot be kept', async () => {
    const progress = Progress.open(folder)
    rmSync(folder, { recursive: true })
    await expectSaid(
      () => progress.keep({ domain: { domain: 'contoso.example' } }),
      `${at('ledig.set-up.json')} går inte att skriva: det finns ingen sådan fil eller mapp`,
    )
  })

  it('is told of a port that somebody else took meanwhile', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((done) => other.once('listening', done))
    const { port } = other.address() as AddressInfo
    const place = { listen: { host: '127.0.0.1', port }, tls: null, proxies: null, publicUrl: 'http://127.0.0.1' }
    const limits = { connections: 10, refusedPerSecond: 10 }
    await expectSaid(
      () => openServer(place, limits, parts),
      `det går inte att lyssna på 127.0.0.1, port ${port}: ett annat program lyssnar redan där`,
    )
    other.close()
  })

  it('is told of a key of the store that others can read, or that cannot be made', async () => {
    ownSealingKey(at('store-key'), random)
    chmodSync(at('store-key'), 0o644)
    await expectSaid(
      () => ownSealingKey(at('store-key'), random),
      `${at('store-key')} får bara gå att läsa av den som äger filen`,
    )
    const error = await failureOf(() => ownSealingKey('/proc/nowhere/store-key', random))
    expect(saidOf(error, { language: 'sv' })).to.deep.equal({
      sentence: '/proc/nowhere/store-key går inte att skapa: ingen mapp kan skapas där',
      quoted: null,
    })
  })

  it('is told of a store that another process holds, and of one that is none with what its engine says', async () => {
    const settings = { kind: 'embedded' as const, folder: at('store'), keyFile: at('store-key') }
    const engine = await openEngine(settings, parts)
    const held = await failureOf(() => openEngine(settings, parts))
    expect(saidOf(held, { language: 'sv' })).to.deep.equal({
      sentence: `lagret i ${at('store')} hålls av en annan process`,
      quoted: null,
    })
    await engine.close()
    writeFileSync(at('file'), '')
    const none = saidOf(await failureOf(() => openEngine({ ...settings, folder: at('file') }, parts)), {
      language: 'sv',
    })
    expect(none.sentence).to.equal(`lagret i ${at('file')} går inte att öppna`)
    expect(none.quoted).to.include(at('file'))
  })

  it('is told of what the system refuses', async () => {
    mkdirSync(at('calendars'))
    const error = await failureOf(() => readFileSync(at('calendars')))
    expect(saidOf(error, { language: 'sv' }).quoted).to.equal('Error: EISDIR: illegal operation on a directory, read')
    const missing = await failureOf(() => readFileSync(at('nothing')))
    expect(saidOf(missing, { language: 'sv' })).to.deep.equal({
      sentence: `${at('nothing')}: det finns ingen sådan fil eller mapp`,
      quoted: null,
    })
  })

  it('is repeated as it is where nobody foresaw it, in words that can be printed', () => {
    const said = saidOf(new FederationError('ERR_INTERNAL', 'it broke\u202e'), { language: 'sv' })
    expect(said.sentence).to.equal('Programmet säger:')
    expect(said.quoted)
      .to.match(/^it broke/)
      .and.not.include('\u202e')
    expect(saidOf(new TypeError('it broke'), { language: 'en' }).quoted).to.equal('TypeError: it broke')
  })
})
