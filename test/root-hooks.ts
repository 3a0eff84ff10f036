import { checkCollected } from './protocols/ews/schema-check.ts'

/** What holds for every file: each is run by itself, two side by side. */
export const mochaHooks: Mocha.RootHookObject = {
  afterAll(this: Mocha.Context) {
    this.timeout(60_000)
    checkCollected()
  },
}
