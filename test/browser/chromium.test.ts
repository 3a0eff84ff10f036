import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect } from 'chai'
import { itChromium } from '../shared-material.ts'
import { chromiumPath, startChromium } from './chromium.ts'

describe('the browser of the tests', () => {
  it('is the first Chromium on the path that can be run, or none', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ledig-path-'))
    try {
      const program = join(folder, 'chromium')
      expect(chromiumPath(folder)).to.equal(null)
      writeFileSync(program, '')
      chmodSync(program, 0o644)
      expect(chromiumPath(['/nowhere', folder].join(delimiter))).to.equal(null)
      chmodSync(program, 0o755)
      expect(chromiumPath(['/nowhere', folder].join(delimiter))).to.equal(program)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  itChromium('reaches nobody by name, whom the machine could reach', async () => {
    const server = createServer((_request, response) => void response.end('here'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const browser = await startChromium()
    try {
      const page = await browser.newPage()
      await page.goto(`http://127.0.0.1:${port}/`)
      // RFC 6761 6.3: by itself a browser takes every name below localhost for this machine.
      const error = await page.goto(`http://somebody.localhost:${port}/`).then(
        () => 'answered',
        (reason: unknown) => String(reason),
      )
      expect(error).to.include('ERR_NAME_NOT_RESOLVED')
    } finally {
      await browser.close()
      server.close()
    }
  })
})
