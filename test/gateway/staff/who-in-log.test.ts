import { expect } from 'chai'
import { allTrusts } from '../../../gateway/admin/administration.ts'
import { actorOf } from '../../../gateway/sign-in/console-sessions.ts'
import { whoIn } from '../../../gateway/staff/who-in-log.ts'
import { consoleWorld } from './console-world.ts'
import type { ConsoleWorld } from './console-world.ts'

describe('Whoever did something', () => {
  let world: ConsoleWorld
  beforeEach(async () => (world = await consoleWorld()))
  afterEach(() => world.close())

  it('is said in words, in both languages, by the name she has now', async () => {
    const { door } = world
    const made = await door.administration.tokens.create(
      { name: 'monitoring', scope: 'read', expiresAt: null },
      () => ({
        ...{ actor: 'gateway', requestId: null },
      }),
    )
    const session = actorOf((await world.signedIn('administrator')).session)
    const partner = allTrusts(door.administration)[0]?.partner ?? ''
    const SAID: readonly (readonly [string, string, string])[] = [
      ['gateway', 'the gateway by itself', 'gatewayen själv'],
      ['owner', 'an owner', 'en ägare'],
      ['lookup', 'who asked', 'den som frågade'],
      ['first-administrator', 'whoever had the code of the first start', 'den som hade koden från första starten'],
      ['token:file', 'whoever has admin.tokenFile', 'den som har admin.tokenFile'],
      [`token:${made.shown.id}`, 'access token monitoring', 'åtkomstnyckeln monitoring'],
      ['token:gone', 'access token gone', 'åtkomstnyckeln gone'],
      [session, 'the administrator, in the console', 'the administrator, i konsolen'],
      ['session:gone', 'somebody in the console (session gone)', 'någon i konsolen (sessionen gone)'],
      [`partner:${partner}`, 'partner Fabrikam', 'partnern Fabrikam'],
      ['organization:urn:x', 'organization urn:x', 'organisationen urn:x'],
      // Where a second administrator said yes, whoever asked first stands there as a token.
      [`token:${session}+token:file`, 'the administrator, in the console, and then whoever has admin.tokenFile', ''],
      ['something of a later release', 'something of a later release', 'something of a later release'],
      ['constructor', 'constructor', 'constructor'],
      ['partner:\u202e\n', 'partner ', 'partnern '],
    ]
    for (const [actor, english, swedish] of SAID) {
      expect(whoIn(door, 'en')(actor), actor).to.equal(english)
      if (swedish !== '') expect(whoIn(door, 'sv')(actor), actor).to.equal(swedish)
    }
    expect(whoIn(door, 'en')(`partner:${'x'.repeat(300)}`)).to.have.length(100)
  })
})
