import { expect } from 'chai'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FederationError } from '../../../protocols/federation-error.ts'
import { loadOrganization, saveOrganization } from '../../../trust/keys/key-files.ts'
import { withNewTokenKey } from '../../../trust/organization/organization.ts'
import { known, VirtualClock } from '../known-organizations.ts'

async function refusalOf(directory: string): Promise<FederationError> {
  try {
    await loadOrganization(directory)
  } catch (error) {
    if (error instanceof FederationError) return error
    throw error
  }
  throw new Error('it was loaded')
}

describe('the key directory', () => {
  let parent: string
  let directory: string

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'ledig-keys-'))
    directory = join(parent, 'keys')
  })
  afterEach(() => rm(parent, { recursive: true }))

  it('gives back the organization it was given, with every key', async () => {
    const organization = await withNewTokenKey(await known('Fabrikam'), { clock: new VirtualClock(), announcedFor: 0 })
    await saveOrganization(directory, organization)
    const loaded = await loadOrganization(directory)
    expect(loaded).to.include({ id: organization.id, name: organization.name })
    expect(loaded?.certificate.raw.equals(organization.certificate.raw)).to.equal(true)
    expect(loaded?.certificateKey.equals(organization.certificateKey)).to.equal(true)
    const times = organization.tokenKeys.map(({ kid, from, until }) => ({ kid, from, until }))
    expect(loaded?.tokenKeys.map(({ kid, from, until }) => ({ kid, from, until }))).to.deep.equal(times)
    expect(loaded?.tokenKeys.every((key, at) => organization.tokenKeys[at]?.key.equals(key.key))).to.equal(true)
  })

  it('is null where nothing was saved', async () => {
    expect(await loadOrganization(directory)).to.equal(null)
    expect(await loadOrganization(parent)).to.equal(null)
  })

  it('can be read by its owner only, whatever the umask', async () => {
    const before = process.umask(0)
    try {
      await saveOrganization(directory, await known('Fabrikam'))
    } finally {
      process.umask(before)
    }
    expect((await stat(directory)).mode & 0o777).to.equal(0o700)
    const files = await readdir(directory)
    expect(files).to.have.length(4)
    for (const file of files) expect((await stat(join(directory, file))).mode & 0o777, file).to.equal(0o600)
  })

  it('is refused when others can read it or any file in it (KM1)', async () => {
    await saveOrganization(directory, await known('Fabrikam'))
    for (const path of [directory, ...(await readdir(directory)).map((file) => join(directory, file))]) {
      const { mode } = await stat(path)
      for (const open of [0o040, 0o004, 0o020]) {
        await chmod(path, mode | open)
        expect(await refusalOf(directory)).to.include({ code: 'ERR_CONFIG_INVALID' })
      }
      await chmod(path, mode)
    }
    expect(await loadOrganization(directory)).to.include({ name: 'Fabrikam' })
  })

  it('is refused when a file is damaged, missing or of another key, without telling what is in it', async () => {
    await saveOrganization(directory, await known('Fabrikam'))
    const files = await readdir(directory)
    for (const file of files) {
      const path = join(directory, file)
      const whole = await readFile(path)
      await writeFile(path, 'SECRET')
      const damaged = await refusalOf(directory)
      expect(damaged).to.include({ code: 'ERR_CONFIG_INVALID' })
      expect(JSON.stringify([damaged.message, damaged.context, damaged.cause])).to.not.include('SECRET')
      await rm(path)
      if (file !== 'organization.json') expect((await refusalOf(directory)).message).to.match(/is missing$/)
      await writeFile(path, whole, { mode: 0o600 })
    }
    const other = join(parent, 'other')
    await saveOrganization(other, await known('Adatum'))
    const taken = await readFile(join(other, 'certificate.pem'))
    await writeFile(join(directory, 'certificate.pem'), taken)
    expect((await refusalOf(directory)).message).to.match(/is of another key$/)
  })

  it('leaves no unfinished file behind', async () => {
    await saveOrganization(directory, await known('Fabrikam'))
    await saveOrganization(directory, await known('Fabrikam'))
    expect((await readdir(directory)).filter((file) => file.endsWith('.unfinished'))).to.deep.equal([])
  })
})
