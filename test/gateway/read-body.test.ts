import { createServer, request } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { readBody } from '../../gateway/read-body.ts'

describe('reading a body', () => {
  let server: Server
  const outcomes: (string | Error)[] = []

  before((done) => {
    server = createServer((incoming, response) => {
      readBody(incoming, 10).then(
        (body) => {
          outcomes.push(body.toString())
          response.end()
        },
        (error: Error) => outcomes.push(error),
      )
    }).listen(0, '127.0.0.1', done)
  })
  after(() => void server.close())
  beforeEach(() => {
    outcomes.length = 0
  })

  function post(chunks: string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const { port } = server.address() as AddressInfo
      const call = request({ port, host: '127.0.0.1', method: 'POST' }, (response) => {
        response.resume().on('end', resolve)
      })
      call.on('error', reject)
      for (const chunk of chunks) call.write(chunk)
      call.end()
    })
  }

  it('gives all of it, in however many pieces it comes', async () => {
    await post(['12345', '67890'])
    expect(outcomes).to.deep.equal(['1234567890'])
  })

  it('gives up at the first byte over the limit', async () => {
    await post(['12345', '678901'])
    expect(outcomes).to.deep.equal(['too big'])
  })
})
