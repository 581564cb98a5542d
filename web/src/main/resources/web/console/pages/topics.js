import { api } from '../api.js'
import { h, keyed, setText } from '../dom.js'
import { bytes, byteRate, rate, whole } from '../format.js'
import { field, formDialog } from '../parts/dialog.js'
import { spark } from '../parts/spark.js'
import { link } from '../router.js'

/** All topics, with what goes in and out of them. */
export function topics(main, history) {
  document.title = 'Topics · Tailwater'
  const filter = h('input', { type: 'search', placeholder: 'Filter topics', 'aria-label': 'Filter topics', 'data-key': '/', oninput: show })
  const internal = h('input', { type: 'checkbox', 'data-testid': 'internal', onchange: show })
  const body = h('tbody')
  const empty = h('p', { class: 'empty', hidden: true })
  main.append(
    h('div', { class: 'bar' }, h('h1', {}, 'Topics'), filter, h('label', {}, internal, ' Internal'),
      h('button', { class: 'primary', type: 'button', onclick: () => create(history) }, 'New topic')),
    h('table', { class: 'list topics' },
      h('thead', {}, h('tr', {},
        h('th', {}, 'Name'), h('th', { class: 'number' }, 'Partitions'), h('th', { class: 'number' }, 'Records'),
        h('th', { class: 'number' }, 'Size'), h('th', { class: 'number' }, 'In'), h('th', { class: 'wide', 'aria-label': 'The last minute' }),
        h('th', { class: 'number' }, 'Out'))),
      body),
    empty)

  const rows = keyed(body, (topic) => topic.id, (topic) => row(topic, history))

  function show() {
    const wanted = filter.value.trim().toLowerCase()
    const shown = history.topics.filter((topic) => (internal.checked || !topic.internal) && topic.name.toLowerCase().includes(wanted))
    rows(shown)
    empty.hidden = shown.length > 0 || !history.asked
    setText(empty, wanted ? 'No topic has this in its name.' : history.brokerRefusal ? 'There are no topics that you may see.' : 'There are no topics yet: make one, or produce to any name.')
  }
  history.addEventListener('change', show)
  show()
  return () => history.removeEventListener('change', show)
}

function row(topic, history) {
  const [partitions, records, size, incoming, outgoing] = Array.from({ length: 5 }, () => h('td', { class: 'number' }))
  records.dataset.label = 'records'
  const plot = spark()
  const name = h('a', { href: link('topics', topic.name) }, topic.name)
  const element = h('tr', {}, h('td', { class: 'name' }, name), partitions, records, size, incoming, h('td', { class: 'wide' }, plot.element), outgoing)
  element.addEventListener('click', (event) => { if (event.target !== name) name.click() })
  return {
    element,
    update(now) {
      const series = history.of(now.id)
      setText(partitions, whole(now.partitionCount))
      setText(records, whole(now.records))
      setText(size, bytes(now.sizeBytes))
      setText(incoming, rate(series.last('in') ?? 0))
      setText(outgoing, byteRate(series.last('outBytes') ?? 0))
      plot.update(series.of('in'))
    }
  }
}

function create(history) {
  formDialog('New topic', { label: 'Create' }, [
    field('Name', h('input', { name: 'name', required: true, maxlength: 249, pattern: '[a-zA-Z0-9._\\-]+', autocomplete: 'off', autofocus: true }),
      'Letters, digits, dot, underscore, dash'),
    field('Partitions', h('input', { name: 'partitions', type: 'number', min: 1, max: 10000, value: 1, required: true }))
  ], async ({ name, partitions }) => {
    await api(`/topics/${encodeURIComponent(name)}`, { method: 'PUT', body: { partitions: Number(partitions) } })
    await history.refresh()
    location.hash = link('topics', name)
  })
}
