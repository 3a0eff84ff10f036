import { expect } from 'chai'
import type { Response } from 'supertest'
import { ACTOR_TEXTS } from '../../../../gateway/console/actor-words.ts'
import { ACCOUNTS_TEXTS } from '../../../../gateway/console/accounts/accounts-texts.ts'
import { CONSOLE_TEXTS } from '../../../../gateway/console/console-texts.ts'
import { escapeHtml } from '../../../../gateway/console/html.ts'
import { SESSIONS_A_PAGE } from '../../../../gateway/staff/accounts/show-accounts.ts'
import { BY_ITSELF } from '../../../../trust/stores/cause.ts'
import { consoleWorld, cookieOf, PASSWORD, tokenIn } from '../console-world.ts'
import type { ConsoleWorld } from '../console-world.ts'

const EN = ACCOUNTS_TEXTS.en
const { roles } = CONSOLE_TEXTS.en
const NEW = 'another password of hers'
const BO = { name: 'bo', role: 'auditor', password: NEW, again: NEW, version: '0' }

/** What a page has hidden in its form to `action`. */
function hiddenIn({ text }: Response, action: string): Record<string, string> {
  const form = new RegExp(`<form method="post" action="${action}">(.*?)</form>`, 's').exec(text)?.[1] ?? ''
  return Object.fromEntries([...form.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, n, v]) => [n, v]))
}

