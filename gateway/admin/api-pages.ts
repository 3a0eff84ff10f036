import express from 'express'
import type { Router } from 'express'
import { openApiDocument } from './openapi.ts'
import type { Operation } from './operation.ts'

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const STYLE = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
:root { --paper: #fff; --ink: #1b1b1f; --link: #0b57d0; --quiet: #f1f1f4; --line: #767680; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #16161a; --ink: #ececf1; --link: #9cc2ff; --quiet: #25252b; --line: #8c8c97; }
}
html { background: var(--paper); color: var(--ink); }
body { max-width: 56rem; margin: 0 auto; padding: 1rem; }
a { color: var(--link); }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; padding: .5rem 1rem; }
summary { cursor: pointer; overflow-wrap: anywhere; }
code, textarea, input, pre { font: .9rem/1.4 ui-monospace, monospace; }
label { display: block; margin: .5rem 0; }
input, textarea { width: 100%; box-sizing: border-box; padding: .4rem; }
input[type=checkbox] { width: auto; }
textarea { min-height: 8rem; }
input, textarea, button { background: var(--quiet); color: inherit; border: 1px solid var(--line); border-radius: .3rem; }
pre:empty { margin: 0; padding: 0; }
h2 { margin: 1.5rem 0 .5rem; text-transform: capitalize; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--quiet); padding: .5rem; border-radius: .5rem; }
button { padding: .4rem 1rem; }
.method { font-weight: bold; text-transform: uppercase; }
`

/** Sends a form's request with what was typed; the token stays in the page and goes when it is closed. */
const SCRIPT = `'use strict'
const token = document.getElementById('token')

function requestOf(form) {
  let path = form.dataset.path
  const query = new URLSearchParams()
  const headers = {}
  if (token.value) headers.authorization = 'Bearer ' + token.value.trim()
  for (const input of form.querySelectorAll('[data-in]')) {
    const value = input.type === 'checkbox' ? (input.checked ? 'true' : '') : input.value
    if (input.dataset.in === 'path') path = path.replace('{' + input.name + '}', encodeURIComponent(value))
    else if (value && input.dataset.in === 'query') query.set(input.name, value)
    else if (value) headers[input.name] = value
  }
  const body = form.elements.namedItem('body')
  if (body) headers['content-type'] = 'application/json'
  return [
    '/admin/v1' + path + (query.size ? '?' + query : ''),
    { method: form.dataset.method.toUpperCase(), headers, ...(body && { body: body.value }) },
  ]
}

async function show(answer, output) {
  const tag = answer.headers.get('etag')
  output.textContent = answer.status + (tag ? '  ETag ' + tag : '') + '\\n'
  if (!/json/.test(answer.headers.get('content-type') ?? '')) {
    const file = await answer.blob()
    const link = document.createElement('a')
    link.href = URL.createObjectURL(file)
    link.download = output.closest('details').id
    link.textContent = 'Save ' + file.size + ' bytes'
    return output.append(link)
  }
  const text = await answer.text()
  try { output.append(JSON.stringify(JSON.parse(text), null, 2)) } catch { output.append(text) }
}

