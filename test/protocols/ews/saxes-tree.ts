import { SaxesParser } from 'saxes'

/** An element as an independent parser sees it. */
export interface Tree {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Tree[]
  readonly text: string
}

const SHORT: Readonly<Record<string, string>> = {
  'http://schemas.xmlsoap.org/soap/envelope/': 's',
  'http://schemas.microsoft.com/exchange/services/2006/messages': 'm',
  'http://schemas.microsoft.com/exchange/services/2006/types': 't',
  'http://schemas.microsoft.com/exchange/services/2006/errors': 'e',
}

/** Parses a document; names are `t:Address` by namespace, whatever its prefixes. */
export function treeOf(document: Buffer | string): Tree {
  const root = { name: '', attributes: {}, children: [] as Tree[], text: '' }
  const open: { name: string; attributes: Record<string, string>; children: Tree[]; text: string }[] = [root]
  const parser = new SaxesParser({ xmlns: true })
  parser.on('opentag', (tag) => {
    const attributes = Object.fromEntries(Object.values(tag.attributes).map(({ name, value }) => [name, value]))
    const element = { name: `${SHORT[tag.uri] ?? tag.uri}:${tag.local}`, attributes, children: [], text: '' }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('text', (text) => {
    const element = open.at(-1)
    if (element !== undefined) element.text += text
  })
  parser.on('closetag', () => open.pop())
  parser.write(document.toString()).close()
  return root.children[0] as Tree
}

/** Every element of that name, in the order of the document. */
export function all(tree: Tree, name: string): readonly Tree[] {
  return tree.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)])
}

export const textOf = (tree: Tree, name: string): string | null => all(tree, name)[0]?.text.trim() ?? null

/** The names of a tree with their nesting, without texts. */
export const shape = (tree: Tree): unknown => [tree.name, ...tree.children.map(shape)]
