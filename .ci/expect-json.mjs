// Reads standard input and ends with 0 only if it is one JSON document, and nothing else, with the members named.
import { text } from 'node:stream/consumers'

const written = await text(process.stdin)
let document
try {
  document = JSON.parse(written)
} catch (error) {
  console.error(`not one JSON document: ${error.message}\n${written.slice(0, 500)}`)
  process.exit(1)
}
const missing = process.argv.slice(2).filter((name) => document[name] === undefined)
if (missing.length > 0) {
  console.error(`no ${missing.join(', ')} in it: ${written.slice(0, 500)}`)
  process.exit(1)
}
console.log(`${written.length} bytes with ${process.argv.slice(2).join(', ')}`)
