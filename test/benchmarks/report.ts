import { cpus, loadavg, totalmem } from 'node:os'
import process from 'node:process'

export interface Ratio {
  readonly name: string
  readonly value: number
  /** Null where it is told for information. */
  readonly target: number | null
  readonly better: 'higher' | 'lower'
}

export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memoryMiB: number
  readonly system: string
  readonly node: string
  /** One minute's average before the run: what else was going on. */
  readonly load: number
}

export interface Report {
  readonly machine: Machine
  readonly ratios: readonly Ratio[]
}

export function thisMachine(): Machine {
  const all = cpus()
  return {
    processor: all[0]?.model ?? 'unknown',
    cores: all.length,
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  }
}

export function met({ value, target, better }: Ratio): boolean | null {
  if (target === null) return null
  return better === 'higher' ? value >= target : value <= target
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low, high] = [sorted[middle - 1], sorted[middle]]
  if (high === undefined) throw new RangeError('the median of nothing')
  return sorted.length % 2 === 1 || low === undefined ? high : (low + high) / 2
}

const VERDICT = new Map<boolean | null, string>([
  [true, 'met'],
  [false, 'MISSED'],
  [null, ''],
])

/** A table for people; a missed target says so. */
export function table(ratios: readonly Ratio[]): string {
  const rows = ratios.map((ratio) => {
    const sign = ratio.better === 'higher' ? '≥' : '≤'
    const wanted = ratio.target === null ? '' : `${sign} ${String(ratio.target)}`
    return [ratio.name, rounded(ratio.value), wanted, VERDICT.get(met(ratio)) ?? '']
  })
  const all = [['ratio', 'measured', 'target', ''], ...rows]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')
  return all.map((row) => line(row).trimEnd()).join('\n')
}

function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 3)
}
