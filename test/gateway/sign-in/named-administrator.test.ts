import { expect } from 'chai'
import { CONSOLE_TEXTS } from '../../../gateway/console/console-texts.ts'
import { hasNamedAdministrator } from '../../../gateway/sign-in/named-administrator.ts'
import { BY_ITSELF } from '../../../trust/stores/cause.ts'
import { consoleWorld } from '../staff/console-world.ts'

const given = (administrator: readonly string[]) => ({ values: { administrator, auditor: ['a'], owner: ['o'] } })

describe('A named administrator', () => {
  for (const [what, accounts, roles, named] of [
    ['is an account of that role', ['auditor', 'administrator'], null, true],
    ['is whoever the provider makes one', [], given(['admins']), true],
    ['is no auditor', ['auditor'], given([]), false],
    ['is nobody where nobody is kept', [], null, false],
  ] as const) {
    it(what, () => {
      expect(
        hasNamedAdministrator(
          accounts.map((role) => ({ role })),
          roles,
        ),
      ).to.equal(named)
    })
  }

  it('is asked for on every page until there is one', async () => {
    const world = await consoleWorld()
    const { nobodyNamed } = CONSOLE_TEXTS.en
    const auditor = await world.signedIn('auditor')
    const pages = async (): Promise<readonly boolean[]> => {
      const shown = [await world.get('/console/sign-in'), await world.post('/console/sign-in', { name: 'x' })]
      const inside = [await auditor.get('/console/'), await auditor.get('/console/again')]
      return [...shown, ...inside].map(({ text }) => text.includes(nobodyNamed))
    }
    try {
      expect(await pages()).to.deep.equal([false, false, false, false])
      await world.consoleAccounts.set('ann', { role: 'auditor', passwordHash: 'x' }, BY_ITSELF)
      expect(await pages()).to.deep.equal([true, true, true, true])
    } finally {
      world.close()
    }
  })
})