for (const form of document.querySelectorAll('form')) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const output = form.querySelector('pre')
    const button = form.querySelector('button')
    button.disabled = true
    output.textContent = '…'
    try {
      await show(await fetch(...requestOf(form)), output)
    } catch (error) {
      output.textContent = 'Nothing was sent, or no answer came: ' + error.message
    }
    button.disabled = false
  })
}
`

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '')

interface Parameter {
  readonly name: string
  readonly in: string
  readonly description?: string
  readonly schema: { readonly type: string }
}

function parameterField({ name, in: place, description, schema }: Parameter): string {
  const hint = description === undefined ? '' : ` – ${escape(description)}`
  const attributes = `name="${escape(name)}" data-in="${place}"${place === 'path' ? ' required' : ''}`
  const type = schema.type === 'boolean' ? 'checkbox' : 'text'
  return `<label><code>${escape(name)}</code>${hint}<input type="${type}" ${attributes} autocomplete="off"></label>`
}

interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly minimum?: number
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
}

type Schemas = Readonly<Record<string, Schema>>

function resolved(schema: Schema, schemas: Schemas): Schema {
  const name = schema.$ref?.slice(schema.$ref.lastIndexOf('/') + 1)
  if (name !== undefined) return resolved(schemas[name] ?? {}, schemas)
  return schema.anyOf?.[0] === undefined ? schema : resolved(schema.anyOf[0], schemas)
}

/** Something to write over: every field that has to be there. */
function beginning(written: Schema, schemas: Schemas): unknown {
  const schema = resolved(written, schemas)
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, beginning(schema.properties?.[name] ?? {}, schemas)]),
      )
    case 'array':
      return []
    case 'boolean':
      return false
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 0, 0)
    default:
      return ''
  }
}

function fieldsOf(written: Schema, schemas: Schemas): string {
  const { properties = {}, required = [] } = resolved(written, schemas)
  const fields = Object.entries(properties).map(([name, field]) => {
    const { enum: choices, type } = resolved(field, schemas)
    const kind = choices === undefined ? [type ?? 'any'].flat().join(' or ') : choices.map(String).join(' | ')
    return `<li><code>${escape(name)}</code> ${escape(kind)}${required.includes(name) ? ', has to be there' : ''}</li>`
  })
  return fields.length === 0 ? '' : `<ul>${fields.join('')}</ul>`
}

interface Described {
  readonly tags: readonly string[]
  readonly summary: string
  readonly description: string
  readonly operationId: string
  readonly parameters: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

function bodyField({ requestBody }: Described, schemas: Schemas): string {
  const schema = Object.values(requestBody?.content ?? {})[0]?.schema
  if (schema === undefined) return ''
  const text = escape(JSON.stringify(beginning(schema, schemas) || {}, null, 2))
  return `<label>Body (JSON)<textarea name="body" spellcheck="false">${text}</textarea></label>${fieldsOf(schema, schemas)}`
}

function operationSection(path: string, method: string, described: Described, schemas: Schemas): string {
  return `<details id="${escape(described.operationId)}">
<summary><span class="method">${method}</span> <code>${escape(path)}</code> ${escape(described.summary)}</summary>
<p>${escape(described.description)}</p>
<form data-path="${escape(path)}" data-method="${method}">
${described.parameters.map(parameterField).join('\n')}
${bodyField(described, schemas)}
<button>Send</button>
<pre role="status"></pre>
</form>
</details>`
}

/** By what they are about, in the order of the table. */
function sectionsOf(document: ReturnType<typeof openApiDocument>): string {
  const paths = document['paths'] as Record<string, Record<string, Described>>
  const { schemas } = document['components'] as { readonly schemas: Schemas }
  const sections = new Map<string, string[]>()
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, described] of Object.entries(methods)) {
      const tag = described.tags[0] ?? ''
      sections.set(tag, [...(sections.get(tag) ?? []), operationSection(path, method, described, schemas)])
    }
  }
  return [...sections].map(([tag, forms]) => `<h2>${escape(tag)}</h2>\n${forms.join('\n')}`).join('\n')
}

function page(document: ReturnType<typeof openApiDocument>): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ledig administration</title>
<link rel="stylesheet" href="/admin/v1/docs.css">
<script src="/admin/v1/docs.js" defer></script>
</head>
<body>
<main>
<h1>Ledig administration</h1>
<p>Every operation, to be tried here. The document behind this page: <a href="/admin/v1/openapi.json">openapi.json</a>.</p>
<noscript><p>The forms are sent by a script, and this browser runs none. The same is done by commands: ledig --help.</p></noscript>
<label>Access token, kept in this page only<input id="token" type="password" autocomplete="off"></label>
${sectionsOf(document)}
</main>
</body>
</html>
`
}

/** What the administration says of itself, to anybody: it is the same for every gateway of this release. */
export function apiPages(operations: readonly Operation[]): Router {
  const router = express.Router()
  const document = openApiDocument(operations)
  const html = page(document)
  router.get('/openapi.json', (_request, response) => void response.json(document))
  router.get('/docs', (_request, response) => {
    response.set('Content-Security-Policy', POLICY).type('html').send(html)
  })
  router.get('/docs.css', (_request, response) => void response.type('css').send(STYLE))
  router.get('/docs.js', (_request, response) => void response.type('js').send(SCRIPT))
  return router
}
