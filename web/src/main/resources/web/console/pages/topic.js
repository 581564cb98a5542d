import { api } from '../api.js'
import { h, setText } from '../dom.js'
import { bytes, byteRate, rate, whole } from '../format.js'
import { poll } from '../poll.js'
import { link } from '../router.js'
import { configuration } from '../topic/configuration.js'
import { partitions } from '../topic/partitions.js'
import { produce } from '../topic/produce.js'
import { records } from '../topic/records.js'

const TABS = { records, produce, partitions, configuration }
const EVERY_MILLIS = 2_000

/** One topic. What a tab shows, it shows of the topic's description, which is asked for again and again. */
export function topic(main, history, name, tabName) {
  document.title = `${name} · Tailwater`
  const open = TABS[tabName] ?? records
  const figures = h('p', { class: 'figures' })
  const error = h('p', { class: 'error', role: 'alert', hidden: true })
  const content = h('section', { class: `tab ${tabName}` })
  main.append(
    h('div', { class: 'bar' },
      h('h1', {}, h('a', { href: link('topics'), class: 'up' }, 'Topics'), h('span', { class: 'slash' }, '/'), name),
      figures),
    h('nav', { class: 'tabs', 'aria-label': 'Of this topic' }, Object.keys(TABS).map((each) =>
      h('a', { href: each === 'records' ? link('topics', name) : link('topics', name, each), 'aria-current': each === tabName ? 'page' : false },
        each[0].toUpperCase() + each.slice(1)))),
    error, content)

  const tab = open(content, { name, history })
  const stop = poll(EVERY_MILLIS, async (signal) => {
    try {
      const description = await api(`/topics/${encodeURIComponent(name)}`, { signal })
      error.hidden = true
      tab.update?.(description)
    } catch (failure) {
      if (signal.aborted) return
      error.hidden = false
      setText(error, failure.message)
    }
  })

  function showFigures() {
    const now = history.topics.find((each) => each.name === name)
    if (!now) return
    const series = history.of(now.id)
    setText(figures, [
      `${whole(now.records)} records`, bytes(now.sizeBytes), `${rate(series.last('in') ?? 0)} in`, `${byteRate(series.last('outBytes') ?? 0)} out`
    ].join('  ·  '))
  }
  history.addEventListener('change', showFigures)
  showFigures()
  return () => {
    history.removeEventListener('change', showFigures)
    stop()
    tab.close?.()
  }
}
