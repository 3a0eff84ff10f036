import { once } from 'node:events'
import { get as secureGet } from 'node:https'
import { createServer, connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { connectionProblem } from '../../../gateway/cli/connection-problem.ts'

describe('a gateway that is not reached', () => {
  it('is told of as nobody who listens', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    await once(server, 'close')
    const socket = connect(port, '127.0.0.1')
    const [error] = (await once(socket, 'error')) as [Error]
    expect(connectionProblem(error)).to.equal('nothing listens there; is the gateway running?')
  })

  it('is told of as one without TLS, in one line', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const [error] = (await once(secureGet(`https://127.0.0.1:${port}/`), 'error')) as [Error]
    server.close()
    expect(connectionProblem(error)).to.equal('it does not speak TLS there; is its address http://…?')
  })

  for (const [title, error, words] of [
    [
      'the first of several addresses that says something',
      new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED' })]),
      'nothing listens there; is the gateway running?',
    ],
    ['what has no words of its own, in one line', new Error('no answer in time\nat all'), 'no answer in time'],
  ] as const) {
    it(`is told of by ${title}`, () => {
      expect(connectionProblem(error)).to.equal(words)
    })
  }
})
