import { h, keyed, setText } from '../dom.js'
import { bytes, whole } from '../format.js'

const COLUMNS = [
  ['Partition', ({ partition }) => String(partition)],
  ['First offset', ({ startOffset }) => whole(startOffset)],
  ['End offset', ({ endOffset }) => whole(endOffset)],
  ['Records', ({ startOffset, endOffset }) => whole(endOffset - startOffset)],
  ['On disk', ({ endOffset, durableOffset }) => durableOffset >= endOffset ? 'all' : `all but ${whole(endOffset - durableOffset)}`],
  ['Size', ({ sizeBytes }) => bytes(sizeBytes)]
]

/** The partitions of a topic, as a table. */
export function partitions(content) {
  const body = h('tbody')
  content.append(h('table', { class: 'list' },
    h('thead', {}, h('tr', {}, COLUMNS.map(([title]) => h('th', { class: 'number' }, title)))), body))
  const rows = keyed(body, ({ partition }) => partition, () => {
    const cells = COLUMNS.map(() => h('td', { class: 'number' }))
    return {
      element: h('tr', {}, cells),
      update(now) {
        COLUMNS.forEach(([, text], i) => setText(cells[i], now.error && i > 0 ? (i === 1 ? now.error : '') : text(now)))
      }
    }
  })
  return { update: (topic) => rows(topic.partitions) }
}
