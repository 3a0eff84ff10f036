import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { X509Certificate } from 'node:crypto'
import { expect } from 'chai'
import { openBundle } from '../../../trust/keys/key-bundle.ts'
import { ServedGateway } from '../../scenarios/served-gateway.ts'
import { madeCertificate, madeFile, PASSPHRASE } from '../../trust/keys/made-certificates.ts'
import { runLedig } from './run-ledig.ts'
import type { Ended } from './run-ledig.ts'

describe('certificates on the command line', function () {
  this.timeout(120_000)
  const gateway = new ServedGateway()
  const file = (name: string): string => join(gateway.folder, name)

  before(async () => {
    await gateway.configure()
    await gateway.start()
    writeFileSync(file('exchange.pfx'), madeFile('3des-rc2.pfx'))
    writeFileSync(file('passphrase'), `${PASSPHRASE}\n`)
  })
  after(() => gateway.remove())

  const ledig = (args: string[], input = ''): Promise<Ended> =>
    runLedig([...args, '--gateway', gateway.url, '--token-file', file('token')], { input, folder: gateway.folder })

  async function done(args: string[], input = ''): Promise<string> {
    const { code, out, err } = await ledig(args, input)
    expect(code, err).to.equal(0)
    return out
  }

  it('are shown in words, made, announced, taken back', async () => {
    expect(await done(['certificate', 'show', 'contoso'])).to.match(/current[\s\S]*signed by +itself[\s\S]*in words/)
    expect(await done(['certificate', 'create', 'contoso', '--days', '90'])).to.match(/next, signs after the switch/)
    expect(await done(['trust', 'roll', 'status', 'contoso'])).to.include('Every partner is ready')
    expect(await done(['trust', 'roll', 'cancel', 'contoso'])).to.not.include('next,')
    expect(await done(['trust', 'roll', 'status', 'contoso'])).to.include('There is no next certificate')
  })

  it('are requested into a file of its own, never over another', async () => {
    await done(['certificate', 'request', 'contoso', '--out', 'contoso.csr'])
    expect(readFileSync(file('contoso.csr'), 'utf8')).to.match(/^-----BEGIN CERTIFICATE REQUEST-----/)
    const again = await ledig(['certificate', 'request', 'contoso', '--out', 'contoso.csr'])
    expect(again.code).to.equal(3)
    const { out: record } = await ledig(['audit', 'list', '--limit', '1000'])
    expect(record.match(/certificate\.requested/g)).to.have.length(1)
    expect(await done(['certificate', 'request', 'contoso'])).to.match(/^-----BEGIN CERTIFICATE REQUEST-----/)
  })

  it('are imported, rolled to and exported, with the key under a passphrase only', async () => {
    await done(['trust', 'roll', 'start', 'contoso', '--file', 'exchange.pfx', '--passphrase-file', 'passphrase'])
    expect(await done(['trust', 'roll', 'switch', 'contoso'])).to.include('No partner breaks.')
    await done(['certificate', 'export', 'contoso', 'contoso.pem'])
    const written = new X509Certificate(readFileSync(file('contoso.pem')))
    expect(written.raw.equals(madeCertificate('rsa').raw)).to.equal(true)
    await done(['certificate', 'export', 'contoso', 'contoso.pfx', '--with-key'], 'a long enough passphrase\n')
    expect(statSync(file('contoso.pfx')).mode & 0o077).to.equal(0)
    const outcome = openBundle({ bytes: readFileSync(file('contoso.pfx')), passphrase: 'a long enough passphrase' })
    expect(outcome.read && outcome.key !== null).to.equal(true)
    const refused = await ledig(['trust', 'roll', 'finish', 'contoso'])
    expect([refused.code, refused.err]).to.satisfy(
      ([code, err]: [number, string]) => code === 9 && /not over/.test(err),
    )
    expect(await done(['trust', 'roll', 'finish', 'contoso', '--force'])).to.not.include('previous,')
    expect(await done(['trust', 'roll', 'token-keys', 'contoso', '--announced-for', '60'])).to.match(/signs from 20/)
  })

  it('are not written where the gateway says no', async () => {
    const refused = await ledig(['certificate', 'export', 'contoso', 'short.pfx', '--with-key'], 'short\n')
    expect(refused.code).to.equal(2)
    expect(existsSync(file('short.pfx'))).to.equal(false)
    const none = await ledig(['certificate', 'show', 'nobody'])
    expect([none.code, none.err]).to.deep.equal([1, 'There is no organization of this name.\n'])
  })

  it('are drilled for a day to come: nothing fails where there is no partner, and the past is refused', async () => {
    expect(await done(['trust', 'drill', '--at', '2099-01-01'])).to.include('0 of 0 trusts would fail')
    const past = await ledig(['trust', 'drill', '--at', '2020-01-01'])
    expect(past.code).to.equal(2)
    expect(past.err).to.include('expected a day to come')
  })
})
