import { expect } from 'chai'
import { openLog } from '../../gateway/log.ts'

describe('the log', () => {
  const written = () => {
    const lines: string[] = []
    return { lines, stream: { write: (line: string) => void lines.push(line) } }
  }

  it('writes each event as one line of JSON with its name and fields', () => {
    const { lines, stream } = written()
    openLog('info', stream).warn('request refused', { requestId: 'r-1', status: 413 })
    expect(lines).to.have.lengthOf(1)
    expect(JSON.parse(lines[0] ?? '')).to.include({
      level: 40,
      event: 'request refused',
      requestId: 'r-1',
      status: 413,
    })
  })

  it('stays one line whatever stands in a field, and bounds it', () => {
    const { lines, stream } = written()
    openLog('info', stream).info('lookup', { detail: `a\r\n{"level":60}\u2028\u0000${'x'.repeat(5_000)}` })
    expect(lines).to.have.lengthOf(1)
    expect(lines[0]?.trimEnd()).to.not.match(/[\r\n\0]/)
    expect(lines[0]?.length).to.be.below(2_400)
  })

  it('says nothing below its level', () => {
    const { lines, stream } = written()
    const log = openLog('warn', stream)
    log.debug('detail')
    log.info('lookup')
    log.error('request failed')
    expect(lines).to.have.lengthOf(1)
  })
})
