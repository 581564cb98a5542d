import uPlot from '../../vendor/uPlot.esm.js'
import { h, setText } from '../dom.js'
import { onTheme } from '../theme.js'

const HEIGHT = 140
const COLOURS = ['--plot-1', '--plot-2', '--plot-3', '--plot-4']
const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600]

/** Steps of an axis that are round numbers of bytes, as `bytes` writes them. */
export const BYTE_STEPS = Array.from({ length: 50 }, (_, power) => 2 ** power)

/**
 * A plot over time with axes. Its legend has the latest values, or those at which somebody points.
 *
 * @param lines `[{name, label}]`, names of the series
 * @param format how values are written
 * @param steps what lines of the grid may be apart, if not any round number
 */
export function plot(title, lines, format, steps) {
  const frame = h('div', { class: 'plot-frame' })
  const time = h('span', { class: 'plot-time' })
  const values = lines.map(() => h('b'))
  const element = h('figure', { class: 'plot' },
    h('figcaption', {}, h('span', { class: 'plot-title' }, title), time,
      lines.map(({ label }, i) => h('span', { class: `plot-line line-${i + 1}` }, label, ' ', values[i]))),
    frame)
  let chart = null
  let data = [[], ...lines.map(() => [])]

  function showValues() {
    const pointed = chart?.cursor.idx ?? null
    const at = pointed ?? data[0].length - 1
    setText(time, pointed === null ? '' : timeOfDay(data[0][at]))
    values.forEach((value, i) => {
      const number = data[i + 1][at]
      setText(value, number === null || number === undefined ? '' : format(number))
    })
  }

  function make() {
    chart?.destroy()
    const colour = (name) => {
      frame.style.color = `var(${name})`
      return getComputedStyle(frame).color
    }
    const axis = {
      stroke: colour('--muted'), font: `11px ${getComputedStyle(frame).fontFamily}`,
      grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }
    }
    chart = new uPlot({
      width: frame.clientWidth || 300,
      height: HEIGHT,
      padding: [8, 8, 0, 0],
      cursor: { y: false, drag: { x: false, y: false } },
      legend: { show: false },
      scales: { y: { range: (chart, least, most) => [0, Math.max(most ?? 0, 1) * 1.1] } },
      axes: [
        { ...axis, size: 24, space: 80, incrs: SECONDS, values: (chart, splits) => splits.map(timeOfDay) },
        { ...axis, size: 68, space: 28, ...(steps ? { incrs: steps } : {}), values: (chart, splits) => splits.map(format) }
      ],
      series: [{}, ...lines.map((line, i) => ({ stroke: colour(COLOURS[i]), width: 1.5, points: { show: false } }))],
      hooks: { setCursor: [showValues] }
    }, data, frame)
    frame.style.color = ''
  }

  const sized = new ResizeObserver(() => {
    if (!chart) make()
    else chart.setSize({ width: frame.clientWidth, height: HEIGHT })
  })
  sized.observe(frame)
  const forget = onTheme(() => { if (chart) make() })

  return {
    element,
    update(series) {
      data = series.columns(lines.map(({ name }) => name))
      chart?.setData(data)
      showValues()
    },
    close() {
      sized.disconnect()
      forget()
      chart?.destroy()
    }
  }
}

function timeOfDay(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString('en-GB')
}
