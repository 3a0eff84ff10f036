import { buildProduct } from './built-product.ts'
import { checkCollected } from './protocols/ews/schema-check.ts'

/** Once, before the files are run side by side: many of them run the product in processes of its own. */
export function mochaGlobalSetup(): void {
  buildProduct()
}

/** What holds for every file: each is run by itself, two side by side. */
export const mochaHooks: Mocha.RootHookObject = {
  afterAll(this: Mocha.Context) {
    this.timeout(60_000)
    checkCollected()
  },
}
