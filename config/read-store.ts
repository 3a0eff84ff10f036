import { statSync } from 'node:fs'
import { join } from 'node:path'
import { parseSealingKey } from '../trust/keys/sealed-identity.ts'
import type { ConfigDocument } from './config-schema.ts'
import type { Environment } from './environment-overlay.ts'
import { Secret } from './secrets.ts'

export type StoreSettings =
  /** Nothing outlives the process. */
  | { readonly kind: 'memory' }
  /** In a folder of this process alone; the key file is made at the first start, unless there is a key already. */
  | { readonly kind: 'embedded'; readonly folder: string; readonly keyFile: string; readonly key?: Secret }
  /** Shared by several gateways, which all have the same key. */
  | { readonly kind: 'redis'; readonly url: Secret; readonly key: Secret }

/** What reads files beside a configuration, and collects what is wrong with them. */
interface Reading {
  refuse(path: string, problem: string): void
  locate(name: string): string
  secret(path: string, name: string): Secret
}

const OTHERS = 0o077
/** The variable that may hold the store key; it wins over the file. */
const STORE_KEY = 'LEDIG_STORE_KEY'

function sealingKey(reading: Reading, path: string, name: string, secret: Secret): Secret {
  try {
    if (secret.reveal() !== '') parseSealingKey(secret.reveal(), name)
  } catch (error) {
    reading.refuse(path, error instanceof Error ? error.message : String(error))
  }
  return secret
}

/** A key others can read is no longer one (threats KM1). */
function sealingKeyFile(reading: Reading, path: string, name: string): Secret {
  const { mode } = statSync(reading.locate(name), { throwIfNoEntry: false }) ?? { mode: 0 }
  if ((mode & OTHERS) !== 0) reading.refuse(path, `${name} must be readable by its owner only`)
  return sealingKey(reading, path, name, reading.secret(path, name))
}

/** From the environment, where a deployment has a vault that puts it there; null: from a file. */
function keyFromEnvironment(reading: Reading, environment: Environment): Secret | null {
  const text = environment[STORE_KEY]
  return text === undefined || text === '' ? null : sealingKey(reading, 'store', STORE_KEY, new Secret(text.trim()))
}

/** Where state is kept, and under which key. */
export function readStore(
  reading: Reading,
  { store, gateway }: ConfigDocument,
  environment: Environment,
): StoreSettings {
  const key = keyFromEnvironment(reading, environment)
  const state = gateway.state === undefined ? null : reading.locate(gateway.state)
  if (store?.kind === 'redis') {
    const url = reading.secret('store.urlFile', store.urlFile)
    if (key !== null) return { kind: 'redis', url, key }
    if (store.keyFile === undefined) {
      reading.refuse('store.keyFile', `found nothing; expected a file with the store key, or ${STORE_KEY}`)
      return { kind: 'memory' }
    }
    return { kind: 'redis', url, key: sealingKeyFile(reading, 'store.keyFile', store.keyFile) }
  }
  if (store?.kind === 'memory' || (store === undefined && state === null)) return { kind: 'memory' }
  if (state === null) reading.refuse('gateway.state', 'found nothing; expected a folder, since the store is embedded')
  const place = state ?? ''
  const files = { folder: join(place, 'store'), keyFile: join(place, 'store-key') }
  return { kind: 'embedded', ...files, ...(key !== null && { key }) }
}
