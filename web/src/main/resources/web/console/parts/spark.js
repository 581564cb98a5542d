import { svg } from '../dom.js'

const WIDTH = 96
const HEIGHT = 22
const POINTS = 60

/** A small plot without axes, of the last minute. */
export function spark() {
  const line = svg('path', { class: 'spark-line' })
  const area = svg('path', { class: 'spark-area' })
  const element = svg('svg', { class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, area, line)
  return {
    element,
    update(values) {
      const shown = values.slice(-POINTS).map((value) => value ?? 0)
      const most = Math.max(...shown, 1e-9)
      const step = WIDTH / (POINTS - 1)
      const begin = WIDTH - (shown.length - 1) * step
      const points = shown.map((value, i) => `${(begin + i * step).toFixed(1)},${(HEIGHT - 1.5 - value / most * (HEIGHT - 4)).toFixed(1)}`)
      line.setAttribute('d', points.length > 1 ? `M${points.join('L')}` : '')
      area.setAttribute('d', points.length > 1 ? `M${begin.toFixed(1)},${HEIGHT}L${points.join('L')}L${WIDTH},${HEIGHT}Z` : '')
    }
  }
}
