import { api } from '../api.js'
import { h, keyed, setText } from '../dom.js'
import { counted, short, whole } from '../format.js'
import { plot } from '../parts/plot.js'
import { poll } from '../poll.js'
import { link } from '../router.js'
import { Series } from '../series.js'

const EVERY_MILLIS = 1_000

/** One group: who is in it, how far each partition is behind, and how that changes. */
export function group(main, id) {
  document.title = `${id} · Tailwater`
  const figures = h('p', { class: 'figures' })
  const error = h('p', { class: 'error', role: 'alert', hidden: true })
  const lag = new Series(['lag'])
  const chart = plot('Lag, records', [{ name: 'lag', label: 'lag' }], short)
  const members = table(['Member', 'Client', 'Host', 'Partitions'], [])
  const offsets = table(['Topic', 'Partition', 'Offset', 'End', 'Lag', 'Member'], [1, 2, 3, 4])
  main.append(
    h('div', { class: 'bar' },
      h('h1', {}, h('a', { href: link('groups'), class: 'up' }, 'Groups'), h('span', { class: 'slash' }, '/'), id), figures),
    error, h('div', { class: 'plots' }, chart.element),
    h('h2', {}, 'Partitions'), offsets.element,
    h('h2', {}, 'Members'), members.element)

  const stop = poll(EVERY_MILLIS, async (signal) => {
    try {
      const now = await api(`/groups/${encodeURIComponent(id)}`, { signal })
      error.hidden = true
      lag.add(Date.now(), { lag: now.lag })
      chart.update(lag)
      setText(figures, [now.state, now.protocolType, counted(now.members.length, 'member'), `lag ${whole(now.lag)}`].filter(Boolean).join('  ·  '))
      members.update(now.members.map((member) => [member.id, [member.id, member.clientId, member.clientHost, assignment(member)]]))
      offsets.update(now.offsets.map((each) => [`${each.topic}/${each.partition}`, [
        each.topic, whole(each.partition), each.offset === undefined ? 'none' : whole(each.offset),
        each.endOffset === undefined ? '' : whole(each.endOffset), each.lag === undefined ? '' : whole(each.lag), each.memberId ?? ''
      ]]))
    } catch (failure) {
      if (signal.aborted) return
      error.hidden = false
      setText(error, failure.message)
    }
  })
  return () => {
    stop()
    chart.close()
  }
}

function assignment({ assignment: topics }) {
  return topics.map(({ topic, partitions }) => `${topic} ${partitions.join(', ')}`).join('; ') || 'none'
}

/** A table of texts: `update([[key, texts], …])`. */
function table(titles, numbers) {
  const body = h('tbody')
  const cell = (tag, i, ...text) => h(tag, { class: numbers.includes(i) ? 'number' : '' }, ...text)
  const rows = keyed(body, ([key]) => key, () => {
    const cells = titles.map((title, i) => cell('td', i))
    return { element: h('tr', {}, cells), update: ([, texts]) => texts.forEach((text, i) => setText(cells[i], text)) }
  })
  return {
    element: h('table', { class: 'list' }, h('thead', {}, h('tr', {}, titles.map((title, i) => cell('th', i, title)))), body),
    update: rows
  }
}
