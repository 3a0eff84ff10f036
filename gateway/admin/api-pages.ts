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
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--quiet); padding: .5rem; border-radius: .5rem; }
button { padding: .4rem 1rem; }
.method { font-weight: bold; text-transform: uppercase; }
`

/** Sends a form's request with what was typed; the token stays in the page and goes when it is closed. */
const SCRIPT = `'use strict'
const token = document.getElementById('token')
for (const form of document.querySelectorAll('form')) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const output = form.querySelector('pre')
    const field = (name) => form.elements.namedItem(name)
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
    const body = field('body')
    if (body) headers['content-type'] = 'application/json'
    output.textContent = '…'
    try {
      const search = query.size ? '?' + query : ''
      const answer = await fetch('/admin/v1' + path + search, {
        method: form.dataset.method.toUpperCase(), headers, ...(body && { body: body.value })
      })
      const tag = answer.headers.get('etag')
      const text = await answer.text()
      let shown = text
      try { shown = JSON.stringify(JSON.parse(text), null, 2) } catch {}
      output.textContent = answer.status + (tag ? '  ETag ' + tag : '') + '\\n' + shown
    } catch (error) {
      output.textContent = String(error)
    }
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

interface Described {
  readonly summary: string
  readonly description: string
  readonly operationId: string
  readonly parameters: readonly Parameter[]
  readonly requestBody?: unknown
}

function operationSection(path: string, method: string, described: Described): string {
  const body =
    described.requestBody === undefined ? '' : '<label>Body (JSON)<textarea name="body">{}</textarea></label>'
  return `<details id="${escape(described.operationId)}">
<summary><span class="method">${method}</span> <code>${escape(path)}</code> ${escape(described.summary)}</summary>
<p>${escape(described.description)}</p>
<form data-path="${escape(path)}" data-method="${method}">
${described.parameters.map(parameterField).join('\n')}
${body}
<button>Send</button>
<pre aria-live="polite"></pre>
</form>
</details>`
}

function page(document: ReturnType<typeof openApiDocument>): string {
  const paths = document['paths'] as Record<string, Record<string, Described>>
  const sections = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => operationSection(path, method, described)),
  )
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
<label>Access token, kept in this page only<input id="token" type="password" autocomplete="off"></label>
${sections.join('\n')}
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
