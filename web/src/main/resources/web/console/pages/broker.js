import { h, setText } from '../dom.js'
import { bytes, byteRate, counted, duration, rate, short, whole } from '../format.js'
import { BYTE_STEPS, plot } from '../parts/plot.js'

const TILES = [
  ['Health', ({ health }) => ailments(health), ({ health }) => health.status],
  ['Version', ({ version }) => version],
  ['Up for', ({ uptimeMillis }) => duration(uptimeMillis)],
  ['Topics', ({ topics, partitions }) => `${whole(topics)}, ${counted(partitions, 'partition')}`],
  ['Connections', ({ connections }) => `${whole(connections.kafka)} Kafka, ${whole(connections.http)} HTTP`],
  ['Live readers', ({ connections }) => whole(connections.tails)],
  ['Stored', ({ storage }) => bytes(storage.sizeBytes)],
  ['Free on disk', ({ storage }) => bytes(storage.usableBytes)],
  ['Disk budget', ({ storage }) => budget(storage.budget)],
  ['Checked', ({ integrity }) => `${bytes(integrity.checkedBytes)}, ${damage(integrity.damaged)}`],
  ['Heap', ({ memory }) => `${bytes(memory.heapUsedBytes)} of ${bytes(memory.heapMaxBytes)}`],
  ['Storage', ({ storage }) => `${storage.engine}, ${storage.directory}`],
  ['Cluster', ({ clusterId, nodeId }) => `${clusterId}, node ${nodeId}`]
]

function budget(of) {
  if (!of) return 'none'
  return `${bytes(of.usedBytes)} of ${bytes(of.bytes)}${of.refusing ? ', appends are refused' : ''}`
}

function ailments({ checks }) {
  const ailing = checks.filter(({ status }) => status !== 'pass')
  return ailing.length === 0 ? 'all checks pass' : ailing.map(({ name, detail }) => `${name}: ${detail}`).join(' ')
}

function damage(ranges) {
  if (ranges.length === 0) return 'no damage known'
  const { topic, partition, fromOffset, toOffset } = ranges[0]
  const more = ranges.length > 1 ? `, and ${whole(ranges.length - 1)} more` : ''
  return `damaged: ${topic}-${partition} from ${fromOffset} to ${toOffset - 1}${more}`
}

/** The broker: what goes in and out, who is connected, what is stored. */
export function broker(main, history) {
  document.title = 'Broker · Tailwater'
  const tiles = TILES.map(([title]) => ({ title, value: h('dd') }))
  const plots = [
    plot('Records in', [{ name: 'appendedRecords', label: 'records' }], rate),
    plot('Bytes', [{ name: 'appendedBytes', label: 'in' }, { name: 'fetchedBytes', label: 'out' }], byteRate, BYTE_STEPS),
    plot('Connections', [{ name: 'kafka', label: 'Kafka' }, { name: 'http', label: 'HTTP' }, { name: 'tails', label: 'live readers' }], short),
    plot('Forces to disk', [{ name: 'flushes', label: 'forces' }], rate)
  ]
  const refusal = h('p', { class: 'error', role: 'alert', hidden: true })
  const content = h('div', {},
    h('div', { class: 'plots' }, plots.map(({ element }) => element)),
    h('dl', { class: 'tiles' }, tiles.map(({ title, value }) => h('div', {}, h('dt', {}, title), value))))
  main.append(
    h('div', { class: 'bar' }, h('h1', {}, 'Broker')), refusal, content)

  function show() {
    refusal.hidden = history.brokerRefusal === null
    content.hidden = !refusal.hidden
    setText(refusal, history.brokerRefusal ?? '')
    if (!history.broker) return
    TILES.forEach(([, text, status], i) => {
      setText(tiles[i].value, text(history.broker))
      if (status) tiles[i].value.className = status(history.broker)
    })
    for (const each of plots) each.update(history.brokerSeries)
  }
  history.addEventListener('change', show)
  show()
  return () => {
    history.removeEventListener('change', show)
    for (const each of plots) each.close()
  }
}
