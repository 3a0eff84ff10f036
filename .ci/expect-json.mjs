// Reads standard input and ends with 0 only if it is one JSON document, and nothing else, with the members named. Those
// named after --zero have to be there, at any depth, and be 0 wherever they are.
import { text } from 'node:stream/consumers'

const names = process.argv.slice(2)
const cut = names.includes('--zero') ? names.indexOf('--zero') : names.length
const [present, zero] = [names.slice(0, cut), names.slice(cut + 1)]

const fail = (message) => {
  console.error(`${message}: ${written.slice(0, 500)}`)
  process.exit(1)
}

const written = await text(process.stdin)
let document
try {
  document = JSON.parse(written)
} catch (error) {
  fail(`not one JSON document: ${error.message}`)
}
const missing = present.filter((name) => document[name] === undefined)
if (missing.length > 0) fail(`no ${missing.join(', ')} in it`)

const found = new Map()
JSON.parse(written, (name, value) => {
  if (zero.includes(name)) found.set(name, [...(found.get(name) ?? []), value])
  return value
})
for (const name of zero) {
  if (!found.has(name)) fail(`no ${name} in it`)
  if (found.get(name).some((value) => value !== 0)) fail(`${name} is not 0`)
}
console.log(`${written.length} bytes with ${[...present, ...zero.map((name) => `${name} 0`)].join(', ')}`)
