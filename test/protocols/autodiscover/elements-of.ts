import { SaxesParser } from 'saxes'

/** The elements of a document that hold text, in order, each with it; read by another reader than ours. */
export function elementsOf(document: Buffer): readonly (readonly [name: string, text: string])[] {
  const found: [string, string][] = []
  const parser = new SaxesParser({ xmlns: true })
  let text = ''
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', () => {
    text = ''
  })
  parser.on('text', (more) => {
    text += more
  })
  parser.on('closetag', ({ local }) => {
    if (text !== '') found.push([local, text])
    text = ''
  })
  parser.write(document.toString()).close()
  return found
}