describe('Accounts and sessions in the console', () => {
  let world: ConsoleWorld
  let admin: Awaited<ReturnType<ConsoleWorld['signedIn']>>
  beforeEach(async () => {
    world = await consoleWorld()
    admin = await world.signedIn('administrator')
  })
  afterEach(() => world.close())

  const says = ({ text }: Response, ...sentences: readonly string[]): void => {
    for (const sentence of sentences) expect(text).to.include(escapeHtml(sentence))
  }
  const signIn = (name: string, password: string): Promise<Response> =>
    world.post('/console/sign-in', { name, password, to: '/console/' })

  /** Sends what is typed, and then the yes with what the question has hidden in its form. */
  async function confirmed(path: string, fields: Readonly<Record<string, string>>): Promise<Response> {
    const question = await admin.post(path, fields)
    expect(question.status, question.text).to.equal(200)
    return admin.post(path, hiddenIn(question, path))
  }

  it('are listed for administrators and auditors, with what changes them for administrators only', async () => {
    const auditor = await world.signedIn('auditor')
    const [hers, his] = [await admin.get('/console/accounts'), await auditor.get('/console/accounts')]
    for (const answer of [hers, his]) says(answer, 'ann', roles.administrator, 'the auditor', 'https://login.example')
    says(hers, EN.changeOf('ann'), EN.removeOf('ann'), EN.add)
    expect(his.text).to.not.match(/accounts\/(of|add|sessions)\//)
    expect(hers.text).to.not.include('scrypt')
    // By her name, not by her session.
    says(hers, ACTOR_TEXTS.en.gateway)
    says(await confirmed('/console/accounts/add', BO), EN.saidAdded('bo'))
    for (const language of ['en', 'sv'] as const) {
      const now = await auditor.get('/console/accounts', { language })
      says(now, ACTOR_TEXTS[language].session('the administrator'))
      expect(now.text).to.not.include('session:')
    }
  })

  describe('an account', () => {
    it('is added after one question, with its hash alone, and taken back by its undo', async () => {
      const question = await admin.post('/console/accounts/add', BO)
      says(question, EN.addSays('bo', roles.auditor))
      expect(question.text).to.not.include(NEW)
      expect(world.consoleAccounts.of('bo'), 'nothing is done yet').to.equal(null)
      const done = await admin.post('/console/accounts/add', hiddenIn(question, '/console/accounts/add'))
      says(done, EN.saidAdded('bo'))
      expect((await signIn('bo', NEW)).status).to.equal(303)
      const [entry] = world.entries('administrator.added').slice(-1)
      expect(entry?.actor).to.equal(`session:${admin.session.key.slice(0, 16)}`)
      const undone = await admin.post(
        '/console/accounts/of/bo/remove',
        hiddenIn(done, '/console/accounts/of/bo/remove'),
      )
      says(undone, EN.saidRemoved('bo'))
      expect(world.consoleAccounts.of('bo')).to.equal(null)
    })

    for (const [what, fields, sentence] of [
      ['a name that can be none', { name: 'Bo Ek' }, EN.nameWrong],
      ['a name that is there', { name: ' Ann ' }, EN.nameTaken],
      ['a short password', { password: 'fourteen chars', again: 'fourteen chars' }, EN.problems.length(15)],
      ['no password', { password: '', again: '' }, EN.problems.length(15)],
      ['one that is guessed', { password: 'b'.repeat(20), again: 'b'.repeat(20) }, EN.problems.guessed()],
      ['two that differ', { again: 'yet another password' }, EN.problems.other()],
    ] as const) {
      it(`is not added with ${what}, and what was typed is still there`, async () => {
        const wrong = await admin.post('/console/accounts/add', { ...BO, ...fields })
        expect(wrong.status).to.equal(422)
        says(wrong, sentence)
        expect(wrong.text).to.include(`value="${'name' in fields ? fields.name : 'bo'}"`)
        expect(wrong.text).to.not.include(NEW)
        expect(world.consoleAccounts.list()).to.have.length(1)
      })
    }

    it('has another role and the same password, and the role back by its undo', async () => {
      await confirmed('/console/accounts/add', { ...BO, role: 'administrator' })
      const cookie = cookieOf(await signIn('bo', NEW))
      const version = String(world.consoleAccounts.of('bo')?.version)
      const done = await confirmed('/console/accounts/of/bo', { role: 'auditor', version })
      says(done, EN.saidChanged('bo'))
      expect(world.consoleAccounts.of('bo')?.role).to.equal('auditor')
      expect((await world.get('/console/', { cookie })).status, 'signed in under the old role').to.equal(303)
      expect((await signIn('bo', NEW)).status).to.equal(303)
      await admin.post('/console/accounts/of/bo', hiddenIn(done, '/console/accounts/of/bo'))
      expect(world.consoleAccounts.of('bo')?.role).to.equal('administrator')
    })

    it('of whoever changes it has no way back to her role: her session ended with the change', async () => {
      for (const name of ['bo', 'cia']) await confirmed('/console/accounts/add', { ...BO, name, role: 'administrator' })
      const cookie = cookieOf(await signIn('bo', NEW))
      const [own, cias] = ['/console/accounts/of/bo', '/console/accounts/of/cia']
      const token = tokenIn(await world.get('/console/accounts', { cookie }))
      /** What stands on the page after a change of her role, by bo. */
      const changed = async (path: string, name: string) => {
        const fields = { token, role: 'auditor', version: String(world.consoleAccounts.of(name)?.version) }
        return world.post(path, hiddenIn(await world.post(path, fields, { cookie }), path), { cookie })
      }
      const another = await changed(cias, 'cia')
      says(another, EN.saidChanged('cia'))
      expect(hiddenIn(another, cias), 'the role of somebody else').to.include({ role: 'administrator' })
      const hers = await changed(own, 'bo')
      says(hers, EN.saidChanged('bo'))
      expect(world.consoleAccounts.of('bo')?.role).to.equal('auditor')
      expect(hiddenIn(hers, own), 'her own').to.deep.equal({})
      expect((await world.get('/console/', { cookie })).status).to.equal(303)
    })

    it('is not changed to what it is, nor from what it was', async () => {
      const path = '/console/accounts/of/ann'
      const version = String(world.consoleAccounts.of('ann')?.version)
      const same = await admin.post(path, { role: 'administrator', version })
      expect(same.status).to.equal(422)
      says(same, EN.nothingNew)
      const question = await admin.post(path, { role: 'administrator', password: NEW, again: NEW, version })
      const fields = hiddenIn(question, path)
      await world.consoleAccounts.remove('ann', BY_ITSELF)
      await world.consoleAccounts.set('ann', { role: 'auditor', passwordHash: 'x' }, BY_ITSELF)
      expect((await admin.post(path, fields)).status, 'somebody was faster').to.equal(409)
      expect((await admin.post('/console/accounts/of/nobody', BO)).status).to.equal(404)
    })

    it('that is the last administrator by name is removed only once it was told what follows', async () => {
      const cookie = cookieOf(await signIn('ann', PASSWORD))
      const own = await world.get('/console/accounts', { cookie })
      const token = /name="token" value="([^"]+)"/.exec(own.text)?.[1] ?? ''
      const path = '/console/accounts/of/ann/remove'
      const question = await world.post(path, { token }, { cookie })
      says(question, EN.last, EN.signedOutYou)
      expect(world.consoleAccounts.of('ann')).to.not.equal(null)
      const demoted = await admin.post('/console/accounts/of/ann', {
        role: 'auditor',
        version: String(world.consoleAccounts.of('ann')?.version),
      })
      says(demoted, EN.last)
      const stale = await world.post(path, { token, confirmed: 'yes', version: '0' }, { cookie })
      expect(stale.status, 'not the one that was shown').to.equal(409)
      says(await world.post(path, hiddenIn(question, path), { cookie }), EN.saidRemoved('ann'))
      expect((await world.get('/console/', { cookie })).status, 'her own session').to.equal(303)
      says(await admin.get('/console/'), CONSOLE_TEXTS.en.nobodyNamed)
    })

    it('that is one of two is removed without that', async () => {
      await world.consoleAccounts.set('bo', { role: 'administrator', passwordHash: 'x' }, BY_ITSELF)
      const question = await admin.post('/console/accounts/of/bo/remove')
      says(question, EN.removeSays('bo'))
      expect(question.text).to.not.include(escapeHtml(EN.last))
    })
  })

  describe('a session', () => {
    it('of anybody is revoked after one question, at once', async () => {
      const auditor = await world.signedIn('auditor')
      const path = `/console/accounts/sessions/${auditor.session.key}/revoke`
      says(await confirmed(path, {}), EN.saidRevoked)
      expect((await auditor.get('/console/')).status).to.equal(303)
      expect(world.entries('console.revoked')).to.have.length(1)
      expect((await admin.post(path, { confirmed: 'yes' })).status, 'a second time').to.equal(404)
    })

    it('is one of a page of them, the newest first, with the way to the others', async () => {
      for (let i = 0; i < SESSIONS_A_PAGE; i++) {
        world.clock.pass(1_000)
        await world.signedIn('auditor', { name: `<b>${i}</b>` })
      }
      const first = await admin.get('/console/accounts')
      says(first, EN.shown(1, SESSIONS_A_PAGE, SESSIONS_A_PAGE + 1), EN.later, '<b>0</b>')
      const second = await admin.get('/console/accounts?page=2')
      says(second, EN.shown(SESSIONS_A_PAGE + 1, SESSIONS_A_PAGE + 1, SESSIONS_A_PAGE + 1), EN.earlier)
      expect(second.text).to.not.include(escapeHtml('<b>'))
      for (const page of ['99', '0', 'x'])
        expect((await admin.get(`/console/accounts?page=${page}`)).status).to.equal(200)
    })
  })

  it('has the way back to an account after she showed who she is', async () => {
    await world.consoleAccounts.set('ann+1@contoso.example', { role: 'auditor', passwordHash: 'x' }, BY_ITSELF)
    const late = await world.signedIn('administrator', { provenAt: null })
    const path = '/console/accounts/of/ann%2B1%40contoso.example'
    expect((await late.get('/console/accounts')).text).to.include(`href="${path}"`)
    expect((await late.get(path)).headers['location']).to.equal(`/console/again?to=${encodeURIComponent(path)}`)
    expect((await admin.get(path)).status).to.equal(200)
  })
})
