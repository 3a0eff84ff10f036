import { expect } from 'chai'
import { OPERATIONS } from '../../../gateway/admin/operations.ts'
import { askOperation } from '../../../gateway/staff/ask-operation.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import type { ConsoleRole } from '../../../trust/sign-in/console-role.ts'
import { consoleWorld, visitOf } from './console-world.ts'
import type { ConsoleWorld } from './console-world.ts'

const VALUE = { domains: ['fabrikam.example'], freeBusyAccessEnabled: true }
const RELATIONSHIP = { organization: 'contoso', name: 'fabrikam' }

describe('an operation that is asked for on the console', () => {
  let world: ConsoleWorld
  beforeEach(async () => (world = await consoleWorld()))
  afterEach(() => world.close())

  const ask = async (role: ConsoleRole, ...order: [string, Parameters<typeof askOperation>[3]?]) =>
    askOperation(world.door, visitOf(world, (await world.signedIn(role)).session), ...order)

  async function refusalOf(work: Promise<unknown>): Promise<string> {
    const error: unknown = await work.then(() => null).catch((thrown: unknown) => thrown)
    return error instanceof FederationError ? error.code : String(error)
  }

  it('is carried out as the API does, and on record under the session', async () => {
    const made = await ask('administrator', 'relationship.set', { params: RELATIONSHIP, body: VALUE, before: 0 })
    expect(made.status).to.equal(201)
    expect((await ask('auditor', 'relationship.show', { params: RELATIONSHIP })).version).to.equal(made.version)
    const [entry] = world.entries('relationship.added')
    expect(entry?.actor).to.match(/^session:[\w-]{16}$/)
  })

  it('is for the role that has its scope: auditors read, owners do nothing', async () => {
    const set = { params: RELATIONSHIP, body: VALUE, before: 0 }
    expect(await refusalOf(ask('auditor', 'relationship.set', set))).to.equal('ERR_FORBIDDEN')
    expect(await refusalOf(ask('owner', 'relationship.show', { params: RELATIONSHIP }))).to.equal('ERR_FORBIDDEN')
    expect(await refusalOf(ask('owner', 'administrator.claim', { body: { code: 'x', name: 'x' } }))).to.equal(
      'ERR_FORBIDDEN',
    )
    expect(world.entries('relationship.added')).to.have.length(0)
  })

  it('that names people is read by auditors where it is the record, and by owners never', async () => {
    for (const id of ['audit.list', 'audit.lookups']) expect((await ask('auditor', id)).status ?? 200, id).to.equal(200)
    // What nobody has spent is not there.
    expect(await refusalOf(ask('auditor', 'budget.show'))).to.equal('ERR_NOT_FOUND')
    const read = ['audit.list', 'audit.lookups', 'budget.show']
    for (const id of read) expect(await refusalOf(ask('owner', id)), id).to.equal('ERR_FORBIDDEN')
    for (const { id, scope } of OPERATIONS)
      if (scope !== 'read' && !read.includes(id)) {
        const refusal = await refusalOf(ask('auditor', id, { body: undefined }))
        expect(refusal, id).to.equal('ERR_FORBIDDEN')
      }
  })

  it('has its body read as the API reads it', async () => {
    const order = { params: RELATIONSHIP, body: { domains: 1, other: true }, before: 0 }
    const error: unknown = await ask('administrator', 'token.create', order).catch((thrown: unknown) => thrown)
    expect((error as FederationError).code).to.equal('ERR_MESSAGE_MALFORMED')
    expect((error as FederationError).message).to.include('other: expected no field of this name')
  })

  it('changes nothing where it is only tried', async () => {
    await ask('administrator', 'relationship.set', { params: RELATIONSHIP, body: VALUE, before: 0, dryRun: true })
    expect(await refusalOf(ask('auditor', 'relationship.show', { params: RELATIONSHIP }))).to.equal('ERR_NOT_FOUND')
  })
})
