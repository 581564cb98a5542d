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
const TYPING_MILLIS = 400
const BEHIND = 100 // more than are on their way anyway

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
    'aria-label': 'Filter', spellcheck: 'false', autocomplete: 'off', oninput: typed, onchange: filterChanged
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
  let behind = 0
  let isOpen = false
  let applied = ''
  let typing = null
  let current = null

  const keys = (event) => {
    if (event.target.matches('input, textarea, select') || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'j') list.move(1)
    if (event.key === 'k') list.move(-1)
  }
  document.addEventListener('keydown', keys)
  const counting = setInterval(count, COUNT_MILLIS)

  function restart() {
    clearTimeout(typing)
    applied = filter.value
    behind = 0
    isOpen = false
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

  function typed() {
    clearTimeout(typing)
    typing = setTimeout(filterChanged, TYPING_MILLIS)
  }

  function filterChanged() {
    if (filter.value !== applied) restart()
  }

  function pause(on) {
    paused = on
    if (on) tail?.pause()
    else tail?.resume()
    setText(pauseButton, on ? 'Go on' : 'Pause')
    pauseButton.setAttribute('aria-pressed', String(on))
    if (isOpen) showState('open')
  }

  function showState(what, detail) {
    isOpen = what === 'open'
    content.classList.toggle('lost', !isOpen)
    if (what === 'open') setText(state, (paused ? 'paused' : 'live') + (behind > (paused ? 0 : BEHIND) ? `, ${whole(behind)} to come` : ''))
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
      behind = tail?.behind(topic) ?? 0
      if (isOpen) showState('open')
    },
    close() {
      document.removeEventListener('keydown', keys)
      clearInterval(counting)
      clearTimeout(typing)
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
