import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

type Exchange = readonly [IncomingMessage, ServerResponse]

/**
 * Begins one request in a turn of the event loop, whosoever: where a crowd asks at the same moment, everybody else is heard
 * between any two of them. What is alone begins at once.
 */
export function oneATurn(listener: RequestListener): RequestListener {
  const waiting: Exchange[] = []
  let taken = false

  const begin = ([request, response]: Exchange): void => {
    taken = true
    setImmediate(next)
    // Whoever went away meanwhile waits for nothing.
    if (!request.socket.destroyed) listener(request as never, response as never)
  }

  const next = (): void => {
    taken = false
    const exchange = waiting.shift()
    if (exchange !== undefined) begin(exchange)
  }

  return (request, response) => {
    if (taken) waiting.push([request, response])
    else begin([request, response])
  }
}
