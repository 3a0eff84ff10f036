import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { finishSetUp, firstSteps } from '../../../gateway/set-up/finish-set-up.ts'
import { Progress } from '../../../gateway/set-up/progress.ts'
import type { Answers } from '../../../gateway/set-up/progress.ts'
import { BY_ITSELF } from '../../../trust/stores/cause.ts'
import { known, VirtualClock } from '../../trust/known-organizations.ts'
import { administrationWorld, random } from '../admin/administration-world.ts'
import { RIGHT } from './set-up-world.ts'

const HASH = `scrypt$15$8$3$${'A'.repeat(22)}$${'A'.repeat(43)}`
const ANSWERS: Answers = {
  ...{ organization: RIGHT.organization, domain: RIGHT.domain, calendars: RIGHT.calendars, partner: RIGHT.partner },
  administrator: { name: 'karin', passwordHash: HASH },
  place: { reach: 'here', port: '8025', host: '', publicUrl: '', certificate: '', key: '' },
}

describe('The end of a set-up', () => {
  let folder: string
  let progress: Progress
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledig-finish-'))
    progress = Progress.open(folder)
    progress.keep(ANSWERS)
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const finish = (start: () => Promise<never>) =>
    finishSetUp(ANSWERS, {
      ...{ progress, environment: {}, start, consoleServer: null },
      room: {
        ...{ folder, answered: ANSWERS, clock: new VirtualClock(), random, systemZone: 'Etc/UTC', ownPort: 8027 },
        tryPort: () => Promise.resolve(null),
        openHttp: () => {
          throw new Error('nobody is asked')
        },
      },
    }).then(
      () => 'finished',
      (error: unknown) => String(error),
    )

  it('takes back its files and the state, where what they say cannot run, and keeps the answers', async () => {
    const why = await finish(() => {
      expect(existsSync(join(folder, 'ledig.yaml'))).to.equal(true)
      expect(Progress.open(folder).answered.writing).to.not.equal(undefined)
      mkdirSync(join(folder, 'state'))
      writeFileSync(join(folder, 'state', 'store-key'), 'x')
      return Promise.reject(new Error('no port'))
    })
    expect(why).to.include('no port')
    expect(readdirSync(folder).sort()).to.deep.equal(['calendars', 'ledig.set-up.json'])
    expect(Progress.open(folder).answered).to.deep.equal(ANSWERS)
  })

  it('touches nothing where another gateway has kept its state', async () => {
    mkdirSync(join(folder, 'state'))
    expect(await finish(() => Promise.reject(new Error('started')))).to.include('the state of another gateway')
    expect(readdirSync(folder).sort()).to.deep.equal(['ledig.set-up.json', 'state'])
  })

  it('makes the first account once: begun again, it leaves what somebody changed meanwhile', async () => {
    const organizations = { gateway: await known('Gateway'), contoso: await known('Contoso') }
    const { administration, consoleAccounts } = await administrationWorld({ organizations })
    const first = firstSteps(ANSWERS, () => undefined)
    await first(administration)
    expect(consoleAccounts.of('karin')?.role).to.equal('administrator')
    const other = HASH.replaceAll('A', 'B')
    await consoleAccounts.set('karin', { role: 'auditor', passwordHash: other }, BY_ITSELF)
    await first(administration)
    expect([consoleAccounts.of('karin')?.role, consoleAccounts.hashOf('karin')]).to.deep.equal(['auditor', other])
  })
})
