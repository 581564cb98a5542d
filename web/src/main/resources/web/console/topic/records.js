import { h, setText } from '../dom.js'
import { duration, rate, short, whole } from '../format.js'
import { begin } from './begin.js'
import { readFilter } from './filter.js'
import { LiveTail } from './live-tail.js'
import { recordDetail } from './record-detail.js'
import { RecordList } from './record-list.js'
import { RecordRing } from './record-ring.js'

const KEPT = 20_000
const COUNT_MILLIS = 500

/** The live tail of a topic: what comes, and what came before, by offset, time and filter. */
export function records(content, { name }) {
  const ring = new RecordRing(KEPT)
  const detail = recordDetail(() => list.select(null))
  const list = new RecordList(ring, (record) => {
    detail.show(record)
    content.classList.toggle('with-detail', record !== null)
  })
  const pauseButton = h('button', { type: 'button', 'data-key': 'p', 'data-testid': 'pause', onclick: () => pause(!paused) }, 'Pause')
  const followButton = h('button', { class: 'follow', type: 'button', 'data-key': 'End', hidden: true, onclick: () => list.follow() }, 'Newest ↓')
  const partition = h('select', { 'aria-label': 'Partition', onchange: restart }, h('option', { value: '' }, 'all partitions'))
  const filter = h('input', {
    type: 'search', class: 'filter', 'data-key': '/', 'data-testid': 'filter', placeholder: 'Filter: text, key=…, $.total>10, header.source=web',
    'aria-label': 'Filter', spellcheck: 'false', autocomplete: 'off', onchange: restart
  })
  const state = h('span', { class: 'tail-state', 'data-testid': 'state' })
  const counts = h('span', { class: 'tail-counts', 'data-testid': 'counts' })
  const trouble = h('p', { class: 'error', role: 'alert', 'data-testid': 'trouble', hidden: true })
  const from = begin(restart)
  content.append(
    h('div', { class: 'controls' }, from.element, partition, filter, pauseButton),
    trouble,
    h('div', { class: 'panes' }, h('div', { class: 'list-pane' }, list.element, followButton), detail.element),
    h('div', { class: 'foot' }, state, counts))

  let tail = null
  let paused = false
  let seenBefore = 0
  let perSecond = 0

  const keys = (event) => {
    if (event.target.matches('input, textarea, select') || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'j') list.move(1)
    if (event.key === 'k') list.move(-1)
  }
  document.addEventListener('keydown', keys)
  const counting = setInterval(count, COUNT_MILLIS)

  function restart() {
    tail?.close()
    tail = null
    ring.clear()
    seenBefore = 0
    list.select(null)
    list.follow()
    complain(null)
    pause(false)
    try {
      const look = {
        records: (records) => { if (look === current) { ring.push(records); list.changed() } },
        state: (what, detail) => { if (look === current) showState(what, detail) },
        skipped: (skipped) => { if (look === current) complain(sentence(skipped)) },
        failed: (error) => { if (look === current) { complain(error.message); setText(state, 'ended') } }
      }
      current = look
      setText(state, 'connecting')
      tail = new LiveTail(name, {
        from: from.value() ?? 'latest',
        partitions: partition.value === '' ? null : [Number(partition.value)],
        filter: readFilter(filter.value)
      }, look)
    } catch (error) {
      complain(error.message)
    }
  }
  let current = null

  function pause(on) {
    paused = on
    if (on) tail?.pause()
    else tail?.resume()
    setText(pauseButton, on ? 'Go on' : 'Pause')
    pauseButton.setAttribute('aria-pressed', String(on))
    showState('open')
  }

  function showState(what, detail) {
    content.classList.toggle('lost', what !== 'open')
    if (what === 'open') setText(state, paused ? 'paused' : 'live')
    else if (what === 'lost') setText(state, String(detail))
    else setText(state, `connection lost; trying again in ${duration(Math.max(1000, detail))}`)
  }

  function count() {
    perSecond += ((ring.seen - seenBefore) * 1000 / COUNT_MILLIS - perSecond) * 0.5
    seenBefore = ring.seen
    followButton.hidden = list.following || ring.size === 0
    setText(counts, ring.seen === ring.size
      ? `${rate(perSecond < 0.05 ? 0 : perSecond)}   ${whole(ring.seen)} records`
      : `${rate(perSecond < 0.05 ? 0 : perSecond)}   ${whole(ring.seen)} records, the last ${short(KEPT)} here`)
  }

  function complain(text) {
    trouble.hidden = text === null
    setText(trouble, text ?? '')
  }

  restart()
  return {
    update(topic) {
      while (partition.options.length <= topic.partitionCount) {
        const number = partition.options.length - 1
        partition.append(h('option', { value: number }, `partition ${number}`))
      }
    },
    close() {
      document.removeEventListener('keydown', keys)
      clearInterval(counting)
      current = null
      tail?.close()
      list.close()
    }
  }
}

function sentence({ partition, from, to, count, reason, message }) {
  const why = { deleted: 'are not there any more', damaged: `cannot be decoded (${message})`, slow: 'were left out' }[reason] ?? reason
  return `${whole(count)} records of partition ${partition} ${why}: offsets ${from} to ${to - 1}.`
}
